"""Memory that a search has left behind goes back to the machine, for whatever is searched next."""

from __future__ import annotations

import contextlib
import ctypes
import gc


def keep_shared() -> None:
    """Have what this process shares with the one that forked it left out of collections.

    A collection writes to every object that it looks at, and what is written to is copied: without
    this a fork comes to hold as much again as the process that it was forked from.
    """
    gc.freeze()


def give_back() -> None:
    """Free what is only held in circles, and return all that is free to the machine.

    Python looks for circles when many new objects have come, whatever their size: a board of some
    thousand objects can hold a compiled model of a hundred MiB for as long as nothing is searched.
    What is freed stays with the C library until it is asked for it; one that cannot be asked (only
    glibc can, malloc_trim(3)) keeps it.
    """
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
