"""How an event is taken in while others come: judged anew each time that one came in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from fastapi import HTTPException

from api.service.shared import Service
from engine.jobs.jobs import Taken
from engine.store.errors import Stale

TRIES = 20
"""Times that an event is judged anew because others came in between."""


async def judged_anew(service: Service, take: Callable[[], Taken]) -> Taken:
    """Return what an event was answered with, and count it.

    Args:
        service: who counts.
        take: judges the event and takes it in, or raises `Stale`; called in a thread.

    Raises:
        HTTPException: 503, when others came in between each time.
    """

    def work() -> Taken:
        for _ in range(TRIES):
            with suppress(Stale), service.tracing.span("accept"):
                return take()
        raise HTTPException(503, "Too much happens here at once.", {"Retry-After": "1"})

    taken = await asyncio.to_thread(work)
    service.metrics.event_accepted(fresh=taken.fresh)
    return taken
