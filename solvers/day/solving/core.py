"""The core model: providers, starts and costs, without rooms, support staff and duties.

It only leaves constraints out, so its bound holds for the whole problem; so do the candidates that
are left out, as long as what they would cost at the least is counted.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from models.plan import PlannedBreak
from solvers.day.limits import HARM_WEIGHT, TRADED, Trouble
from solvers.day.model.board import Board, Stay
from solvers.day.registry import rules
from solvers.day.solving.beside import Beside
from solvers.day.solving.programme import linear
from solvers.day.solving.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from solvers.day.known.rosters import Roster
    from solvers.day.model.board import Linear
    from solvers.day.placements.candidates import Candidates
    from solvers.day.search import Search
    from solvers.day.solving.watcher import Solution

SOLVED = {cp_model.OPTIMAL, cp_model.FEASIBLE}

SHARE = 0.6
"""Of the time that is left, what one core may take at the most."""


def limit(search: Search, board: Board) -> None:
    """Hold a model to the least T0, and to the T1 of the incumbent where its T0 is least."""
    board.model.add(board.total(Tier.T0) <= search.least_gaps)
    if search.best_key[0] <= search.least_gaps:
        board.model.add(board.total(Tier.T1) <= search.best_key[1])


TOGETHER = 3.0
"""Seconds in which CP-SAT solves a core that is easy for it; HiGHS has until its share is over."""


LINGER = 1.0
"""Seconds that a core has for a better plan, besides as long again as its bound has taken."""


class Aim:
    """What a model makes least, and what its bound says of the whole problem.

    While the least T1 is not known, it weighs in the cost, heavily. Plans that use a candidate the
    model does not have cost `ceiling` at the least.
    """

    def __init__(self, search: Search, ceiling: float, *, harm: bool = False) -> None:
        self.search, self.ceiling, self.harm = search, ceiling, harm
        self.weighted = not search.harm_is_least
        self.began = time.monotonic()
        self.said_after: float | None = None

    @property
    def idle(self) -> bool:
        """Whether the model has said all it can of the whole problem, and had as long again."""
        passed = time.monotonic() - self.began
        return self.said_after is not None and passed > 2 * self.said_after + LINGER

    def total(self, board: Board) -> Linear:
        """Return what the model makes least."""
        if self.harm:
            return board.total(Tier.T1)
        traded = board.total(*TRADED)
        return HARM_WEIGHT * board.total(Tier.T1) + traded if self.weighted else traded

    def lower(self, value: float) -> None:
        """Take a bound of the model."""
        least = min(value, self.ceiling)
        if least == self.ceiling and self.said_after is None:
            self.said_after = time.monotonic() - self.began
        if not math.isfinite(least):
            return
        if self.harm:
            self.search.lower_harm(least)
        else:
            self.search.lower(least, weighted=self.weighted)


class Core:
    """The core model over some candidates."""

    def __init__(self, search: Search, found: Mapping[str, Candidates], aim: Aim) -> None:
        self.search, self.aim = search, aim
        self.board = Board(search.facts, found, {}, core=True, staffed=search.staffed)
        self.board.post(rules())
        limit(search, self.board)
        self.board.model.minimize(aim.total(self.board))
        self.watcher = _Watcher(self.board)
        self.status = cp_model.UNKNOWN
        self.cost = math.inf

    def run(
        self,
        tolerance: float,
        share: float = SHARE,
        meanwhile: Callable[[], bool] = lambda: False,
    ) -> None:
        """Solve to a gap, within a share of the time that is left, and tell the bound.

        CP-SAT and HiGHS begin together, and whoever ends first ends the other. After a few
        seconds HiGHS goes on alone, and beside it `meanwhile` is called again and again until it
        returns False. A deterministic search is CP-SAT's alone.
        """
        if self.search.limits.deterministic or not linear(self.board.model.proto):
            self._run_cp(tolerance, share)
            return
        search, until = self.search, self.search.left * (1 - share)
        asked = max(tolerance, search.limits.tolerance)
        seconds = search.left - until
        beside = Beside(self.board.model, seconds, search.limits.seed, asked, self.aim.lower)
        try:
            together = min(share, TOGETHER / max(search.left, TOGETHER))
            self._run_cp(tolerance, together, beside)
            open_still = self.status not in {cp_model.OPTIMAL, cp_model.INFEASIBLE}
            while open_still and not (beside.over.is_set() or self.aim.idle):
                if search.left <= until:
                    break
                if not meanwhile():
                    beside.over.wait(max(0.0, min(LINGER, search.left - until)))
        finally:
            beside.end()
        found = beside.result
        if found is not None:
            self.aim.lower(found.bound)
            if found.values is not None and found.cost < self.cost:
                self.status = cp_model.OPTIMAL if found.proven else cp_model.FEASIBLE
                self.cost = found.cost
                self.watcher.keep(found.values)

    def _run_cp(self, tolerance: float, share: float, beside: Beside | None = None) -> None:
        solver = cp_model.CpSolver()
        solver.best_bound_callback = self.aim.lower
        workers = self.search.limits.workers
        if beside is not None:
            beside.stops(solver.stop_search)
        self.status = self.search.solve(
            solver, self.board, workers, share=share, tolerance=tolerance, watcher=self.watcher
        )
        if self.status == cp_model.INFEASIBLE:
            self.search.tell(Trouble("the core has no plan, though ring 0 is one"))
        if self.status in SOLVED:
            self.cost = solver.objective_value
            self.aim.lower(solver.best_objective_bound)

    @property
    def stays(self) -> dict[str, Stay] | None:
        """Where the last solution has every visit; None without one."""
        return self.watcher.stays


class _Watcher(Watcher):
    """Keeps the last solution of a core as stays."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.board = board
        self.stays: dict[str, Stay] | None = None
        self.breaks: frozenset[PlannedBreak] = frozenset()
        self.rosters: tuple[Roster, ...] = ()

    def keep(self, solution: Solution) -> None:
        """Keep the solution."""
        stays: dict[str, Stay] = {}
        for ref, variables in self.board.visits.items():
            stay = Stay(None, None)
            for slot, literal in variables.slots.items():
                if solution.boolean_value(literal):
                    stay = Stay(None, None, slot)
            for offer, held in variables.offers.items():
                if solution.boolean_value(held.literal):
                    mode = variables.modes[offer.mode]
                    known = {0, *held.blocks, *mode.anchored}
                    blocks = {k: solution.value(mode.starts[k]) for k in known}
                    kept = min(held.blocks, default=0)
                    stay = Stay(offer, blocks[0], blocks=blocks, kept=kept)
            stays[ref] = stay
        self.stays = stays
        self.rosters = tuple(
            roster
            for person, literals in self.board.rosters.literals.items()
            for roster, literal in zip(self.board.facts.rosters[person], literals, strict=True)
            if solution.boolean_value(literal)
        )
        self.breaks = frozenset(
            PlannedBreak(
                person=choice.claim.person,
                kind=choice.claim.kind,
                start=choice.start,
                end=choice.end,
            )
            for choice in self.board.staff.breaks
            if solution.boolean_value(choice.literal)
        )
