"""`huddle check`: what the rules find in a plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.events import events_of
from api.command_line.exits import ANSWERED, GAPS_REMAIN
from api.command_line.inputs import day_of, moment_of, plan_of
from api.command_line.resolve import (
    DayArgument,
    EventOption,
    IssuedOption,
    JsonOption,
    NowOption,
)
from api.command_line.solving import planner_of
from api.judgement import judgement_of
from api.render.screen import Screen
from api.render.verdict import show_verdict

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check(
    ctx: typer.Context,
    day: DayArgument,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A file with a plan or a proposal.")],
    *,
    event: EventOption = None,
    issued: IssuedOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the rules find in a plan; the check is not the solver's.

    Without --now, a proposal is judged as of the moment that it was made for.
    """
    office, the_day = day_of(day)
    the_plan, made_at = plan_of(plan)
    events, moment = events_of(event or ()), moment_of(now)
    verdict = planner_of(ctx).judge(
        office,
        the_day,
        the_plan,
        events=events,
        now=made_at if moment is None else moment,
        issued=None if issued is None else plan_of(issued)[0],
    )
    if as_json:
        sys.stdout.write(judgement_of(verdict).model_dump_json(indent=2) + "\n")
    else:
        show_verdict(verdict, Screen(sys.stdout))
    raise typer.Exit(GAPS_REMAIN if verdict.breaches or verdict.gaps else ANSWERED)
