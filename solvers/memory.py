"""Memory that a search has left behind goes back to the machine, for whatever is searched next."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from pathlib import Path

KEPT_MIB = 64
"""What a process may go on to hold beyond what it began with: to give back takes time, too."""


def keep_shared() -> None:
    """Have what this process shares with the one that forked it left out of collections.

    A collection writes to every object that it looks at, and what is written to is copied: without
    this a fork comes to hold as much again as the process that it was forked from.
    """
    gc.freeze()


def held_mib() -> float:
    """Return what is resident of this process, in MiB; infinite where the system does not say.

    See proc_pid_statm(5): the second number, in pages.
    """
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return float("inf")
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


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
