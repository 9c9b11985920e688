"""Warm solver processes, shared by all questions that one process answers."""

from __future__ import annotations

import atexit

from solvers.process import Workers

WORKERS = Workers()

STANDING_BACK = 5
"""A third of a core's time where others want it, too."""


def prepare() -> None:
    """Have the solver loaded, without waiting for it."""
    WORKERS.prepare()


def stand_back() -> None:
    """Have solver processes leave the cores to whoever answers requests, as long as it takes.

    An accept needs a core for milliseconds, and a search takes all there are for seconds. Where
    nobody else wants the cores this changes nothing.
    """
    WORKERS.nice = STANDING_BACK


def warm_up(count: int = 2) -> None:
    """Start solver processes, so that the first answer does not wait for them."""
    WORKERS.warm(count)


def shut_down() -> None:
    """End the solver processes that wait for work."""
    WORKERS.close()


atexit.register(shut_down)
