"""How often somebody may ask: a bucket of tokens each, filled at a steady rate.

`limits`, the library for this, has windows and no token bucket, and it counts on the wall clock: a
clock set back by an hour would lock everybody out for that hour. A bucket on the monotonic clock is
these few lines.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable


class Buckets:
    """A bucket for each who asks; memory is bounded, the longest idle is forgotten first.

    Args:
        per_second: tokens that flow in, a second.
        burst: tokens that a bucket holds; it is full at first.
        clock: seconds that only go forward.
        most: buckets kept.
    """

    def __init__(
        self,
        per_second: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        most: int = 10_000,
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> int:
        """Take a token; return 0, or after how many seconds there is one."""
        now = self._clock()
        tokens, since = self._buckets.pop(who, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + (now - since) * self._per_second)
        taken = tokens >= 1
        self._buckets[who] = (tokens - 1 if taken else tokens, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0 if taken else max(1, math.ceil((1 - tokens) / self._per_second))
