"""What a search has left behind does not add up to what the next one takes."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from solvers.forked import Forked
from solvers.process import Workers

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 2**20
LARGE = 150

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="asks Linux what a process holds"
)


def own_mib() -> int:
    """Return what this process alone holds."""
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii", errors="replace")
    lines = (line.split() for line in rollup.splitlines())
    return sum(int(line[1]) for line in lines if line[0].startswith("Private_")) // 1024


class Board:
    """Something large that is held by something that it holds itself."""

    def __init__(self) -> None:
        self.large = bytearray(b"x") * (LARGE * MIB)
        self.board = self


@dataclass(frozen=True)
class Leaves:
    """Tells what the process holds before and after a search of which circles are left behind."""

    def run(self, tell: Callable[[Any], None]) -> None:
        """Do it."""
        tell(own_mib())
        Board()
        tell(own_mib())


@dataclass(frozen=True)
class Pieces:
    """Leaves many small pieces behind, with some that are in use between them."""

    def run(self, tell: Callable[[Any], None]) -> None:
        """Do it."""
        pieces: list[bytearray] = [bytearray(1000) for _ in range(LARGE * 1000)]
        kept = pieces[::1000]
        del pieces
        tell(own_mib())
        assert kept


@dataclass(frozen=True)
class Holds:
    """Tells what the process holds."""

    def run(self, tell: Callable[[Any], None]) -> None:
        """Do it."""
        tell(own_mib())


def test_bug_what_a_search_had_left_in_circles_stayed_until_another_made_many_objects() -> None:
    workers = Workers()
    try:
        with workers.borrow() as worker:
            before, after = worker.run(Leaves(), None)
            assert after - before >= LARGE
            (now,) = worker.run(Holds(), None)
            assert now - before < LARGE // 5
    finally:
        workers.close()


def test_what_is_free_goes_back_to_the_machine() -> None:
    workers = Workers()
    try:
        with workers.borrow() as worker:
            (before,) = worker.run(Holds(), None)
            (after,) = worker.run(Pieces(), None)
            assert after - before >= LARGE // 2
            (now,) = worker.run(Holds(), None)
            assert now - before < LARGE // 5
    finally:
        workers.close()


def test_a_collection_in_a_fork_does_not_make_it_hold_what_it_shares() -> None:
    shared = [[number] for number in range(300_000)]
    heard: list[int] = []

    def collect(tell: Callable[[int], None]) -> None:
        before = own_mib()
        gc.collect()
        tell(own_mib() - before)

    fork = Forked(collect, heard.append)
    fork.over.wait()
    fork.end()
    assert len(heard) == 1
    assert heard[0] < 10
    assert len(shared) == 300_000
