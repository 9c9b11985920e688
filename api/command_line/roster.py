"""`huddle roster`: rosters over weeks, built, repaired with their days, and checked."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.exits import ANSWERED, GAPS_REMAIN, STOPPED
from api.command_line.inputs import finite
from api.command_line.resolve import (
    DeadlineOption,
    DeterministicOption,
    JsonOption,
    SeedOption,
    WorkersOption,
)
from api.command_line.roster_absence import EPILOG, absence
from api.command_line.roster_export import check_endings, export
from api.command_line.roster_generate import generate
from api.command_line.roster_inputs import roster_of, roster_plan_of
from api.command_line.solving import planner_of, solve
from api.judgement import judgement_of
from api.planner import Progress, RosterAsked
from api.render.roster import show_built, show_repaired
from api.render.screen import Screen
from api.render.verdict import show_verdict
from api.render.words import count
from models.office import Office
from models.roster import Roster
from models.roster_answer import BuiltRoster, Lean, RepairedRoster

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="A file, or an example: clinic-month, reroster-6wk.")
]
OutOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--out", metavar="FILE", help="Write it here: .json, .csv, .xlsx or .svg; once for each."
    ),
]


app.command(epilog=EPILOG)(absence)


@app.callback()
def group() -> None:
    """Build a roster over weeks, repair one when people are out (its days too), check or draw one.

    Exit codes: 0 answered; 2 the input is wrong; 3 answered, and demand is left uncovered (for
    'build': or there is no roster; for 'check': or a rule is broken).
    """


app.command()(generate)


@app.command()
def build(
    ctx: typer.Context,
    file: FileArgument,
    *,
    deadline: DeadlineOption = 60.0,
    seed: SeedOption = 0,
    workers: WorkersOption = None,
    deterministic: DeterministicOption = False,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """Build a roster: as few people short as can be, then as cheap as can be."""
    office, roster = roster_of(file)
    check_endings(out or [])
    asked = RosterAsked(finite(deadline), seed, workers, deterministic=deterministic)
    _opening("Rostering", office, roster, quiet=as_json)
    planner = planner_of(ctx)

    def work(_tell: Callable[[Progress], None], stop: threading.Event) -> BuiltRoster:
        return planner.build_roster(office, roster, asked=asked, stop=stop)

    solved = solve(planner, work)
    _written(solved.answer, as_json=as_json, out=out)
    if not as_json:
        show_built(solved.answer, Screen(sys.stdout))
    if solved.stopped:
        raise typer.Exit(STOPPED)
    clean = solved.answer.roster is not None and not solved.answer.uncovered
    raise typer.Exit(ANSWERED if clean else GAPS_REMAIN)


@app.command()
def repair(
    ctx: typer.Context,
    file: FileArgument,
    *,
    lean: Annotated[Lean, typer.Option("--lean", help="Which way to lean.")] = Lean.FEWEST_CHANGES,
    deadline: DeadlineOption = 15.0,
    seed: SeedOption = 0,
    workers: WorkersOption = None,
    deterministic: DeterministicOption = False,
    no_options: Annotated[
        bool, typer.Option("--no-options", help="This roster alone, without the others beside it.")
    ] = False,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """Repair a published roster: least uncovered, then as few changes as can be."""
    office, roster = roster_of(file)
    check_endings(out or [])
    asked = RosterAsked(
        finite(deadline),
        seed,
        workers,
        options=not no_options,
        deterministic=deterministic,
    )
    _opening("Repairing", office, roster, quiet=as_json)
    planner = planner_of(ctx)

    def work(_tell: Callable[[Progress], None], stop: threading.Event) -> RepairedRoster:
        return planner.repair_roster(office, roster, lean=lean, asked=asked, stop=stop)

    solved = solve(planner, work)
    _written(solved.answer, as_json=as_json, out=out)
    if not as_json:
        show_repaired(solved.answer, Screen(sys.stdout))
    if solved.stopped:
        raise typer.Exit(STOPPED)
    left = solved.answer.uncovered or solved.answer.broken
    raise typer.Exit(GAPS_REMAIN if left else ANSWERED)


@app.command()
def check(
    ctx: typer.Context,
    file: FileArgument,
    plan: Annotated[
        Path | None,
        typer.Argument(metavar="[PLAN]", help="A roster, or an answer; left out, as published."),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Say what the rules find in a roster; the check is not the solver's."""
    office, roster = roster_of(file)
    the_plan = None if plan is None else roster_plan_of(plan)
    verdict = planner_of(ctx).judge_roster(office, roster, the_plan)
    if as_json:
        sys.stdout.write(judgement_of(verdict).model_dump_json(indent=2) + "\n")
    else:
        show_verdict(verdict, Screen(sys.stdout))
    raise typer.Exit(GAPS_REMAIN if verdict.breaches or verdict.gaps else ANSWERED)


def _opening(doing: str, office: Office, roster: Roster, *, quiet: bool) -> None:
    if quiet:
        return
    days = count(roster.days, "day", "days")
    absences = count(len(roster.absences), "absence", "absences")
    Screen(sys.stdout).say(f"{doing} {office.id} from {roster.first}: {days}, {absences}.")


def _written(
    answer: BuiltRoster | RepairedRoster, *, as_json: bool, out: list[Path] | None
) -> None:
    export(answer, out or [])
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
