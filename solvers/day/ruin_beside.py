"""Ruin and recreate beside the search, on the core that is idle while prices are worked out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from solvers.day.arrangement import Arrangement
from solvers.day.column_table import ColumnTable
from solvers.day.forked import Forked
from solvers.day.ruin import DESCENT, Ruin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from models.plan import Plan
    from solvers.day.arrival_prices import ArrivalPrices
    from solvers.day.candidates import Candidates
    from solvers.day.columns import Columns
    from solvers.day.cuts import Cut
    from solvers.day.limits import Key
    from solvers.day.search import Search

FRUITLESS = 2
"""Descents without a better plan, after which nothing more is looked for."""

APART = 0.2
"""Seconds between two plans that are told, at the least."""

NICENESS = 10
"""How much it gives way once a core is being solved."""


class RuinBeside:
    """The process, if there is one: a deterministic search has none, and none with one worker."""

    def __init__(self, search: Search, found: Mapping[str, Candidates]) -> None:
        self.search, self.found = search, found
        self._fork: Forked | None = None

    def begin(self, columns: Columns, rows: Sequence[Cut], arrivals: ArrivalPrices) -> None:
        """Begin from the incumbent; better plans are told as they come."""
        search, limits = self.search, self.search.limits
        if limits.deterministic or limits.workers < 2 or self._fork is not None:
            return
        facts, found, plan, key = search.facts, self.found, search.best, search.best_key

        def work(tell: Callable[[tuple[Plan, Key]], None]) -> None:
            table = ColumnTable(columns, found, arrivals)
            ruin = Ruin(Arrangement(facts, table, rows, plan), key, limits.seed)
            _tell_some(ruin, tell)

        self._fork = Forked(work, lambda better: search.hear(*better))

    def gives_way(self) -> None:
        """Let the engines that solve a core go first."""
        if self._fork is not None and not self._fork.over.is_set():
            self._fork.yields(NICENESS)

    def end(self) -> None:
        """End it, and take what it has found."""
        if self._fork is not None:
            self._fork.end()
            self._fork = None
        self.search.take_heard()


def _tell_some(ruin: Ruin, tell: Callable[[tuple[Plan, Key]], None]) -> None:
    """Tell the best plan now and then: whoever hears of one reads it, checks it and shows it."""
    held: list[tuple[Plan, Key]] = []
    due = time.monotonic()

    def go_on() -> bool:
        nonlocal due
        if held and time.monotonic() >= due:
            tell(held.pop())
            due = time.monotonic() + APART
        return ruin.fruitless < FRUITLESS * DESCENT

    for better in ruin.run(go_on):
        held[:] = [better]
    for better in held:
        tell(better)
