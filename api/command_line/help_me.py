"""`huddle help-me`: what would help."""

from __future__ import annotations

import threading

import typer

from api.command_line.about import ProposalOption, WithinOption, about, answered
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
from api.render.explanation import show_help
from engine.asked import Asked
from models.explanation import Help

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(name="help-me")
def help_me(
    ctx: typer.Context,
    day: DayArgument,
    *,
    proposal: ProposalOption = None,
    event: EventOption = None,
    issued: IssuedOption = None,
    profile: ProfileOption = "balanced",
    deadline: DeadlineOption = 15.0,
    within: WithinOption = None,
    now: NowOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try small reliefs, each by solving with it, and rank those that buy something."""
    asked = Asked(profile=profile, deadline=finite(deadline), workers=workers)
    it = about(day, event, now, proposal, asked, issued=issued, quiet=as_json)

    def work(planner: Planner, stop: threading.Event) -> Help:
        return planner.help_me(it, within=within, stop=stop)

    answered(ctx, work, show_help, as_json=as_json)
