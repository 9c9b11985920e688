"""The route that tells how a proposal comes along, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Connection

from api.service.days.backend import Backend, backend_of
from api.service.days.places import On
from api.service.openapi import asks, streams
from api.service.security.access import reader
from api.service.security.lasting import Lasting
from api.service.shared import service_of
from engine.store.progress import KeptProgress
from engine.store.proposals import Status, status_on
from engine.store.shelves import DAYS, AnyShelf
from engine.store.signals import of_proposal
from models.errors import BadInput, Fault

progress = APIRouter(prefix="/v1/sites/{site}/days/{date}/proposals", tags=["proposals"])

EACH_SECONDS = 1.0
"""How often it is looked whether there is something to tell, where no signal comes."""


async def _known(
    site: str,
    date: On,
    proposal: str,
    request: Request,
) -> Backend:
    """Answer 404 for what is not there while that can still be said: before anything is told."""
    backend = backend_of(request)
    await asyncio.to_thread(backend.read, lambda conn: status_on(conn, site, date, proposal))
    return backend


def last_seen(request: Request) -> int:
    """Return the position after which somebody goes on to be told.

    Raises:
        BadInput: the header holds none.
    """
    given = request.headers.get("last-event-id", "0") or "0"
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        fault = Fault("Last-Event-ID", repr(given[:20]), "no position", "the id of an event")
        raise BadInput([fault])
    return int(given)


@progress.get(
    "/{proposal}/progress",
    summary="Follow how a proposal comes along",
    response_class=EventSourceResponse,
    responses=streams(),
    openapi_extra=asks(None, resumes=True),
    dependencies=[Depends(reader)],
)
async def follow(
    request: Request,
    proposal: str,
    backend: Annotated[Backend, Depends(_known)],
    after: Annotated[int, Depends(last_seen)],
) -> AsyncIterator[ServerSentEvent]:
    """Tell each better plan and bound as an event `progress`, and `ended` when there is no more.

    An event's id is its position: sent as `Last-Event-ID`, it is where the telling goes on. It
    breaks off within a second when the key, session or token that opened it opens nothing more.
    """
    async for each in telling(request, backend, DAYS, proposal, after):
        yield each


async def telling(
    request: Request, backend: Backend, shelf: AnyShelf, proposal: str, after: int
) -> AsyncIterator[ServerSentEvent]:
    """Yield what is told of a proposal until there is no more, or whoever asked may hear none.

    Args:
        request: whose asking it is.
        backend: where the proposal is kept.
        shelf: on which shelf.
        proposal: its id; it is there.
        after: the position after which it begins.
    """

    def look(conn: Connection) -> tuple[Status, list[KeptProgress]]:
        # The state first: what is told before it changes is then read for certain.
        status = shelf.proposals.status_of(conn, proposal)
        return status, shelf.progress.progress_of(conn, proposal, after)

    retired, lasting, woken = service_of(request).retired, Lasting(request), asyncio.Event()
    with backend.database.signals.heard(of_proposal(proposal), _setting(woken)):
        while not retired.is_set() and await lasting.holds():
            # Before it is looked: what is written meanwhile is looked for once more.
            woken.clear()
            status, told = await asyncio.to_thread(backend.read, look)
            for each in told:
                after = each.position
                yield ServerSentEvent(data=asdict(each.told), event="progress", id=str(after))
            if status is not Status.WORKING:
                yield ServerSentEvent(data={"status": status.value}, event="ended")
                return
            await _first_of(woken, retired, seconds=min(EACH_SECONDS, lasting.seconds_left))


def _setting(event: asyncio.Event) -> Callable[[], None]:
    """Return what sets an event of this thread's loop from any other."""
    loop = asyncio.get_running_loop()

    def call() -> None:
        with suppress(RuntimeError):  # The loop has ended, and with it whoever waited.
            loop.call_soon_threadsafe(event.set)

    return call


async def _first_of(*events: asyncio.Event, seconds: float) -> None:
    """Return when the first of some events is set, or after so many seconds."""
    waits = [asyncio.create_task(each.wait()) for each in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
