"""Memory of a process and of those it started counts once where they share it."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.day.memory import Watch, tree_mib
from solvers.forked import Forked

MIB = 2**20
LARGE, OWN = 200, 100


def test_what_a_fork_shares_counts_once_and_what_it_writes_counts() -> None:
    shared = np.ones(LARGE * MIB, dtype=np.uint8)
    before = tree_mib()
    assert before >= LARGE
    heard: list[str] = []

    def work(tell: object) -> None:
        own = np.ones(OWN * MIB, dtype=np.uint8)
        assert callable(tell)
        tell("there")
        time.sleep(60 + float(own[0]))

    fork = Forked(work, heard.append)
    try:
        while not heard:
            time.sleep(0.01)
        with Watch() as watch:
            pass
        assert OWN - 10 <= tree_mib() - before <= OWN + LARGE // 2
        assert watch.peak_mib - before >= OWN - 10
    finally:
        fork.end()
    assert shared[0] == 1
