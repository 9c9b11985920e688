"""The diagrams of all people side by side: the cheapest path of everybody in one walk.

All that a day may hold for anybody is one array, so a walk through everybody's weeks takes a few
operations a day. From both ends it says what the best row with any arc in it costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from solvers.roster.diagram import Layer
    from solvers.roster.rows import Values

FAR = 2**61
"""What no path costs."""


@dataclass(slots=True)
class _Day:
    """One day of all people; arcs are in the order of the states in which they begin.

    Attributes:
        tail: the state in which each arc begins, of all people's.
        head: the state of the next day in which it ends.
        choice: its choice, of all people's on all days.
        first: the first arc of each state.
        inward: the arcs in the order of the states in which they end.
        entered: for each state of the next day the first of its arcs in that order.
        people: for each person the first arc.
        states: the number of each person's first state.
    """

    tail: Values
    head: Values
    choice: Values
    first: Values
    inward: Values
    entered: Values
    people: Values
    states: Values


class Paths:
    """Everybody's diagram.

    Attributes:
        people: whose diagram each is.
    """

    def __init__(self, people: list[int], diagrams: list[list[Layer]], sizes: list[int]) -> None:
        self.people = people
        self._sizes = sizes
        self._offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._diagrams = diagrams
        self._days: list[_Day] = []
        of, named, values, count = [], [], [], 0
        for day in range(max((len(d) for d in diagrams), default=0)):
            layers = [diagram[day] for diagram in diagrams]
            first = count
            for number, layer in enumerate(layers):
                way, place = np.nonzero(layer.choices)
                of.append(way + count)
                named.append(layer.variables[place] + self._offsets[number])
                values.append(layer.choices[way, place])
                count += len(layer.choices)
            after = [d[day + 1].states if day + 1 < len(d) else 1 for d in diagrams]
            self._days.append(_side_by_side(layers, after, first))
        self._choices = count
        empty = np.zeros(0, dtype=np.int64)
        self._of = np.concatenate([empty, *of])
        self._named = np.concatenate([empty, *named])
        self._values = np.concatenate([empty, *values])
        order = np.argsort(self._of, kind="stable")
        self._by_choice = (self._named[order], self._values[order])
        self._begins = np.searchsorted(self._of[order], np.arange(count + 1))

    def walk(self, prices: list[Values]) -> Walk:
        """Return what everybody's best rows cost where each variable has its price."""
        flat = np.concatenate([np.zeros(0, dtype=np.int64), *prices])
        worth = np.bincount(
            self._of, weights=flat[self._named] * self._values, minlength=self._choices
        )
        # Sums below 2^53 are exact in floating point, and prices are small beside it.
        return Walk(self, worth.astype(np.int64))

    @property
    def days(self) -> list[_Day]:
        """Return the days."""
        return self._days

    def least_of(self, costs: Values) -> list[Values]:
        """Return for each variable of each person the least cost of a choice that takes it."""
        least = np.full(int(self._offsets[-1]), FAR, dtype=np.int64)
        np.minimum.at(least, self._named, costs[self._of])
        return np.split(least, self._offsets[1:-1])

    def row(self, number: int, choices: Values) -> Values:
        """Return the values of a person's variables where these choices are made."""
        values = np.zeros(self._sizes[number], dtype=np.int64)
        named, taken = self._by_choice
        for choice in choices.tolist():
            part = slice(int(self._begins[choice]), int(self._begins[choice + 1]))
            values[named[part] - self._offsets[number]] = taken[part]
        return values


def _side_by_side(layers: list[Layer], after: list[int], first: int) -> _Day:
    tail, head, choice, people = [], [], [], []
    began = ended = arcs = 0
    states = []
    for layer, states_after in zip(layers, after, strict=True):
        people.append(arcs)
        states.append(began)
        tail.append(layer.tail + began)
        head.append(layer.head + ended)
        choice.append(layer.choice + first)
        began += layer.states
        ended += states_after
        arcs += len(layer.tail)
        first += len(layer.choices)
    tails, heads = np.concatenate(tail), np.concatenate(head)
    inward = np.argsort(heads, kind="stable")
    return _Day(
        tail=tails,
        head=heads,
        choice=np.concatenate(choice),
        first=np.searchsorted(tails, np.arange(began)),
        inward=inward,
        entered=np.searchsorted(heads[inward], np.arange(ended)),
        people=np.array(people, dtype=np.int64),
        states=np.array(states, dtype=np.int64),
    )


class Walk:
    """All best rows at certain prices.

    Attributes:
        best: what each person's best row costs.
    """

    def __init__(self, paths: Paths, worth: Values) -> None:
        self._paths, self._worth = paths, worth
        people = len(paths.people)
        self._from: list[Values] = []
        togo = np.zeros(people, dtype=np.int64)
        self._togo = [togo]
        for day in reversed(paths.days):
            cost = worth[day.choice] + togo[day.head]
            togo = np.minimum.reduceat(cost, day.first)
            self._togo.append(togo)
        self._togo.reverse()
        self.best = togo

    def rows(self) -> list[Values]:
        """Return the best row of each person."""
        state = np.arange(len(self._paths.people))
        taken = []
        for number, day in enumerate(self._paths.days):
            arc = self._onward(number)[state]
            taken.append(day.choice[arc])
            state = day.head[arc]
        table = np.array(taken).T
        return [self._paths.row(person, choices) for person, choices in enumerate(table)]

    def _onward(self, number: int) -> Values:
        """Return for each state of a day the arc that a best row goes on with."""
        day = self._paths.days[number]
        cost = self._worth[day.choice] + self._togo[number + 1][day.head]
        best = np.where(cost == self._togo[number][day.tail], np.arange(len(cost)), len(cost))
        return np.minimum.reduceat(best, day.first)

    def _backward(self) -> list[Values]:
        """Return for each state of each day what the best way to it costs."""
        if not self._from:
            done = np.zeros(len(self._paths.people), dtype=np.int64)
            self._from = [done]
            for day in self._paths.days:
                cost = (self._worth[day.choice] + done[day.tail])[day.inward]
                done = np.minimum.reduceat(cost, day.entered)
                self._from.append(done)
        return self._from

    def with_each(self) -> list[Values]:
        """Return for each variable of each person what the best row that takes it costs.

        FAR where no row does.
        """
        done, paths = self._backward(), self._paths
        least = np.full(len(self._worth), FAR, dtype=np.int64)
        for number, day in enumerate(paths.days):
            through = done[number][day.tail] + self._worth[day.choice]
            np.minimum.at(least, day.choice, through + self._togo[number + 1][day.head])
        return paths.least_of(least)
