"""The routes of publications: publish a proposal whole or in part, take the last one back."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.service.bodies import read_request
from api.service.days.answers import PublicationEntry, PublicationList
from api.service.days.asked import Publish
from api.service.days.backend import backend_of
from api.service.days.places import On, expected_of, tagged
from api.service.days.proposals import of_day
from api.service.days.replies import reply
from api.service.openapi import answers, asks
from api.service.security.access import publisher, reader
from api.service.shared import service_of
from engine.jobs.webhooks import PUBLISHED, UNDONE
from engine.proposals.publishing import plan_to_publish
from engine.store.errors import AlreadyEnded, NotLegal, NotReady, Stale, TooLate
from engine.store.kinds import DAY
from engine.store.publications import Publication, publications_of, publish, undo
from engine.store.sightings import of_publication
from engine.store.state import state_of
from engine.store.tables import now
from models.access import Principal

publications = APIRouter(prefix="/v1/sites/{site}/days/{date}", tags=["publications"])


@publications.post(
    "/proposals/{proposal}/publish",
    summary="Publish a proposal",
    responses=answers(PublicationEntry, stored=True, missing=True, conflict=True, conditional=True),
    openapi_extra=asks(Publish, conditional=True),
)
async def publish_proposal(
    site: str,
    date: On,
    proposal: str,
    request: Request,
    who: Annotated[Principal, Depends(publisher)],
) -> Response:
    """Publish an open proposal: whole, one of its options, or the changes of some visits.

    A part is judged again by the independent checks, and refused with the findings where it
    breaks a rule. Refused with 412 when office, book, events or publication have moved on since;
    `differences` says which; with 409 when the day has ended since the proposal was asked for.
    What is published never changes; the next one is a new version.
    """
    service, expected = service_of(request), expected_of(request)
    wanted = await read_request(request, Publish, service.settings)

    def work() -> tuple[Publication, str]:
        backend = backend_of(request)
        with backend.database.reading() as conn:
            kept, state = of_day(conn, site, date, proposal), state_of(conn, site, date)
        # Worked out while nobody waits for the store; a day that moves on meanwhile is stale.
        plan = plan_to_publish(state, kept, wanted.accepted, wanted.option, now=now())
        with backend.writing() as conn:
            made = publish(conn, proposal, plan, expected, who.actor, wanted.accepted)
            told = {"publication": made.version, "proposal": proposal}
            backend.jobs.announce(conn, site, date, PUBLISHED, told)
            return made, state_of(conn, site, date).tag

    try:
        with service.tracing.span("publish"):
            made, tag = await asyncio.to_thread(work)
    except (Stale, TooLate, AlreadyEnded, NotReady, NotLegal):
        service.metrics.publication("refused")
        raise
    service.metrics.publication("whole" if wanted.accepted is None else "part")
    return reply(PublicationEntry.of(made), headers=tagged(tag))


@publications.post(
    "/undo",
    summary="Take the last publication back",
    responses=answers(PublicationEntry, reads=True, missing=True, conditional=True),
    openapi_extra=asks(None, conditional=True),
)
async def undo_publication(
    site: str, date: On, request: Request, who: Annotated[Principal, Depends(publisher)]
) -> Response:
    """Publish once more what stood before the last publication, as a new version."""
    expected = expected_of(request)

    def work() -> tuple[Publication, str]:
        backend = backend_of(request)
        with backend.writing() as conn:
            made = undo(conn, site, date, expected, who.actor)
            backend.jobs.announce(conn, site, date, UNDONE, {"publication": made.version})
            return made, state_of(conn, site, date).tag

    made, tag = await asyncio.to_thread(work)
    service_of(request).metrics.publication("undone")
    return reply(PublicationEntry.of(made), headers=tagged(tag))


@publications.get(
    "/publications",
    summary="List the publications of a day",
    responses=answers(PublicationList, reads=True, stored=True, missing=True),
)
async def list_publications(
    site: str, date: On, request: Request, who: Annotated[Principal, Depends(reader)]
) -> Response:
    """List the publications of a day with their plans, the newest first."""

    def work() -> list[Publication]:
        backend = backend_of(request)
        kept = backend.read(lambda conn: publications_of(conn, site, date))
        shown = [of_publication(each, DAY) for each in kept if each.plan is not None]
        backend.seen.note(who.actor, site, shown)
        return kept

    kept = await asyncio.to_thread(work)
    return reply(PublicationList(publications=tuple(map(PublicationEntry.of, kept))))
