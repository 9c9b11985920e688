"""Neighbourhoods of a roster: which cells are freed at once, and how many.

Days for everybody, whole rows of a few people, and a block of both; what is dear is chosen more
often. Each kind learns its own size: what is solved at once grows, what is not shrinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solvers.roster.board import Board

SMALLEST = 60
"""The fewest cells that are worth a model."""

GROWS, SHRINKS = 1.15, 0.85

KINDS = ("days", "people", "block")


@dataclass(slots=True)
class Kind:
    """A kind of neighbourhood, and what it has learnt.

    Attributes:
        name: days, people or block.
        size: how many cells it frees.
        worth: how well it has done lately.
    """

    name: str
    size: float
    worth: float = 1.0


class Neighbourhoods:
    """The choice of cells, from one stream of random numbers."""

    def __init__(self, board: Board, variables: int, seed: int, size: int) -> None:
        numbers = {person: number for number, person in enumerate(board.facts.people)}
        entries = [
            (literal.index, numbers[person], day)
            for (person, day), literals in board.cells.items()
            for literal in literals.values()
        ]
        table = np.array(entries, dtype=np.int64).reshape(-1, 3)
        self._literals, self._person, self._day = table.T
        self._variables = variables
        self._people, self._days = len(numbers), board.facts.days
        self._random = np.random.default_rng(seed)
        self.kinds = [Kind(name, min(size, len(entries))) for name in KINDS]

    @property
    def cells(self) -> int:
        """Return how many cells there are to free."""
        return len(self._literals)

    def choose(self) -> Kind:
        """Return a kind, more often one that has done well."""
        worth = np.array([kind.worth for kind in self.kinds])
        return self.kinds[int(self._random.choice(len(worth), p=worth / worth.sum()))]

    def learn(self, kind: Kind, *, solved: bool, better: bool) -> None:
        """Make the kind larger or smaller, and think better or worse of it."""
        kind.size = min(self.cells, max(SMALLEST, kind.size * (GROWS if solved else SHRINKS)))
        kind.worth = max(0.1, 0.9 * kind.worth + (0.1 if better else 0.0))

    def cells_of(self, kind: Kind, heat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which variables to free, by what each cell costs at present."""
        dear = heat[self._literals]
        by_day = self._chances(self._day, self._days, dear)
        by_person = self._chances(self._person, self._people, dear)
        share = kind.size / max(1, self.cells)
        if kind.name == "days":
            days, people = self._window(by_day, share * self._days), float(self._people)
        elif kind.name == "people":
            days, people = np.ones(self._days, dtype=bool), share * self._people
        else:
            part = np.sqrt(share) * self._random.uniform(0.8, 1.25)
            days = self._window(by_day, part * self._days)
            people = kind.size * self._people / max(1.0, self.cells * float(days.mean()))
        some = self._some(by_person, people)
        free = np.zeros(self._variables, dtype=bool)
        free[self._literals[days[self._day] & some[self._person]]] = True
        return free

    def _chances(
        self, of: NDArray[np.int64], many: int, dear: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how likely each person or day is: half by what it costs, half all the same."""
        paid = np.bincount(of, weights=dear, minlength=many)
        total = paid.sum()
        even = np.full(many, 1 / many)
        return even if total <= 0 else 0.5 * even + 0.5 * paid / total

    def _window(self, chances: NDArray[np.float64], length: float) -> NDArray[np.bool_]:
        """Return days in a row, one of which was drawn."""
        long = min(self._days, max(1, round(length)))
        drawn = int(self._random.choice(self._days, p=chances))
        first = drawn - int(self._random.integers(long))
        first = min(max(0, first), self._days - long)
        days = np.zeros(self._days, dtype=bool)
        days[first : first + long] = True
        return days

    def _some(self, chances: NDArray[np.float64], many: float) -> NDArray[np.bool_]:
        """Return people drawn, without putting back."""
        count = min(self._people, max(2, round(many)))
        if count >= self._people:
            return np.ones(self._people, dtype=bool)
        drawn = self._random.choice(self._people, size=count, replace=False, p=chances)
        some = np.zeros(self._people, dtype=bool)
        some[drawn] = True
        return some
