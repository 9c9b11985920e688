"""`huddle conflict`: what stands against what is asked for."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from api.command_line.about import (
    AtOption,
    ProposalOption,
    ProviderOption,
    SiteOption,
    SlotOption,
    VideoOption,
    WithinOption,
    about,
    answered,
)
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
from api.command_line.wishes import FORMS, place_wish, wish_on_a_line
from api.planner import Planner
from api.render.explanation import show_conflict
from engine.asked import Asked
from models.explanation import Conflict

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def conflict(
    ctx: typer.Context,
    day: DayArgument,
    visit: Annotated[
        str | None, typer.Argument(metavar="[VISIT]", help="With the options: where it is to be.")
    ] = None,
    *,
    provider: ProviderOption = None,
    at: AtOption = None,
    site: SiteOption = None,
    video: VideoOption = False,
    slot: SlotOption = None,
    wish: Annotated[
        list[str] | None,
        typer.Option("--wish", metavar="TEXT", help=f"Once for each: {FORMS}."),
    ] = None,
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
    """Say whether wishes can all come true; if not, which few rules and facts stand against it."""
    wishes = [wish_on_a_line(text) for text in wish or ()]
    if visit is not None:
        wishes.append(place_wish(visit, provider, at, site, slot, video=video))
    asked = Asked(profile=profile, deadline=finite(deadline), workers=workers)
    it = about(day, event, now, proposal, asked, issued=issued, quiet=as_json)

    def work(planner: Planner, stop: threading.Event) -> Conflict:
        return planner.conflict(it, wishes, within=within, stop=stop)

    answered(ctx, work, show_conflict, as_json=as_json)
