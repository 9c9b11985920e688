"""What was read lately: as much as fits, the longest unused goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable


class Recent:
    """Remembers values that never change, by what they were made of. Threads may share one.

    `functools.lru_cache` counts values, and these differ in size by a factor of ten thousand.

    Args:
        most: the sum of the sizes that it remembers.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._values: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> object | None:
        """Return a value; None when it is not remembered."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: object, size: int) -> None:
        """Remember a value of that size, and forget what does not fit any more."""
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self._values[key] = (value, size)
            self._size += size - before
            while self._size > self._most:
                _, (_, gone) = self._values.popitem(last=False)
                self._size -= gone
