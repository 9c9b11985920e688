"""The routes of a roster's publications: publish a proposal or a part, take the last one back."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.service.bodies import read_request
from api.service.days.backend import backend_of
from api.service.days.places import expected_of, tagged
from api.service.days.replies import reply
from api.service.kept_rosters.answers import (
    RosterPublicationEntry,
    RosterPublicationList,
    text_of_cell,
)
from api.service.kept_rosters.asked import PublishRoster
from api.service.kept_rosters.places import PREFIX, Called, of_roster
from api.service.openapi import answers, asks
from api.service.security.access import publisher, reader
from api.service.shared import service_of
from engine.jobs.roster_publication import publish_with_days, undo_with_days
from engine.jobs.solve_roster import read_with_days, today_at
from engine.store.errors import AlreadyEnded, NotLegal, NotReady, Stale, TooLate
from engine.store.kinds import ROSTER
from engine.store.offices import office_of
from engine.store.publications import PublicationOf
from engine.store.shelves import ROSTERS
from engine.store.sightings import of_publication
from models.access import Principal
from models.roster import RosterPlan

roster_publications = APIRouter(prefix=f"{PREFIX}/{{roster}}", tags=["kept-rosters"])

Made = PublicationOf[str, RosterPlan]


@roster_publications.post(
    "/proposals/{proposal}/publish",
    summary="Publish a roster's proposal",
    responses=answers(
        RosterPublicationEntry, stored=True, missing=True, conflict=True, conditional=True
    ),
    openapi_extra=asks(PublishRoster, conditional=True),
)
async def publish_roster(
    site: str,
    name: Called,
    proposal: str,
    request: Request,
    who: Annotated[Principal, Depends(publisher)],
) -> Response:
    """Publish an open proposal: whole, one of its options, or the changes of some cells.

    A part is judged again by the independent checks, and refused with the findings where it
    breaks a rule that the whole does not. Refused with 412 when office, roster, events or
    publication have moved on since, or those of a kept day that it plans; `differences` says
    which; with 409 when it changes a day that has ended since it was asked for. What is published
    never changes; the next one is a new version.

    Kept days on which somebody works otherwise get the new staff, and of a whole proposal the
    plan; otherwise they are solved again. All of it, or nothing.
    """
    service, expected = service_of(request), expected_of(request)
    wanted = await read_request(request, PublishRoster, service.settings)
    cells = None
    if wanted.accepted is not None:
        cells = [(each.person, each.date) for each in wanted.accepted]

    def work() -> tuple[Made, str]:
        backend = backend_of(request)
        with backend.database.reading() as conn:
            kept, read = of_roster(conn, site, name, proposal), read_with_days(conn, site, name)
        # Worked out while nobody waits for the store; what moves on meanwhile is stale.
        plan, changes = read.to_publish(kept, cells, wanted.option)
        said = None if wanted.accepted is None else map(text_of_cell, wanted.accepted)
        with backend.writing() as conn:
            made = publish_with_days(
                conn,
                backend.jobs,
                proposal,
                plan,
                expected,
                who.actor,
                changes=changes,
                accepted=said,
            )
            return made, ROSTERS.marker.marks_of(conn, site, name)[1]

    try:
        with service.tracing.span("publish"):
            made, tag = await asyncio.to_thread(work)
    except (Stale, TooLate, AlreadyEnded, NotReady, NotLegal):
        service.metrics.publication("refused")
        raise
    service.metrics.publication("whole" if wanted.accepted is None else "part")
    return reply(RosterPublicationEntry.of(made), headers=tagged(tag))


@roster_publications.post(
    "/undo",
    summary="Take a roster's last publication back",
    responses=answers(RosterPublicationEntry, reads=True, missing=True, conditional=True),
    openapi_extra=asks(None, conditional=True),
)
async def undo_roster(
    site: str, name: Called, request: Request, who: Annotated[Principal, Depends(publisher)]
) -> Response:
    """Publish once more what stood before the last publication, as a new version.

    The kept days that were changed with it are as before, too; refused with 412 where one of them
    has another book or plan by now.
    """
    expected = expected_of(request)

    def work() -> tuple[Made, str]:
        backend = backend_of(request)
        with backend.writing() as conn:
            today = today_at(office_of(conn, site).document)
            made = undo_with_days(conn, backend.jobs, site, name, expected, who.actor, today=today)
            return made, ROSTERS.marker.marks_of(conn, site, name)[1]

    made, tag = await asyncio.to_thread(work)
    service_of(request).metrics.publication("undone")
    return reply(RosterPublicationEntry.of(made), headers=tagged(tag))


@roster_publications.get(
    "/publications",
    summary="List the publications of a roster",
    responses=answers(RosterPublicationList, reads=True, stored=True, missing=True),
)
async def list_roster_publications(
    site: str, name: Called, request: Request, who: Annotated[Principal, Depends(reader)]
) -> Response:
    """List the publications of a roster with their cells, the newest first."""

    def work() -> list[Made]:
        backend = backend_of(request)
        kept = backend.read(lambda conn: ROSTERS.publications.publications_of(conn, site, name))
        shown = [of_publication(each, ROSTER) for each in kept if each.plan is not None]
        backend.seen.note(who.actor, site, shown)
        return kept

    kept = await asyncio.to_thread(work)
    entries = tuple(map(RosterPublicationEntry.of, kept))
    return reply(RosterPublicationList(publications=entries))
