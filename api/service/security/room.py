"""How many requests are answered at a time, all in all and of one asker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class NoRoom(Exception):
    """So many are being answered already."""


class Room:
    """Places for requests; used on the event loop alone, so it needs no lock.

    Args:
        places: how many at a time.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken: Counter[str] = Counter()

    @contextmanager
    def place(self, who: str = "") -> Iterator[None]:
        """Hold one of somebody's places.

        Raises:
            NoRoom: all of them are taken.
        """
        if self._taken[who] >= self._places:
            raise NoRoom
        self._taken[who] += 1
        try:
            yield
        finally:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]
