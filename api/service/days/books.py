"""The routes of days: their books, how they stand, and what happened."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.service.bodies import read_request
from api.service.days.answers import (
    BookVersion,
    DayList,
    EventEntry,
    EventList,
    EventTaken,
    Put,
    Standing,
)
from api.service.days.asked import EventIn
from api.service.days.backend import Backend, backend_of
from api.service.days.places import On, key_of, tagged
from api.service.days.replies import reply
from api.service.days.taking import judged_anew, until_it_holds
from api.service.openapi import answers, asks
from api.service.security.access import proposer, reader
from api.service.shared import service_of
from engine.jobs.jobs import Taken
from engine.opening.cases import case_of
from engine.opening.intake import open_day
from engine.opening.still_said import said_of, still_issued, still_said
from engine.store.books import book_of, dates_of, put_book
from engine.store.documents import Kept
from engine.store.errors import NotThere
from engine.store.events import accepted_before, events_of
from engine.store.kinds import DAY
from engine.store.marks import Marks
from engine.store.offices import office_of
from engine.store.sightings import of_document, of_publication
from engine.store.state import DayState, state_of
from models.access import Principal
from models.day import Day
from models.errors import BadInput, Fault
from models.events import Event

books = APIRouter(prefix="/v1/sites/{site}/days", tags=["days"])


@books.get(
    "",
    summary="List a site's days",
    responses=answers(DayList, reads=True, missing=True),
    dependencies=[Depends(reader)],
)
async def list_days(site: str, request: Request) -> Response:
    """List the days of a site for which there is a book."""
    found = await asyncio.to_thread(backend_of(request).read, lambda conn: dates_of(conn, site))
    return reply(DayList(days=tuple(found)))


@books.put(
    "/{date}/book",
    summary="Put the book of a day",
    responses=answers(Put, stored=True, missing=True),
    openapi_extra=asks(Day),
)
async def put_the_book(
    site: str, date: On, request: Request, who: Annotated[Principal, Depends(proposer)]
) -> Response:
    """Keep the book as the day's newest version; it must make sense with the site's office.

    What was said of a visit that it has no more says nothing from then on, and an add-on that it
    has is in the book; all else that has happened, or is published, must go with it.

    Proposals that are open, or being worked out, went by the version before and cannot be
    published any more.
    """
    day = await read_request(request, Day, service_of(request).settings)
    if day.date != date:
        raise BadInput([Fault("date", str(day.date), "not the date in the address", str(date))])

    def work() -> int:
        backend = backend_of(request)
        judged = _judged(backend, site, day)
        with backend.writing() as conn:
            return put_book(conn, site, day, who.actor, judged)

    return reply(Put(version=await asyncio.to_thread(until_it_holds, work)))


def _judged(backend: Backend, site: str, day: Day) -> Marks | None:
    """See that a book goes with its office, and with what was said and published of its day.

    Returns:
        How far the day had come; None where there was none.

    Raises:
        NotThere: there is no such site.
        BadInput: it does not.
    """
    with backend.database.reading() as conn:
        office, state = office_of(conn, site).document, None
        with suppress(NotThere):
            state = state_of(conn, site, day.date)
    case_of(office, day)
    if state is None:
        return None
    said = still_said(day, (each.event for each in state.events))
    open_day(office, day, said, issued=still_issued(day, said, state.issued))
    return state.marks


@books.get(
    "/{date}/book",
    summary="Show the book of a day",
    responses=answers(BookVersion, reads=True, stored=True, missing=True),
)
async def show_book(
    site: str, date: On, request: Request, who: Annotated[Principal, Depends(reader)]
) -> Response:
    """Return the newest version of a day's book; the audit says who has seen it."""

    def work() -> Kept[Day]:
        backend = backend_of(request)
        kept = backend.read(lambda conn: book_of(conn, site, date))
        backend.seen.note(who.actor, site, [of_document(DAY, date, kept)])
        return kept

    return reply(BookVersion.of(await asyncio.to_thread(work)))


@books.get(
    "/{date}",
    summary="Show how a day stands",
    responses=answers(Standing, reads=True, stored=True, missing=True),
)
async def show_standing(
    site: str, date: On, request: Request, who: Annotated[Principal, Depends(reader)]
) -> Response:
    """Return the versions a solve would start from, and the plan that stands as published.

    The `ETag` is what publishing and undoing take as `If-Match`.
    """

    def work() -> DayState:
        backend = backend_of(request)
        state = backend.read(lambda conn: state_of(conn, site, date))
        if state.publication is not None and state.issued is not None:
            backend.seen.note(who.actor, site, [of_publication(state.publication, DAY)])
        return state

    state = await asyncio.to_thread(work)
    return reply(Standing.of(state), headers=tagged(state.tag))


@books.post(
    "/{date}/events",
    status_code=202,
    summary="Say what has just happened",
    responses=answers(EventTaken, stored=True, missing=True, status=202),
    openapi_extra=asks(EventIn, key=True),
)
async def take_event(
    site: str, date: On, request: Request, who: Annotated[Principal, Depends(proposer)]
) -> Response:
    """Accept an event, once for each `Idempotency-Key`, and have the day solved again.

    Once this is answered the event is not lost, whatever happens to the service; `Location` is
    the proposal that will answer it. Several events at once are answered by one proposal.
    """
    service, key = service_of(request), key_of(request)
    event = (await read_request(request, EventIn, service.settings)).root

    backend = backend_of(request)
    taken = await judged_anew(service, lambda: _take(backend, site, date, event, key, who.actor))
    where = f"/v1/sites/{site}/days/{date}/proposals/{taken.proposal}"
    answer = EventTaken(event=taken.event, position=taken.position, proposal=taken.proposal)
    return reply(answer, 202, {"Location": where})


def _take(backend: Backend, site: str, date: dt.date, event: Event, key: str, by: str) -> Taken:
    """Take an event in that makes sense on the day as it stands.

    Raises:
        BadInput: it makes no sense.
        Stale: the day has moved on while it was judged.
    """
    with backend.database.reading() as conn:
        before = accepted_before(conn, site, date, event, key)
        state = state_of(conn, site, date)
    if before is None:
        events, issued = said_of(state)
        open_day(state.office.document, state.book.document, [*events, event], issued=issued)
    return backend.jobs.accept(site, date, event, key, by, state.marks)


@books.get(
    "/{date}/events",
    summary="List the events of a day",
    responses=answers(EventList, reads=True, missing=True),
    dependencies=[Depends(reader)],
)
async def list_events(site: str, date: On, request: Request) -> Response:
    """List the events of a day in the order in which they were accepted."""
    kept = await asyncio.to_thread(
        backend_of(request).read, lambda conn: events_of(conn, site, date)
    )
    return reply(EventList(events=tuple(map(EventEntry.of, kept))))
