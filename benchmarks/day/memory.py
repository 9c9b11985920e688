"""How much memory this process and all that it started hold, watched from a thread."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

EVERY = 0.1
"""Seconds between two looks."""


class Watch:
    """While it is entered, `peak_mib` is the most that was held at a look."""

    def __init__(self) -> None:
        self.peak_mib = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Look for the last time."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            self.peak_mib = max(self.peak_mib, tree_mib())
            if self._over.wait(EVERY):
                return


def tree_mib() -> int:
    """Return the resident memory of this process and its descendants; shared pages count twice."""
    page = os.sysconf("SC_PAGE_SIZE")
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        fields = stat.rpartition(")")[2].split()
        parents[int(entry.name)] = int(fields[1])
        resident[int(entry.name)] = int(fields[21]) * page
    own = os.getpid()
    return sum(held for process, held in resident.items() if _from(process, own, parents)) // 2**20


def _from(process: int, ancestor: int, parents: dict[int, int]) -> bool:
    while process != ancestor:
        if process not in parents:
            return False
        process = parents[process]
    return True
