"""`huddle why`: why a visit is moved, swapped, dropped or kept."""

from __future__ import annotations

import threading

import typer

from api.command_line.about import ProposalOption, VisitArgument, about, answered
from api.command_line.inputs import finite
from api.command_line.resolve import (
    DayArgument,
    DeadlineOption,
    EventOption,
    IssuedOption,
    JsonOption,
    NowOption,
    ProfileOption,
    WorkersOption,
)
from api.planner import Planner
from api.render.explanation import show_why
from engine.asked import Asked
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
    issued: IssuedOption = None,
    profile: ProfileOption = "balanced",
    deadline: DeadlineOption = 15.0,
    now: NowOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a visit is moved, swapped, dropped or kept, and what every other way would be."""
    asked = Asked(profile=profile, deadline=finite(deadline), workers=workers)
    it = about(day, event, now, proposal, asked, issued=issued, quiet=as_json)

    def work(planner: Planner, stop: threading.Event) -> Why:
        return planner.why(it, visit, stop=stop)

    answered(ctx, work, show_why, as_json=as_json)
