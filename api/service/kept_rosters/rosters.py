"""The routes of kept rosters: as they were put, how they stand, and what happened."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.service.bodies import read_request
from api.service.days.answers import EventTaken, Put
from api.service.days.backend import Backend, backend_of
from api.service.days.places import key_of, tagged
from api.service.days.replies import reply
from api.service.days.taking import judged_anew, until_it_holds
from api.service.kept_rosters.answers import (
    KeptRoster,
    KeptRosterList,
    RosterEventEntry,
    RosterEventList,
)
from api.service.kept_rosters.asked import RosterEventIn
from api.service.kept_rosters.places import PREFIX, Called
from api.service.openapi import answers, asks
from api.service.security.access import proposer, reader
from api.service.shared import service_of
from engine.jobs.jobs import Taken
from engine.opening.roster_events import roster_after
from engine.opening.roster_intake import expect_sense
from engine.opening.rosters import roster_case_of
from engine.store.errors import NotThere
from engine.store.kinds import ROSTER
from engine.store.marks import RosterMarks
from engine.store.offices import office_of
from engine.store.rosters import put_roster, rosters_of
from engine.store.shelves import ROSTERS
from engine.store.sightings import of_document, of_publication
from engine.store.state import RosterState, roster_state_of
from models.access import Principal
from models.roster import Roster
from models.roster_events import RosterEvent

kept_rosters = APIRouter(prefix=PREFIX, tags=["kept-rosters"])


@kept_rosters.get(
    "",
    summary="List a site's rosters",
    responses=answers(KeptRosterList, reads=True, missing=True),
    dependencies=[Depends(reader)],
)
async def list_rosters(site: str, request: Request) -> Response:
    """List the rosters that a site has, by their names."""
    found = await asyncio.to_thread(backend_of(request).read, lambda conn: rosters_of(conn, site))
    return reply(KeptRosterList(rosters=tuple(found)))


@kept_rosters.put(
    "/{roster}",
    summary="Put a roster",
    responses=answers(Put, stored=True, missing=True),
    openapi_extra=asks(Roster),
)
async def put_the_roster(
    site: str, name: Called, request: Request, who: Annotated[Principal, Depends(proposer)]
) -> Response:
    """Keep the roster as the newest version of its name; it must make sense with the office.

    It must go with what has happened and is published, too. Its days stay: other days are another
    roster. Proposals that are open, or being worked out,
    went by the version before and cannot be published any more.
    """
    roster = await read_request(request, Roster, service_of(request).settings)

    def work() -> int:
        backend = backend_of(request)
        judged = _judged(backend, site, name, roster)
        with backend.writing() as conn:
            return put_roster(conn, site, name, roster, who.actor, judged)

    return reply(Put(version=await asyncio.to_thread(until_it_holds, work)))


def _judged(backend: Backend, site: str, name: str, roster: Roster) -> RosterMarks | None:
    """See that a roster goes with its office, and with what was said and published of it.

    Returns:
        How far it had come; None where there was none of that name.

    Raises:
        NotThere: there is no such site.
        BadInput: it does not.
    """
    with backend.database.reading() as conn:
        office, state = office_of(conn, site).document, None
        with suppress(NotThere):
            state = roster_state_of(conn, site, name)
    roster_case_of(office, roster)
    if state is None:
        return None
    before = state.book.document
    # Other days are refused when it is put.
    if (before.first, before.days) == (roster.first, roster.days):
        events = [kept.event for kept in state.events]
        roster_case_of(office, roster_after(office, roster, events, issued=state.issued).roster)
    return state.marks


@kept_rosters.get(
    "/{roster}",
    summary="Show how a roster stands",
    responses=answers(KeptRoster, reads=True, stored=True, missing=True),
)
async def show_roster(
    site: str, name: Called, request: Request, who: Annotated[Principal, Depends(reader)]
) -> Response:
    """Return the roster as it was put, the versions a solve starts from, and what is published.

    The `ETag` is what publishing and undoing take as `If-Match`. The audit says who has seen it.
    """

    def work() -> RosterState:
        backend = backend_of(request)
        state = backend.read(lambda conn: roster_state_of(conn, site, name))
        shown = [of_document(ROSTER, name, state.book)]
        if state.publication is not None and state.issued is not None:
            shown.append(of_publication(state.publication, ROSTER))
        backend.seen.note(who.actor, site, shown)
        return state

    state = await asyncio.to_thread(work)
    return reply(KeptRoster.of(state), headers=tagged(state.tag))


@kept_rosters.post(
    "/{roster}/events",
    status_code=202,
    summary="Say what has just happened to a roster",
    responses=answers(EventTaken, stored=True, missing=True, status=202),
    openapi_extra=asks(RosterEventIn, key=True),
)
async def take_event(
    site: str, name: Called, request: Request, who: Annotated[Principal, Depends(proposer)]
) -> Response:
    """Accept an event, once for each `Idempotency-Key`, and have the roster repaired.

    Once this is answered the event is not lost, whatever happens to the service; `Location` is
    the proposal that will answer it. Several events at once are answered by one proposal.
    """
    service, key = service_of(request), key_of(request)
    event = (await read_request(request, RosterEventIn, service.settings)).root
    backend = backend_of(request)
    taken = await judged_anew(service, lambda: _take(backend, site, name, event, key, who.actor))
    where = f"/v1/sites/{site}/rosters/{name}/proposals/{taken.proposal}"
    answer = EventTaken(event=taken.event, position=taken.position, proposal=taken.proposal)
    return reply(answer, 202, {"Location": where})


def _take(backend: Backend, site: str, name: str, event: RosterEvent, key: str, by: str) -> Taken:
    """Take an event in that makes sense on the roster as it stands.

    Raises:
        BadInput: it makes no sense.
        Stale: the roster has moved on while it was judged.
    """
    with backend.database.reading() as conn:
        before = ROSTERS.events.accepted_before(conn, site, name, event, key)
        state = roster_state_of(conn, site, name)
    if before is None:
        events = [kept.event for kept in state.events]
        office, roster = state.office.document, state.book.document
        expect_sense(office, roster, events, event, issued=state.issued)
    return backend.jobs.accept(site, name, event, key, by, state.marks)


@kept_rosters.get(
    "/{roster}/events",
    summary="List the events of a roster",
    responses=answers(RosterEventList, reads=True, missing=True),
    dependencies=[Depends(reader)],
)
async def list_events(site: str, name: Called, request: Request) -> Response:
    """List the events of a roster in the order in which they were accepted."""
    kept = await asyncio.to_thread(
        backend_of(request).read, lambda conn: ROSTERS.events.events_of(conn, site, name)
    )
    return reply(RosterEventList(events=tuple(map(RosterEventEntry.of, kept))))
