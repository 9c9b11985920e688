"""`huddle roster absence`: somebody is out for some days; the roster, then its booked days."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.exits import ANSWERED, GAPS_REMAIN, STOPPED
from api.command_line.inputs import finite
from api.command_line.resolve import (
    DeadlineOption,
    DeterministicOption,
    JsonOption,
    ProfileOption,
    SeedOption,
    WorkersOption,
)
from api.command_line.roster_export import check_endings, export
from api.command_line.roster_inputs import absence_of, with_absences
from api.command_line.solving import planner_of, solve
from api.render.absence import show_absence
from api.render.screen import Screen
from api.render.words import count
from models.absence import Absence
from models.absence_answer import AnsweredAbsence, DayOutcome
from models.roster_answer import Lean

if TYPE_CHECKING:
    from api.planner import Progress

EPILOG = (
    "FILE names 'office', 'roster' and 'days' as files beside it, or holds them; "
    "'absences' and 'now' are optional."
)


def absence(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or an example: nurse-out.")],
    *,
    absent: Annotated[
        list[str] | None,
        typer.Option(
            "--absent",
            metavar="'PERSON FROM [TO]'",
            help="Who else is out, once for each: 'rn-ames 2026-12-03 2026-12-04'; "
            "2026-12-03T10:40 for who leaves then.",
        ),
    ] = None,
    lean: Annotated[
        Lean, typer.Option("--lean", help="Which way the repair leans.")
    ] = Lean.FEWEST_CHANGES,
    profile: ProfileOption = "balanced",
    deadline: DeadlineOption = 30.0,
    seed: SeedOption = 0,
    workers: WorkersOption = None,
    deterministic: DeterministicOption = False,
    no_options: Annotated[
        bool, typer.Option("--no-options", help="This answer alone, without others beside it.")
    ] = False,
    as_json: JsonOption = False,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write it here: .json, or the roster as .csv, .xlsx or .svg; once for each.",
        ),
    ] = None,
) -> None:
    """Answer an absence of several days: repair the roster, re-plan each booked day it touches."""
    office, about = absence_of(file)
    about = with_absences(about, absent or [])
    check_endings(out or [])
    if not as_json:
        Screen(sys.stdout).say(_opening(office.id, about))
    planner = planner_of(ctx)
    from api.planner import Asked  # noqa: PLC0415 -- with the planner, after the first line

    asked = Asked(
        profile=profile,
        deadline=finite(deadline),
        seed=seed,
        workers=workers,
        deterministic=deterministic,
        options=not no_options,
    )

    def work(_tell: Callable[[Progress], None], stop: threading.Event) -> AnsweredAbsence:
        return planner.answer_absence(office, about, lean=lean, asked=asked, stop=stop)

    solved = solve(planner, work)
    answer = solved.answer
    export(answer, out or [])
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    else:
        show_absence(answer, Screen(sys.stdout))
    if solved.stopped:
        raise typer.Exit(STOPPED)
    raise typer.Exit(GAPS_REMAIN if is_short(answer) else ANSWERED)


def is_short(answer: AnsweredAbsence) -> bool:
    """Tell whether something is left uncovered, broken or unplanned."""
    days = any(
        part.outcome is DayOutcome.FAILED
        or (part.proposal is not None and (part.proposal.gaps or part.proposal.violations))
        for part in answer.days
    )
    return bool(answer.roster.uncovered or answer.roster.broken or answer.findings or days)


def _opening(office: str, about: Absence) -> str:
    absences = len(about.roster.absences) + len(about.absences)
    days = count(len(about.days), "booked day", "booked days")
    weeks = f"{count(about.roster.days, 'day', 'days')} from {about.roster.first}"
    return f"Answering {count(absences, 'absence', 'absences')} at {office}: {weeks}, {days}."
