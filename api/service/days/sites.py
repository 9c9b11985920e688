"""The routes of sites: their offices, in versions."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter, ValidationError

from api.service.bodies import read_request
from api.service.days.answers import OfficeVersion, Put, SiteList
from api.service.days.backend import Backend, backend_of
from api.service.days.replies import reply
from api.service.openapi import answers, asks
from api.service.security.access import administrator, anybody, reader
from api.service.shared import service_of
from engine.jobs.solve_roster import today_at
from engine.opening.office_change import expect_all_to_go_with, expect_office
from engine.store.books import dates_of
from engine.store.offices import office_of, put_office, sites_of
from engine.store.rosters import last_day, rosters_of
from engine.store.state import roster_state_of, state_of
from models.access import Principal
from models.base import Ref
from models.errors import BadInput, Fault
from models.office import Office

REF = TypeAdapter(Ref)

sites = APIRouter(prefix="/v1/sites", tags=["sites"])


@sites.get("", summary="List the sites", responses=answers(SiteList, reads=True))
async def list_sites(request: Request, who: Annotated[Principal, Depends(anybody)]) -> Response:
    """List the sites that whoever asks may see."""
    names = await asyncio.to_thread(backend_of(request).read, sites_of)
    return reply(SiteList(sites=tuple(name for name in names if who.sees(name))))


@sites.put(
    "/{site}/office",
    summary="Put a site's office",
    responses=answers(Put, stored=True),
    openapi_extra=asks(Office),
)
async def put_the_office(
    site: str, request: Request, who: Annotated[Principal, Depends(administrator)]
) -> Response:
    """Keep the office as the site's newest version; the first one makes the site.

    It must make sense, and go with the site's days and rosters that are not over: what these name
    is taken out of them first. Proposals that are open, or being worked out, went by the version
    before and cannot be published any more.
    """
    office = await read_request(request, Office, service_of(request).settings)
    try:
        REF.validate_python(site)
    except ValidationError:
        expected = "an opaque reference: at most 64 letters, digits, '.', '_', ':' and '-'"
        fault = Fault("site", repr(site[:40]), "no reference", expected)
        raise BadInput([fault]) from None

    def work() -> int:
        backend = backend_of(request)
        _expect_sense(backend, site, office)
        with backend.writing() as conn:
            return put_office(conn, site, office, who.actor)

    return reply(Put(version=await asyncio.to_thread(work)))


def _expect_sense(backend: Backend, site: str, office: Office) -> None:
    """See that an office makes sense by itself, and with what its site keeps and is not over.

    Raises:
        BadInput: it does not.
    """
    today = today_at(office)
    expect_office(office, today)
    with backend.database.reading() as conn:
        days = [state_of(conn, site, day) for day in dates_of(conn, site) if day >= today]
        rosters = [
            roster_state_of(conn, site, name)
            for name in rosters_of(conn, site)
            if last_day(conn, site, name) >= today
        ]
    expect_all_to_go_with(office, days, rosters)


@sites.get(
    "/{site}/office",
    summary="Show a site's office",
    responses=answers(OfficeVersion, reads=True, missing=True),
    dependencies=[Depends(reader)],
)
async def show_office(site: str, request: Request) -> Response:
    """Return the newest version of a site's office."""
    kept = await asyncio.to_thread(backend_of(request).read, lambda conn: office_of(conn, site))
    return reply(OfficeVersion.of(kept))
