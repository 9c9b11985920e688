"""Ruin and recreate beside the search, on the core that is idle while prices are worked out.

Once prices stand, a programme over the cheapest columns chooses one for each visit, and what
people, rooms and devices leave of that choice is gone on from. A column that finds no room is not
chosen again.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.improving.arrangement import Arrangement
from solvers.day.improving.column_mip import chosen_columns
from solvers.day.improving.column_table import NONE, ColumnTable
from solvers.day.improving.first_duties import rows_of_first_duties
from solvers.day.improving.ruin import DESCENT, Ruin
from solvers.forked import WATCH_SECONDS, Forked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from models.plan import Plan
    from solvers.day.bounds.arrival_prices import ArrivalPrices
    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.bounds.priced import Priced
    from solvers.day.limits import Key
    from solvers.day.placements.candidates import Candidates
    from solvers.day.search import Search

    Better = tuple[Plan, Key]
    Tell = Callable[[Better | None], None]

FRUITLESS = 2
"""Descents without a better plan, after which nothing more is looked for."""

APART = 0.2
"""Seconds between two plans that are told, at the least."""

NICENESS = 10
"""How much it gives way once cores are being solved."""

WIDTHS = (4, 8, 8, 8)
"""Columns of a visit, on the average, among which the programme chooses, one time after another."""

WIDE = 32
"""The same of a visit that has found no room."""

SECONDS = 6.0
"""What one choice may take."""

WAIT = 4.0
"""Seconds that choices are waited for once prices stand."""

SHARE = 0.3
"""Of the time that is left, what they are waited for at the most."""

CLOSE = 0.005
"""The gap to which a choice is made."""

BETWEEN = 300
"""Rounds between two choices."""


class RuinBeside:
    """The process, if there is one: a deterministic search has none.

    With one worker there is none until prices stand; then choices are made before a core is solved.
    """

    def __init__(self, search: Search, found: Mapping[str, Candidates]) -> None:
        self.search, self.found = search, found
        self._fork: Forked | None = None
        self._chosen = threading.Event()
        self._awaited = False
        self._given: tuple[Columns, Sequence[Cut], ArrivalPrices] | None = None
        self._table: ColumnTable | None = None

    def begin(self, columns: Columns, rows: Sequence[Cut], arrivals: ArrivalPrices) -> None:
        """Begin from the incumbent; better plans are told as they come.

        What early plans have come to is kept, but is not gone on from: with all columns, rounds
        from first fit are soon past it, and further than those from there.
        """
        start = self.search.best, self.search.best_key
        self.search.early.end()
        if not self.search.limits.deterministic:
            self._given = columns, rows, arrivals
            if self.search.limits.workers > 1:
                self._begin(tell_some, start)

    def choose(self, priced: Priced) -> bool:
        """Begin again with the columns that are cheapest by now, and tell whether it goes on."""
        if self._given is None:
            return False
        self.end()
        limits = {wide: priced.limit_for(wide * len(self.found)) for wide in (*WIDTHS, WIDE)}
        cheap = {wide: priced.reduced <= limit for wide, limit in limits.items()}
        seed, doubtful = self.search.limits.seed, self.search.staffed
        self._begin(
            lambda ruin, tell: _by_choices(ruin, tell, cheap, seed, doubtful=doubtful),
            (self.search.best, self.search.best_key),
        )
        self._awaited = True
        return True

    def wait(self) -> None:
        """Wait for choices of columns to be over, within reason, and take what was found.

        No engine is begun until then: those that solve a core want all there are of the machine.
        """
        if self._awaited and self._fork is not None:
            until = time.monotonic() + min(WAIT, SHARE * self.search.left)
            while not self._fork.over.is_set() and time.monotonic() < until:
                if self._chosen.wait(WATCH_SECONDS):
                    break
            if not self._fork.over.is_set():
                self._fork.yields(NICENESS)
        self._awaited = False
        self.search.take_heard()

    def _begin(self, work: Callable[[Ruin, Tell], None], start: Better) -> None:
        search = self.search
        assert self._given is not None
        (columns, rows, arrivals), (plan, key) = self._given, start
        table = self._table = self._table or ColumnTable(columns, self.found, arrivals)

        def there(tell: Tell) -> None:
            arranged = Arrangement(search.facts, table, rows, plan)
            work(Ruin(arranged, key, search.limits.seed), tell)

        self._chosen.clear()
        self._fork = Forked(there, self._hear)

    def _hear(self, told: Better | None) -> None:
        if told is None:
            self._chosen.set()
        else:
            self.search.hear(*told)

    def end(self) -> None:
        """End it, and take what it has found."""
        if self._fork is not None:
            self._fork.end()
            self._fork = None
        self.search.take_heard()


def _by_choices(
    ruin: Ruin,
    tell: Tell,
    cheap: Mapping[int, NDArray[np.bool_]],
    seed: int,
    *,
    doubtful: bool,
) -> None:
    """Adopt choices of columns, each time from more or without what found no room, and go on.

    Of what found no room more columns are offered. `tell` hears None when the choices are over, or
    when the first has come to nothing where it was `doubtful` that any would hold.
    """
    rows, columns = ruin.at.given, ruin.table.columns
    unseen = [k for k, (_, slot) in enumerate(columns.away, columns.first_away) if slot is None]
    without: list[int] = []
    hard: list[int] = []
    for wide in WIDTHS:
        start = [column for column in ruin.at.chosen if column != NONE]
        within = cheap[wide] | (cheap[WIDE] & np.isin(columns.job, hard))
        within[without] = False
        within[start + unseen] = True
        offered = np.flatnonzero(within[: columns.first_away]).tolist()
        duties = rows_of_first_duties(ruin.at.facts, ruin.table, ruin.at.based, offered, start)
        chosen = chosen_columns(
            columns, [*rows, *duties], within, start, seconds=SECONDS, tolerance=CLOSE, seed=seed
        )
        plan, left = ruin.adopt(chosen.tolist())
        if plan is not None:
            tell((plan, ruin.key))
        elif doubtful and wide == WIDTHS[0]:
            tell(None)
        if not left and wide == WIDTHS[-1]:
            break
        hard += left
        without += [column for column in chosen.tolist() if columns.job[column] in left]
        if left:
            tell_some(ruin, tell, BETWEEN)
    tell(None)
    tell_some(ruin, tell)


def tell_some(ruin: Ruin, tell: Tell, most: int | None = None) -> None:
    """Go on for some rounds, and tell the best plan now and then.

    Whoever hears of one reads it, checks it and shows it, so not every one is told.
    """
    held: list[Better] = []
    due, last = time.monotonic(), None if most is None else ruin.rounds + most

    def go_on() -> bool:
        nonlocal due
        if held and time.monotonic() >= due:
            tell(held.pop())
            due = time.monotonic() + APART
        return ruin.fruitless < FRUITLESS * DESCENT and (last is None or ruin.rounds < last)

    for better in ruin.run(go_on):
        held[:] = [better]
    for better in held:
        tell(better)
