"""The search: rings around the disruption, each solved in its core and then completed.

T0 is made least first, on the staff alone (giving up visits cures everything else). Ring 1 frees
the visits that were hit; later rings free the care team, the site and the whole office. Each ring
is solved in its *core*: providers, starts and costs, without rooms, support staff and duties. The
core only leaves constraints out, so its bound holds for the whole problem; in the last ring, where
every visit is free, it is the certificate's. Its solution is *completed* by a model in which every
visit keeps offer and start, and all that the core left out is decided. Where completion costs more
than the core's bound, the whole model takes over, hinted with the best plan.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.board import Board
from solvers.day.candidates import Candidates, candidates
from solvers.day.check import check
from solvers.day.facts import Facts
from solvers.day.first_fit import first_fit
from solvers.day.limits import Bound, Found, Key, Limits, Stage, Trouble
from solvers.day.registry import rules
from solvers.day.ring import SOLVED, TRADED, Core, Ring
from solvers.day.rings import rings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.case import Case
    from models.plan import Plan
    from solvers.day.limits import Message


@dataclass(slots=True)
class Search:
    """One search over one case, telling what it finds through `tell`.

    `start` is the plan of ring 0 and `key` what the check says of it.
    """

    case: Case
    limits: Limits
    tell: Callable[[Message], None]
    start: Plan
    key: Key
    facts: Facts = field(init=False)
    best: Plan = field(init=False)
    best_key: Key = field(init=False)
    least_gaps: int = field(init=False)
    named: frozenset[str] = frozenset()
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)
    bound: Bound = field(default_factory=Bound)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.facts = Facts(self.case)
        self.best, self.best_key = self.start, self.key
        self.least_gaps = self.key[0]

    @property
    def left(self) -> float:
        """What is left of the time: of wall time, or of deterministic time."""
        passed = self.spent if self.limits.deterministic else time.monotonic() - self.began
        return self.limits.seconds - passed

    def run(self) -> None:
        """Search until the whole problem is solved, or time is up."""
        if self.left <= 0:
            return
        self._find_least_gaps()
        if self.certified():
            return
        found = {
            ref: candidates(self.facts, rules(), visit) for ref, visit in self.facts.visits.items()
        }
        self._first_fit(found)
        layers = rings(self.facts, self.start)
        grown = [
            Ring(self, found, number, free, whole=number == len(layers))
            for number, free in enumerate(layers, start=1)
        ]
        if len(grown) > 1 and self._can_run_ahead():
            self._run_ahead(grown)
            return
        for ring in grown:
            for stage in ((Tier.T1,), TRADED):
                if self.left <= 0 or self.certified():
                    return
                if stage == TRADED or (ring.whole and not self.harm_is_least):
                    self.tell(Stage("cost" if stage == TRADED else "harm", ring.number))
                    ring.solve(stage, self.limits.workers)

    @property
    def harm_is_least(self) -> bool:
        """Whether T0 of the incumbent is least, and T1 nil: only cost is left to be looked at."""
        return self.best_key[:2] == (self.least_gaps, 0)

    def _can_run_ahead(self) -> bool:
        """Tell whether the last ring's core may be solved beside the rings before it.

        A second worker brings the core's proof nothing (measured), so it has one of its own and
        the smaller rings, which bring plans, have the rest. T1 must be least already, or the
        core would be solved for a T1 that the next plan changes.
        """
        limits = self.limits
        return limits.workers > 1 and not limits.deterministic and self.harm_is_least

    def _run_ahead(self, grown: list[Ring]) -> None:
        *smaller, last = grown
        self.tell(Stage("cost", last.number))
        core = Core(last, TRADED)
        thread = threading.Thread(target=core.run, args=(1,), name="huddle-core")
        thread.start()
        try:
            for ring in smaller:
                if self.left > 0 and not self.certified():
                    self.tell(Stage("cost", ring.number))
                    ring.solve(TRADED, self.limits.workers - 1)
        finally:
            if self.certified():
                core.solver.stop_search()
            thread.join()
        if self.left > 0 and not self.certified():
            last.finish(core)

    def _first_fit(self, found: Mapping[str, Candidates]) -> None:
        self.tell(Stage("first-fit", 1))
        plan = first_fit(self.facts, found, self.best)
        self.offer_plan(1, plan)

    def offer_plan(self, ring: int, plan: Plan, modelled: Key | None = None) -> None:
        """Take a plan as the incumbent, and tell it, when the check finds it better.

        A solution on the way to the optimum may carry slack in its cost variables, so the check
        may find it cheaper than the model did, but never dearer, and never in breach.
        """
        verdict = check(self.case, plan)
        key = verdict.key
        if verdict.breaches or (modelled is not None and key > modelled):
            broken = sorted({finding.rule for finding in verdict.breaches})
            self.tell(Trouble(f"ring {ring}: model {modelled}, check {key}, broken {broken}"))
            if verdict.breaches:
                return
        with self.lock:
            if key < self.best_key:
                self.best, self.best_key = plan, key
                self.tell(Found(ring, plan, key))

    def certified(self) -> bool:
        """Tell whether the incumbent is proven best, to the tolerance asked for."""
        bound, (t0, t1, cost) = self.bound, self.best_key
        if bound.t0 != t0:
            return False
        if t1 == 0 and cost == 0:
            return True
        if bound.cost is None or bound.given != (t0, t1) or (t1 and bound.t1 != t1):
            return False
        return cost - bound.cost <= self.limits.tolerance * cost

    def _find_least_gaps(self) -> None:
        """Make T0 least on breaks and duties alone; visits can always be given up.

        Without visits there are no intervals, so this proof needs no probing.
        """
        self.tell(Stage("gaps", 0))
        if self.least_gaps > 0:
            board = Board(self.facts, {}, {})
            board.post(rules())
            board.model.minimize(board.total(Tier.T0))
            solver = cp_model.CpSolver()
            status = self.solve(solver, board, self.limits.workers, share=0.4)
            if status not in SOLVED:
                return
            self.least_gaps = min(self.least_gaps, round(solver.objective_value))
            if status != cp_model.OPTIMAL:
                return
        self.improve_bound(Bound(t0=self.least_gaps))

    def improve_bound(self, bound: Bound) -> None:
        """Tell a bound that says more than the last one."""
        with self.lock:
            if bound != self.bound:
                self.bound = bound
                self.tell(bound)

    def solve(
        self,
        solver: cp_model.CpSolver,
        board: Board,
        workers: int,
        *,
        share: float = 1.0,
        proves: bool = False,
        watcher: cp_model.CpSolverSolutionCallback | None = None,
    ) -> cp_model.CpSolverStatus:
        """Run CP-SAT on the board within a share of the time that is left.

        Probing and symmetry detection took longer than the search on the days measured, and
        two workers get a thin portfolio: the one that leans on the LP is chosen on purpose.
        A proof over intervals is probed all the same: CP-SAT 9.15 has called models infeasible
        in which an optional interval that meets a fixed one was not probed.
        """
        parameters = solver.parameters
        parameters.symmetry_level = 0
        if board.core or not proves:
            parameters.cp_model_probing_level = 0
        if not board.core and not proves:
            parameters.max_presolve_iterations = 1
        if board.core and workers == 1:
            parameters.subsolvers.append("max_lp")
        parameters.extra_subsolvers.append("max_lp")
        parameters.ignore_subsolvers.extend(["default_lp", "fixed"])
        parameters.random_seed = self.limits.seed
        parameters.num_workers = workers
        parameters.relative_gap_limit = self.limits.tolerance
        if self.limits.deterministic:
            parameters.interleave_search = workers > 1
            parameters.max_deterministic_time = max(0.0, self.left * share)
        else:
            parameters.max_time_in_seconds = max(0.01, self.left * share)
        status = solver.solve(board.model, watcher)
        self.spent += solver.response_proto.deterministic_time
        return status
