"""How much memory this process and all that it started hold, watched from a thread."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

EVERY = 0.2
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
    """Return the memory of this process and its descendants; what several share counts once.

    The share of each (PSS, proc_pid_smaps_rollup(5)) adds up to what all hold together, which what
    is resident in each does not: a forked process has the pages of whoever forked it.
    """
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    own = os.getpid()
    return sum(_share_kib(each) for each in parents if _from(each, own, parents)) // 1024


def _share_kib(process: int) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0  # it has ended meanwhile
    share = (line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(next(share, "0"))


def _from(process: int, ancestor: int, parents: dict[int, int]) -> bool:
    while process != ancestor:
        if process not in parents:
            return False
        process = parents[process]
    return True
