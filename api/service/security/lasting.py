"""Whether somebody who was let in would be let in still: for answers that go on for a while."""

from __future__ import annotations

import asyncio
import time

from fastapi import Request

from api.service.security.admission import admission_of
from api.service.security.security import Security

EACH_SECONDS = 1.0
"""How often it is looked: for so long something may still be told to a key that was revoked."""


class Lasting:
    """Looks from time to time whether what opened the door for a request still does.

    Args:
        request: the request that is being answered.
    """

    def __init__(self, request: Request) -> None:
        self._security: Security = request.app.state.security
        self._admission = admission_of(request.scope)
        self._looked = time.monotonic()

    @property
    def seconds_left(self) -> float:
        """Seconds until it is to be looked at again."""
        if self._security.keeper is None or self._admission is None:
            return EACH_SECONDS
        return max(0.0, EACH_SECONDS - (time.monotonic() - self._looked))

    async def holds(self) -> bool:
        """Tell whether it did when it was last looked, which is a second ago at most.

        Raises:
            DatabaseTrouble: nobody can say.
        """
        keeper = self._security.keeper
        if keeper is None or self._admission is None:
            return True
        if self.seconds_left > 0:
            return True
        self._looked = time.monotonic()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._security.threads, keeper.holds, self._admission)
