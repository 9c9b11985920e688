"""Warm solver processes, shared by all questions that one process answers."""

from __future__ import annotations

import atexit

from solvers.process import Workers

WORKERS = Workers()


def prepare() -> None:
    """Have the solver loaded, without waiting for it."""
    WORKERS.prepare()


def warm_up(count: int = 2) -> None:
    """Start solver processes, so that the first answer does not wait for them."""
    WORKERS.warm(count)


def shut_down() -> None:
    """End the solver processes that wait for work."""
    WORKERS.close()


atexit.register(shut_down)
