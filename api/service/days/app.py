"""Gives an app the routes over kept days and rosters."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from api.service.days.audit import audit
from api.service.days.backend import Backend
from api.service.days.books import books
from api.service.days.fan_outs import fan_outs
from api.service.days.places import nameable
from api.service.days.progress import progress
from api.service.days.proposals import proposals
from api.service.days.publications import publications
from api.service.days.sites import sites
from api.service.days.webhooks import webhooks
from api.service.kept_rosters.proposals import roster_proposals
from api.service.kept_rosters.publications import roster_publications
from api.service.kept_rosters.rosters import kept_rosters

ROUTERS = (
    sites,
    books,
    proposals,
    progress,
    publications,
    kept_rosters,
    roster_proposals,
    roster_publications,
    webhooks,
    fan_outs,
    audit,
)


def keep_days(app: FastAPI, backend: Backend) -> None:
    """Give an app the routes over kept days and rosters."""
    app.state.backend = backend
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(nameable)])
