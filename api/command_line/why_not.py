"""`huddle why-not`: why a visit is not somewhere else."""

from __future__ import annotations

import threading

import typer

from api.command_line.about import (
    AtOption,
    ProposalOption,
    ProviderOption,
    SiteOption,
    SlotOption,
    VideoOption,
    VisitArgument,
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
from api.command_line.wishes import place_wish
from api.planner import Planner
from api.render.explanation import show_why_not
from engine.asked import Asked
from models.explanation import WhyNot

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(name="why-not")
def why_not(
    ctx: typer.Context,
    day: DayArgument,
    visit: VisitArgument,
    *,
    provider: ProviderOption = None,
    at: AtOption = None,
    site: SiteOption = None,
    video: VideoOption = False,
    slot: SlotOption = None,
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
    """Say why a visit is not there: which rule refuses it, or how much dearer that would be."""
    wish = place_wish(visit, provider, at, site, slot, video=video)
    asked = Asked(profile=profile, deadline=finite(deadline), workers=workers)
    it = about(day, event, now, proposal, asked, issued=issued, quiet=as_json)

    def work(planner: Planner, stop: threading.Event) -> WhyNot:
        return planner.why_not(it, wish, within=within, stop=stop)

    answered(ctx, work, show_why_not, as_json=as_json)
