"""`huddle why`: why a visit is moved, swapped, dropped or kept."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import typer

from api.command_line.about import ProposalOption, VisitArgument, about
from api.command_line.inputs import finite
from api.command_line.resolve import (
    DayArgument,
    DeadlineOption,
    EventOption,
    JsonOption,
    NowOption,
    ProfileOption,
    WorkersOption,
)
from api.command_line.solving import planner_of, solve
from api.planner import Asked, Progress
from api.render.explanation import show_why
from api.render.screen import Screen
from models.explanation import Why

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def why(
    ctx: typer.Context,
    day: DayArgument,
    visit: VisitArgument,
    *,
    proposal: ProposalOption = None,
    event: EventOption = None,
    profile: ProfileOption = "balanced",
    deadline: DeadlineOption = 15.0,
    now: NowOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a visit is moved, swapped, dropped or kept, and what every other way would be."""
    asked_about = about(day, event, now, proposal, profile, quiet=as_json)
    asked = Asked(profile=asked_about.profile, deadline=finite(deadline), workers=workers)
    planner, question = planner_of(ctx), asked_about.question

    def work(_tell: Callable[[Progress], None], stop: threading.Event) -> Why:
        return planner.why(
            question.office,
            question.day,
            visit,
            events=question.events,
            now=question.now,
            given=asked_about.given,
            asked=asked,
            stop=stop,
        )

    answer = solve(planner, work).answer
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    else:
        show_why(answer, Screen(sys.stdout))
