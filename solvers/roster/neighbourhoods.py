"""Neighbourhoods of a roster: which cells are freed at once, and how many.

A day of a person is the unit, for one choice is made there however many shift types there are.
Days for everybody, whole rows of a few people, and a block of both; where that is more than is
wanted, fewer people or days of these. What is dear is chosen more often. Each kind learns its own
size: what is solved at once grows, what is not shrinks. It is drawn by how often it is better in so
much effort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solvers.roster.board import Board

SMALLEST = 12
"""The fewest days of people that are worth a model."""

GROWS, SHRINKS = 1.15, 0.85

FEW = 2
"""The least of each side of a neighbourhood: what one has, another may take, today or tomorrow."""

CHEAPEST = 0.01
"""Deterministic seconds that making and presolving the least model is worth."""

LEARNS = 0.1
"""How much the last round says of a kind."""

LEAST_WORTH = 0.05
"""The part of the best kind's chances that each kind has."""

KINDS = ("days", "people", "block")


@dataclass(slots=True)
class Kind:
    """A kind of neighbourhood, and what it has learnt.

    Attributes:
        name: days, people or block.
        size: how many days of people it frees.
        better: how often it has been better lately.
        effort: what a round has taken lately, in deterministic seconds.
    """

    name: str
    size: float
    better: float = 1.0
    effort: float = 0.1

    @property
    def worth(self) -> float:
        """How often it is better in a second of effort."""
        return self.better / self.effort


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
        self.units = len({(person, day) for _, person, day in entries})
        self.kinds = [Kind(name, min(size, self.units)) for name in KINDS]

    def choose(self) -> Kind:
        """Return a kind, more often one that has done well."""
        worth = np.array([kind.worth for kind in self.kinds])
        worth = np.maximum(worth, LEAST_WORTH * worth.max())
        return self.kinds[int(self._random.choice(len(worth), p=worth / worth.sum()))]

    def learn(self, kind: Kind, *, solved: bool, better: bool, effort: float) -> None:
        """Make the kind larger or smaller, and think better or worse of it."""
        kind.size = min(self.units, max(SMALLEST, kind.size * (GROWS if solved else SHRINKS)))
        kind.better += LEARNS * (float(better) - kind.better)
        kind.better = max(0.01, kind.better)
        kind.effort += LEARNS * (max(effort, CHEAPEST) - kind.effort)

    def cells_of(self, kind: Kind, heat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which variables to free, by what each cell costs at present."""
        dear = heat[self._literals]
        by_day = self._chances(self._day, self._days, dear)
        by_person = self._chances(self._person, self._people, dear)
        open_each = self.units / max(1, self._people * self._days)
        size = kind.size / open_each
        if kind.name == "days":
            length = max(FEW, size / self._people)
        elif kind.name == "people":
            length = min(self._days, size / FEW)
        else:
            even = np.sqrt(size * self._days / self._people) * self._random.uniform(0.5, 2)
            length = max(FEW, min(even, size / FEW))
        days = self._window(by_day, length)
        some = self._some(by_person, size / float(days.sum()))
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
        count = min(self._people, max(FEW, round(many)))
        if count >= self._people:
            return np.ones(self._people, dtype=bool)
        drawn = self._random.choice(self._people, size=count, replace=False, p=chances)
        some = np.zeros(self._people, dtype=bool)
        some[drawn] = True
        return some
