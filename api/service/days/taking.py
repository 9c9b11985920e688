"""How events and documents are taken in while others come: judged anew when one came between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from fastapi import HTTPException

from api.service.shared import Service
from engine.jobs.jobs import Taken
from engine.store.errors import Stale

Done = TypeVar("Done")

TRIES = 20
"""Times that something is judged anew because others came in between."""


def until_it_holds(do: Callable[[], Done]) -> Done:
    """Do what is judged first, again and again while it has moved on when it is to be kept.

    Raises:
        HTTPException: 503, when others came in between each time.
    """
    for _ in range(TRIES):
        with suppress(Stale):
            return do()
    raise HTTPException(503, "Too much happens here at once.", {"Retry-After": "1"})


async def judged_anew(service: Service, take: Callable[[], Taken]) -> Taken:
    """Return what an event was answered with, and count it.

    Args:
        service: who counts.
        take: judges the event and takes it in, or raises `Stale`; called in a thread.

    Raises:
        HTTPException: 503, when others came in between each time.
    """

    def once() -> Taken:
        with service.tracing.span("accept"):
            return take()

    taken = await asyncio.to_thread(until_it_holds, once)
    service.metrics.event_accepted(fresh=taken.fresh)
    return taken
