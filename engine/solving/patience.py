"""Patience: what can be left out of an answer is told only while there is time for it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Patience:
    """Time for one piece after the other, until a value of `time.monotonic()`; None for ever.

    With `pieces` there are so many at the most, whatever time they take.

    A piece cannot be broken off once it is begun, so none is begun unless as much time is left as
    the longest one so far has taken. Where everything is told, the same is told each time.
    """

    def __init__(self, until: float | None = None, *, pieces: int | None = None) -> None:
        self.until, self._pieces = until, pieces
        self._longest = 0.0

    @property
    def left(self) -> bool:
        """Whether there is time for another piece."""
        if self._pieces is not None and self._pieces <= 0:
            return False
        return self.until is None or time.monotonic() + self._longest < self.until

    @contextmanager
    def piece(self) -> Iterator[None]:
        """Do one piece, and remember how long it took."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._longest = max(self._longest, time.monotonic() - began)
            if self._pieces is not None:
                self._pieces -= 1


ENDLESS = Patience()
"""Where nothing has to be left out."""
