"""Gives an app the routes over kept days."""

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

ROUTERS = (sites, books, proposals, progress, publications, webhooks, fan_outs, audit)


def keep_days(app: FastAPI, backend: Backend) -> None:
    """Give an app the routes over kept days."""
    app.state.backend = backend
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(nameable)])
