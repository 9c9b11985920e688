"""`huddle resolve`: re-plan a day after what has happened."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.events import events_of
from api.command_line.exits import ANSWERED, GAPS_REMAIN, STOPPED
from api.command_line.inputs import day_of, finite, moment_of, plan_of, write_text
from api.command_line.solving import Solved, planner_of, solve
from api.render.proposal import show_proposal
from api.render.screen import Screen
from api.render.words import count
from models.day import Day
from models.events import Event
from models.office import Office
from models.plan import Plan
from models.proposal import Proposal

if TYPE_CHECKING:
    from api.planner import Progress

app = typer.Typer(rich_markup_mode=None, add_completion=False)

DayArgument = Annotated[str, typer.Argument(metavar="DAY", help="A file, or an example day.")]
EventOption = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="TEXT|FILE",
        help="What has happened, once for each: 'absent dr-lee 08:00-12:00', YAML, or a file.",
    ),
]
IssuedOption = Annotated[
    Path | None,
    typer.Option(
        "--issued",
        metavar="FILE",
        help="The plan last given to the office on this day, from --out: the day goes on from it.",
    ),
]
ProfileOption = Annotated[
    str, typer.Option("--profile", help="Which way to lean; an office may have its own.")
]
DeadlineOption = Annotated[
    float, typer.Option("--deadline", min=0, metavar="SECONDS", help="0: only what is at hand.")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1)]
NowOption = Annotated[
    str | None, typer.Option("--now", metavar="HH:MM", help="When; or an instant with its zone.")
]
DeterministicOption = Annotated[
    bool, typer.Option("--deterministic", help="Same input, seed and workers: same bytes.")
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, max=256, help="Threads; by default the cores'.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, and nothing else.")]


@dataclass(frozen=True)
class Question:
    """What is asked about a day, as the command line has it."""

    office: Office
    day: Day
    events: Sequence[Event]
    now: int | datetime | None
    issued: Plan | None = None


@app.command(
    epilog="Short events: absent PERSON [FROM-TO] [by-video]; late PERSON UNTIL; "
    "leaves-early PERSON AT; returned PERSON AT; room-out ROOM [FROM-TO]; "
    "device-out DEVICE [FROM-TO]; site-closed SITE [FROM-TO]; cancelled VISIT; no-show VISIT; "
    "overrun VISIT MINUTES."
)
def resolve(
    ctx: typer.Context,
    day: DayArgument,
    *,
    event: EventOption = None,
    issued: IssuedOption = None,
    profile: ProfileOption = "balanced",
    deadline: DeadlineOption = 15.0,
    seed: SeedOption = 0,
    now: NowOption = None,
    deterministic: DeterministicOption = False,
    workers: WorkersOption = None,
    no_options: Annotated[
        bool, typer.Option("--no-options", help="This plan alone, without the others beside it.")
    ] = False,
    as_json: JsonOption = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the proposal here as JSON.")
    ] = None,
) -> None:
    """Re-plan a day after what has happened, touching as few people as possible."""
    office, the_day = day_of(day)
    before = None if issued is None else plan_of(issued)[0]
    question = Question(office, the_day, events_of(event or ()), moment_of(now), before)
    solved = answered(
        ctx,
        question,
        quiet=as_json,
        profile=profile,
        deadline=finite(deadline),
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        options=not no_options,
    )
    show(solved, as_json=as_json, out=out)


def answered(
    ctx: typer.Context,
    question: Question,
    *,
    quiet: bool,
    profile: str,
    deadline: float,
    seed: int,
    deterministic: bool,
    workers: int | None,
    options: bool,
) -> Solved[Proposal]:
    """Say what is being re-planned, then re-plan it.

    Raises:
        BadInput: the question makes no sense.
    """
    if not quiet:
        Screen(sys.stdout).say(opening(question))
    planner = planner_of(ctx)
    from api.planner import Asked  # noqa: PLC0415 -- with the planner, after the first line

    asked = Asked(
        profile=profile,
        deadline=deadline,
        seed=seed,
        workers=workers,
        deterministic=deterministic,
        options=options,
    )

    def work(tell: Callable[[Progress], None], stop: threading.Event) -> Proposal:
        return planner.resolve(
            question.office,
            question.day,
            events=question.events,
            now=question.now,
            issued=question.issued,
            asked=asked,
            progress=tell,
            stop=stop,
        )

    return solve(planner, work)


def opening(question: Question) -> str:
    """Say what is being re-planned."""
    visits = count(len(question.day.appointments), "visit", "visits")
    events = count(len(question.day.events) + len(question.events), "event", "events")
    return f"Re-planning {question.office.id} on {question.day.date}: {visits}, {events}."


def show(solved: Solved[Proposal], *, as_json: bool, out: Path | None) -> None:
    """Write the proposal and end with the exit code that says how it went."""
    proposal = solved.answer
    if out is not None:
        write_text(out, proposal.model_dump_json(indent=2) + "\n")
    if as_json:
        sys.stdout.write(proposal.model_dump_json(indent=2) + "\n")
    else:
        screen = Screen(sys.stdout)
        if solved.stopped:
            screen.say("Stopped; this is the best plan so far.")
        show_proposal(proposal, screen)
    if solved.stopped:
        raise typer.Exit(STOPPED)
    raise typer.Exit(GAPS_REMAIN if proposal.gaps or proposal.violations else ANSWERED)
