"""The desk: so many questions are solved at a time, and none for somebody who has left."""

from __future__ import annotations

import asyncio
import contextvars
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from fastapi import HTTPException, Request


@dataclass(eq=False)
class _Seat:
    """One question being solved, and when it should be over."""

    over_at: float
    stop: threading.Event = field(default_factory=threading.Event)


class Desk:
    """Solves questions in threads of its own; the solver itself works in another process.

    Args:
        seats: how many at a time.
    """

    def __init__(self, seats: int) -> None:
        self._seats = seats
        self._taken: set[_Seat] = set()
        self._closed = False
        self._pool = ThreadPoolExecutor(seats, thread_name_prefix="solve")

    async def answer(
        self, request: Request, seconds: float, work: Callable[[threading.Event], bytes]
    ) -> bytes:
        """Return what the work returns; stop it when the client leaves.

        Args:
            request: whose body has been read.
            seconds: how long it should take, for others who want to know when to come back.
            work: what to do in a thread; it watches the event that it is handed.

        Raises:
            HTTPException: every seat is taken, or the desk is closed.
        """
        if self._closed:
            raise HTTPException(503, "The service is ending.", {"Retry-After": "5"})
        if len(self._taken) >= self._seats:
            raise HTTPException(
                503, "Too many questions at once.", {"Retry-After": str(self._free_in())}
            )
        seat = _Seat(time.monotonic() + seconds)
        self._taken.add(seat)
        # What is logged and traced in the thread belongs to this request.
        context = contextvars.copy_context()
        solving = self._pool.submit(context.run, work, seat.stop)
        # The seat is free when the thread is done, even if nobody waits for it any more.
        solving.add_done_callback(lambda _: self._taken.discard(seat))
        answer = asyncio.wrap_future(solving)
        left = asyncio.create_task(_left(request))
        try:
            first: set[asyncio.Future[Any]] = {answer, left}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                seat.stop.set()
            return await answer
        finally:
            seat.stop.set()
            left.cancel()

    def close(self) -> None:
        """Take no more, and have every solve end with the best it has."""
        self._closed = True
        for seat in tuple(self._taken):
            seat.stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _free_in(self) -> int:
        soonest = min((seat.over_at for seat in tuple(self._taken)), default=0.0)
        return max(1, math.ceil(soonest - time.monotonic()))


async def _left(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
