"""`huddle frontier`: how many can be seen with how many calls."""

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
from api.render.explanation import show_frontier
from engine.asked import Asked
from models.explanation import Frontier

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def frontier(
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
    """Say how many can be seen with 0, 1, 2 ... calls that could be spared, each with its proof."""
    asked = Asked(profile=profile, deadline=finite(deadline), workers=workers)
    it = about(day, event, now, proposal, asked, issued=issued, quiet=as_json)

    def work(planner: Planner, stop: threading.Event) -> Frontier:
        return planner.frontier(it, within=within, stop=stop)

    answered(ctx, work, show_frontier, as_json=as_json)
