"""What is counted comes first: people short, then cells changed, each proven the least there is.

People short are mostly settled on the few days on which somebody is missing. How few changes that
takes is proven from below for the whole roster; where that is not done in time, around the broken
days, in wider and wider circles.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solvers.roster.around import Around
from solvers.roster.clock import WALL
from solvers.roster.fewest import Fewest, Held
from solvers.roster.repair_job import Aim
from solvers.roster.thorough import thorough

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ortools.sat.python import cp_model

    from solvers.roster.board import Board
    from solvers.roster.clock import Clock
    from solvers.roster.outcome import RosterLimits
    from solvers.roster.rows import Values

    Amounts = dict[Aim, cp_model.LinearExprT]

AROUND, AROUND_SHARE = (0, 3, 10), 0.4
"""How many days around broken ones are planned, and the part of the time for one count there."""

BOTH_SHARE, FEWEST_SHARE = 0.5, 0.8
"""The parts of the time after which people short and cells changed are no longer searched for
together, and no count is proven from below."""

COUNTED = frozenset({Aim.CHANGES, Aim.UNASKED})
"""Aims that count cells, of which there are to be few."""


class Counts:
    """The counts that come first, one after the other."""

    def __init__(
        self,
        board: Board,
        aims: Amounts,
        values: Sequence[int],
        limits: RosterLimits,
        clock: Clock = WALL,
    ) -> None:
        self._aims, self._limits, self._clock = aims, limits, clock
        self._until = 0.0
        self._around = Around(board, aims, values, self._solve)
        self._below = Fewest(board, limits, clock)
        self._held: dict[Aim, Held] = {}

    @property
    def values(self) -> Values:
        """Return those of all variables, for the best roster so far."""
        return self._around.values

    @property
    def bounds(self) -> dict[Aim, int]:
        """Return what is proven of the aims so far."""
        return self._around.bounds

    @property
    def proven(self) -> list[Aim]:
        """Return the aims whose value is the least there is."""
        return self._around.proven

    def held(self, aims: Sequence[Aim]) -> list[Held]:
        """Return what holds in all rosters that are as good in these aims."""
        return [held for aim, held in self._held.items() if aim in aims]

    def run(self, aims: Sequence[Aim], broken: set[int], until: float) -> Iterator[None]:
        """Search for one aim after the other while each is proven; yield after each search."""
        began = self._clock.now()
        both, ends = (began + share * (until - began) for share in (BOTH_SHARE, FEWEST_SHARE))
        for aim in aims:
            near = partial(self._near, aim, broken, until)
            below = partial(self._from_below, aim, ends)
            ways = [below, partial(near, AROUND)]
            if aim is Aim.SHORT:
                # Where people are missing is known, and what it says of a whole roster is not much.
                ways = [partial(near, AROUND[:1]), partial(near, AROUND[1:]), below]
                if Aim.CHANGES in aims:
                    # With few changes allowed, what is far away can help little.
                    ways.insert(2 if self._capped() else 1, partial(self._both, both))
            for way in ways:
                if aim not in self.proven:
                    yield from way()
            if aim not in self.proven:
                return

    def _capped(self) -> bool:
        changes = self._around.board.facts.case.rostering.changes
        return changes.in_total is not None or changes.per_person is not None

    def _near(
        self, aim: Aim, broken: set[int], until: float, pads: Sequence[int]
    ) -> Iterator[None]:
        """Plan the days around those that are broken."""
        now = self._clock.now()
        self._until = now + AROUND_SHARE * (until - now)
        days_in_all = range(self._around.board.facts.days)
        for pad in pads:
            days = {day + off for day in broken for off in range(-pad, pad + 1)}
            if self._clock.now() >= self._until or days.issuperset(days_in_all):
                return
            proven = self._around.plan((aim,), days)
            if proven:
                untouched = self._around.untouched() if aim is Aim.CHANGES else None
                if untouched is not None:
                    self._held[aim] = Held.as_in(self.values, untouched, self._around.rows)
                    self._below.narrow(self._held[aim])
                self._below.hold(self._aims[aim], self.bounds[aim])
            yield
            if proven:
                return

    def _both(self, ends: float) -> Iterator[None]:
        """Look for few changes where so few are short as may be, until there are such rosters.

        What is short says little of where to look; what changes says much.
        """
        around = self._around
        known = around.amounts[Aim.SHORT].at(around.values)
        bound = self.bounds.get(Aim.SHORT, 0)
        while bound < known:
            below = Fewest(around.board, self._limits, self._clock)
            below.hold(self._aims[Aim.SHORT], bound)
            values = below.prove(self._aims[Aim.CHANGES], None, 0, ends)
            if values is not None:
                self._below, around.values = below, values
                # Those who are as few short may change more: what is held is of few changes alone.
                self._settle(Aim.SHORT, bound, held=None)
                self._settle(Aim.CHANGES, below.bound, held=below.held)
                yield
                return
            more = bound + 1 if below.impossible else 0
            more = max(more, self._below.least_relaxed(self._aims[Aim.SHORT], ends))
            if more <= bound:
                return
            bound = more
            self.bounds[Aim.SHORT] = min(bound, known)
        self._below.hold(self._aims[Aim.SHORT], known)
        self._settle(Aim.SHORT, known, held=None)
        yield

    def _from_below(self, aim: Aim, ends: float) -> Iterator[None]:
        """Prove how little there is of a count, and look for a roster with just that."""
        around, below = self._around, self._below
        amount = around.amounts[aim]
        known, bound = amount.at(around.values), around.bounds.get(aim, 0)
        # Where nobody has volunteered, all that is changed is changed of people not asked for.
        same = [each for each in self.proven if around.amounts[each].counts_as(amount)]
        if same:
            bound = known
        held = None
        if known > bound:
            values = below.prove(self._aims[aim], around.values, bound, ends)
            bound = around.bounds[aim] = below.bound
            if values is None:
                return
            around.values, held = values, below.held
        else:
            below.hold(self._aims[aim], known)
        self._settle(aim, bound, held)
        yield

    def _settle(self, aim: Aim, least: int, held: Held | None) -> None:
        """Take note of the least of an aim, and of what holds in all rosters with just that."""
        self._around.bounds[aim] = least
        self._around.proven.append(aim)
        if held is not None:
            self._held[aim] = held

    def _solve(self, model: cp_model.CpModel, aim: Aim, solver: cp_model.CpSolver) -> int:
        ends = (self._clock.now() + self._until) / 2
        return solve(solver, model, aim, self._limits, self._clock, ends)


def solve(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    aim: Aim,
    limits: RosterLimits,
    clock: Clock,
    ends: float,
) -> int:
    """Make an aim of a model as small as can be until the clock shows `ends`; return the status."""
    _set_up(solver, aim, limits)
    clock.limit(solver, ends)
    status = solver.solve(model)
    clock.solved(solver)
    return int(status)


def _set_up(solver: cp_model.CpSolver, aim: Aim, limits: RosterLimits) -> None:
    """Set the ways of searching that suit an aim."""
    if aim not in COUNTED or limits.cores == 1:
        thorough(solver, limits)
        return
    # Few units decide here: on published instances its bound rises sooner than any other's.
    parameters = solver.parameters
    parameters.random_seed = limits.seed
    parameters.num_workers = limits.cores
    parameters.subsolvers.extend(["lb_tree_search", "max_lp"])
