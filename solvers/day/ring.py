"""One ring of the search: the core, its completion, and the whole model where they disagree."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.board import Board, Stay
from solvers.day.draft import draft_of, plan_of
from solvers.day.hints import hint
from solvers.day.limits import Trouble
from solvers.day.naming import Unnamed, name_all
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import Placement
    from solvers.day.board import Linear
    from solvers.day.candidates import Candidates
    from solvers.day.search import Search

TRADED = (Tier.T2, Tier.T3, Tier.T4, Tier.T5, Tier.T6)
HARM_WEIGHT = 1000
"""What a unit of T1 costs in rings that prove nothing: more than any plan's gain for it."""

NEAR = 0.02
"""The gap up to which the whole model is only asked for a plan that costs less."""

SOLVED = {cp_model.OPTIMAL, cp_model.FEASIBLE}


class Ring:
    """Some visits free, the others as in the incumbent; `whole` when none is left out."""

    def __init__(
        self,
        search: Search,
        found: Mapping[str, Candidates],
        number: int,
        free: frozenset[str],
        *,
        whole: bool,
    ) -> None:
        self.search, self.found, self.number = search, found, number
        self.free, self.whole = free, whole

    def solve(self, stage: tuple[Tier, ...], workers: int) -> None:
        """Make the stage's tiers least over this ring; with no visit free, of breaks and duties."""
        if not self.free and not self.whole:
            self.complete(self.stays(), stage)
            return
        core = Core(self, stage)
        core.run(workers)
        self.finish(core)

    def finish(self, core: Core) -> None:
        """Complete what the core came to; in the last ring, prove it or go on from there."""
        search, stage = self.search, core.stage
        core.report()
        if not (self.whole and stage == TRADED and self._nearly_proven()):
            core.complete()
        least = (search.least_gaps, search.bound.t1)
        open_still = stage == TRADED or least != search.best_key[:2]
        if self.whole and open_still and search.left > 0 and not search.certified():
            self._solve_full({}, stage, proves=True)

    def objective(self, board: Board, stage: tuple[Tier, ...]) -> Linear:
        """Return what is made least; before the last ring T1 is weighed in, heavily."""
        if self.whole:
            return board.total(*stage)
        return HARM_WEIGHT * board.total(Tier.T1) + board.total(*TRADED)

    def limit(self, board: Board, stage: tuple[Tier, ...]) -> None:
        """Hold the model to the least T0, and in the last ring to the T1 that is known."""
        search = self.search
        board.model.add(board.total(Tier.T0) <= search.least_gaps)
        known = search.best_key[0] <= search.least_gaps
        if stage == TRADED and known and self.whole:
            board.model.add(board.total(Tier.T1) <= search.best_key[1])

    def lower(self, value: float, stage: tuple[Tier, ...]) -> None:
        """Take a bound that the solver has on the whole problem."""
        search = self.search
        least = max(0, math.ceil(value - 1e-6))
        if stage != TRADED:
            if (search.bound.t1 or -1) < least:
                search.improve_bound(replace(search.bound, t1=least))
            return
        given = (search.least_gaps, search.best_key[1])
        if search.bound.given != given or (search.bound.cost or 0) < least:
            search.improve_bound(replace(search.bound, cost=least, given=given, ring=self.number))

    def complete(self, stays: Mapping[str, Stay], stage: tuple[Tier, ...]) -> None:
        """Decide all that the core left out, every visit keeping offer and start."""
        self._solve_full(stays, stage, proves=False)

    def _solve_full(
        self, stays: Mapping[str, Stay], stage: tuple[Tier, ...], *, proves: bool
    ) -> None:
        """Solve the whole model; where names cannot be given, again with that pool by name."""
        search = self.search
        while search.left > 0:
            board = Board(search.facts, self.found, stays, search.named)
            board.post(rules())
            self.limit(board, stage)
            total = self.objective(board, stage)
            if proves and stage == TRADED and search.bound.cost is not None:
                board.model.add(total >= search.bound.cost)
            board.model.minimize(total)
            strict = proves and stage == TRADED and self._nearly_proven()
            if strict:
                board.model.add(total <= search.best_key[2] - 1)
            else:
                hint(board, search.best)
            watcher = _Namer(self, board)
            solver = cp_model.CpSolver()
            if proves:
                solver.best_bound_callback = lambda value: self.lower(value, stage)
            share = 1.0 if proves and stage == TRADED else 0.4
            status = search.solve(
                solver,
                board,
                search.limits.workers,
                share=share,
                proves=proves,
                watcher=watcher,
            )
            if status == cp_model.INFEASIBLE and strict:
                self.lower(search.best_key[2], stage)
                return
            if status == cp_model.INFEASIBLE and proves:
                search.tell(Trouble(f"ring {self.number} has no plan, though ring 0 is one"))
            if watcher.unnamed is not None and watcher.unnamed not in search.named:
                search.named |= {watcher.unnamed}
                continue
            if proves and status in SOLVED:
                self.lower(solver.best_objective_bound, stage)
            return

    def _nearly_proven(self) -> bool:
        """Tell whether so little is open that only a better plan is worth looking for.

        The model is then asked for a plan that costs less, and having none is the proof: all
        that costs as much as the incumbent falls away before the search.
        """
        search, (t0, t1, cost) = self.search, self.search.best_key
        bound = search.bound
        lower = bound.cost or 0 if bound.given == (t0, t1) else 0
        open_cost = cost - lower
        return t0 == search.least_gaps and (
            open_cost < search.facts.rates.call or open_cost <= NEAR * cost
        )

    def stays(self) -> dict[str, Stay]:
        """Return what visits outside the ring keep: their place in the incumbent."""
        if self.whole:
            return {}
        return {
            planned.appointment: self.stay(planned.appointment, planned.placement, planned.slot)
            for planned in self.search.best.visits
            if planned.appointment not in self.free
        }

    def stay(self, ref: str, placement: Placement | None, slot: str | None) -> Stay:
        """Return what keeps a visit where it is."""
        if placement is None:
            return Stay(None, None, slot)
        offers = [
            offer
            for offer in self.found[ref].starts
            if offer.provider == placement.provider
            and (offer.mode.site, offer.mode.modality) == (placement.site, placement.modality)
        ]
        remote = [offer for offer in offers if offer.mode.remote and placement.room is None]
        return Stay(next(iter(remote or offers), None), placement.start, slot)


class Core:
    """A ring's core model: compiled when made, solved by `run`, in a thread of its own if asked."""

    def __init__(self, ring: Ring, stage: tuple[Tier, ...]) -> None:
        self.ring, self.stage = ring, stage
        self.board = Board(ring.search.facts, ring.found, ring.stays(), core=True)
        self.board.post(rules())
        ring.limit(self.board, stage)
        self.board.model.minimize(ring.objective(self.board, stage))
        self.solver = cp_model.CpSolver()
        if ring.whole:
            self.solver.best_bound_callback = lambda value: ring.lower(value, stage)
        self.watcher = _Completer(ring, self.board, stage)
        self.status = cp_model.UNKNOWN

    def run(self, workers: int) -> None:
        """Solve within a share of the time that is left."""
        search = self.ring.search
        self.status = search.solve(
            self.solver, self.board, workers, share=0.6, watcher=self.watcher
        )

    def report(self) -> None:
        """Tell the bound, where the ring is the whole problem."""
        if self.status == cp_model.INFEASIBLE:
            number = self.ring.number
            self.ring.search.tell(Trouble(f"ring {number}: the core has no plan, ring 0 is one"))
        if self.status in SOLVED and self.ring.whole:
            self.ring.lower(self.solver.best_objective_bound, self.stage)

    def complete(self) -> None:
        """Decide all that the core left out of its best solution."""
        if self.status in SOLVED:
            self.watcher.complete()


class _Completer(cp_model.CpSolverSolutionCallback):
    """Keeps the last solution of a core as stays, and has it completed."""

    def __init__(self, ring: Ring, board: Board, stage: tuple[Tier, ...]) -> None:
        super().__init__()
        self.ring, self.board, self.stage = ring, board, stage
        self.stays: dict[str, Stay] | None = None

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        stays: dict[str, Stay] = {}
        for ref, variables in self.board.visits.items():
            stay = Stay(None, None)
            for slot, literal in variables.slots.items():
                if self.boolean_value(literal):
                    stay = Stay(None, None, slot)
            for offer, held in variables.offers.items():
                if self.boolean_value(held.literal):
                    start = variables.modes[offer.mode].starts[0]
                    stay = Stay(offer, self.value(start))
            stays[ref] = stay
        self.stays = stays

    def complete(self) -> None:
        """Complete the solution kept last."""
        if self.stays is not None:
            self.ring.complete(self.stays, self.stage)


class _Namer(cp_model.CpSolverSolutionCallback):
    """Turns each solution of the whole model into a named plan, and tells the better ones."""

    def __init__(self, ring: Ring, board: Board) -> None:
        super().__init__()
        self.ring, self.board = ring, board
        self.totals: list[Linear] = [
            board.total(Tier.T0),
            board.total(Tier.T1),
            board.total(*TRADED),
        ]
        self.unnamed: str | None = None

    def on_solution_callback(self) -> None:
        """Name the solution; a pool whose names cannot be given is remembered."""
        search = self.ring.search
        gaps, harm, cost = (self.value(total) for total in self.totals)
        if (gaps, harm, cost) >= search.best_key:
            return
        try:
            draft = draft_of(self.board, self.value)
            names = name_all(search.facts, draft)
        except Unnamed as unnamed:
            self.unnamed = unnamed.pool
            return
        self.unnamed = None
        plan = plan_of(search.facts, draft, names)
        search.offer_plan(self.ring.number, plan, (gaps, harm, cost))
