"""`huddle what-if`: variants of one day, side by side."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.exits import ANSWERED, GAPS_REMAIN, STOPPED
from api.command_line.inputs import day_of, finite, moment_of, plan_of, write_text
from api.command_line.resolve import (
    DayArgument,
    DeadlineOption,
    DeterministicOption,
    IssuedOption,
    JsonOption,
    NowOption,
    ProfileOption,
    Question,
    SeedOption,
    WorkersOption,
    opening,
)
from api.command_line.solving import planner_of, solve
from api.command_line.variants import variants_of
from api.planner import Asked, Progress
from api.render.comparison import show_comparison
from api.render.screen import Screen
from models.proposal import Comparison

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(name="what-if")
def what_if(
    ctx: typer.Context,
    day: DayArgument,
    file: Annotated[
        Path | None, typer.Argument(metavar="[VARIANTS.yaml]", help="A list of variants.")
    ] = None,
    *,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            "--variant",
            metavar="TEXT",
            help="Once for each: 'name: event; event'; events as for 'huddle resolve'.",
        ),
    ] = None,
    issued: IssuedOption = None,
    profile: ProfileOption = "balanced",
    deadline: DeadlineOption = 10.0,
    seed: SeedOption = 0,
    now: NowOption = None,
    deterministic: DeterministicOption = False,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the answer here as JSON.")
    ] = None,
) -> None:
    """Compare variants of a day side by side, and show only what differs.

    The deadline is that of each variant; they are solved side by side.
    """
    office, the_day = day_of(day)
    moment = moment_of(now)
    before = None if issued is None else plan_of(issued)[0]
    finite(deadline)
    variants = variants_of(file, variant or ())
    if not as_json:
        Screen(sys.stdout).say(opening(Question(office, the_day, (), moment)))
    planner = planner_of(ctx)
    asked = Asked(
        profile=profile,
        deadline=deadline,
        seed=seed,
        workers=workers,
        deterministic=deterministic,
        options=False,
    )

    def work(_tell: Callable[[Progress], None], stop: threading.Event) -> Comparison:
        return planner.what_if(
            office, the_day, variants, now=moment, issued=before, asked=asked, stop=stop
        )

    solved = solve(planner, work)
    _show(solved.answer, as_json=as_json, out=out)
    if solved.stopped:
        raise typer.Exit(STOPPED)
    clean = any(not (p.gaps or p.violations) for p in solved.answer.proposals)
    raise typer.Exit(ANSWERED if clean else GAPS_REMAIN)


def _show(comparison: Comparison, *, as_json: bool, out: Path | None) -> None:
    if out is not None:
        write_text(out, comparison.model_dump_json(indent=2) + "\n")
    if as_json:
        sys.stdout.write(comparison.model_dump_json(indent=2) + "\n")
    else:
        show_comparison(comparison, Screen(sys.stdout))
