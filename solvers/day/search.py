"""The search: gaps first, then harm, then the cost of the whole office.

T0 is made least on the staff alone (giving up visits cures everything else). The visits that were
hit are then placed one by one, so that there is an answer at once. A relaxation over all candidates
gives a bound, prices (what every candidate would add to it at the least) and, by *dives* into its
solution, plans. The *core* (providers, starts and costs, without rooms, support staff and duties)
is solved over the cheapest candidates, then over more, up to all that a plan better than the
incumbent could use; what is left out is counted at its price, so the bound holds for the whole
problem. Its solution is *completed* by a model in which every visit keeps offer and start, and all
that the core left out is decided. Where completion costs more than the core's bound, core and
incumbent are *crossed*: each visit is where one of them has it. The whole model takes over last.
"""

from __future__ import annotations

import math
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from solvers.day.bounds.priced import Priced
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.lists import offer_lists
from solvers.day.check.verdict import check
from solvers.day.improving.early_plans import EarlyPlans
from solvers.day.known.facts import Facts
from solvers.day.least_cost import find_least_cost
from solvers.day.least_gaps import find_least_gaps
from solvers.day.limits import (
    FIRST_FIT,
    HARM_WEIGHT,
    ROUNDING,
    WHOLE,
    Bound,
    Found,
    Key,
    Limits,
    Stage,
    Trouble,
    rounded,
)
from solvers.day.placements.candidates_beside import CandidatesBeside
from solvers.day.solving.core import SOLVED, Aim, Core
from solvers.day.solving.portfolio import choose
from solvers.day.solving.whole import complete, prove_at_once, stay_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ortools.sat.python import cp_model

    from models.case import Case
    from models.finding import Tier
    from models.plan import Plan
    from solvers.day.bounds.arrival_prices import ArrivalPrices
    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.limits import Message
    from solvers.day.model.board import Board, Stay
    from solvers.day.placements.candidates import Candidates
    from solvers.day.solving.watcher import Watcher


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
    staffed: bool = False
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)
    bound: Bound = field(default_factory=Bound)
    heard: tuple[Plan, Key] | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    early: EarlyPlans = field(init=False)

    def __post_init__(self) -> None:
        self.facts = Facts(self.case)
        self.tell = self._one_at_a_time(self.tell)
        self.best, self.best_key = self.start, self.key
        self.least_gaps = self.key[0]
        self.staffed = bool(self.facts.scarce)
        self.early = EarlyPlans(self)

    def _one_at_a_time(self, tell: Callable[[Message], None]) -> Callable[[Message], None]:
        """Return a `tell` for several threads: engines work side by side."""

        def told(message: Message) -> None:
            with self.lock:
                tell(message)

        return told

    @property
    def left(self) -> float:
        """What is left of the time: of wall time, or of deterministic time."""
        passed = self.spent if self.limits.deterministic else time.monotonic() - self.began
        return self.limits.seconds - passed

    def run(self) -> None:
        """Search until the whole problem is solved, or time is up."""
        if self.left <= 0:
            return
        find_least_gaps(self)
        if self.certified():
            return
        try:
            found = self._candidates()
            if found is not None:
                self._improve(found)
        finally:
            self.early.end()

    def _candidates(self) -> Mapping[str, Candidates] | None:
        """Place what was hit, and return all candidates; None where no more is asked for."""
        beside, hit = CandidatesBeside(self.facts), frozenset(self._undecided)
        try:
            if self.limits.workers > 1 and not self.limits.first:
                beside.begin(self._undecided)
            if not self.limits.fitted or self.best is not self.start:
                self.tell(Stage("first-fit", FIRST_FIT))
                found = beside.of(self._undecided)
                self.offer_plan(FIRST_FIT, first_fit(self.facts, found, self.best))
            if self.limits.first or self.left <= 0:
                return None
            if self.early.is_due:
                self.early.begin(beside.of(hit))
            return beside.of(self.facts.visits)
        finally:
            beside.end()

    def _improve(self, found: Mapping[str, Candidates]) -> None:
        """Look for plans that cost less than first fit, and prove what they cost at the least."""
        kept = all(visit.placement is not None for visit in self.best.visits)
        staff = (kept and not self.facts.hit) or self.best_key[0] > self.least_gaps
        if staff and not self.certified():
            # No visit has to be moved, or cover has gaps: what there is to gain lies with staff.
            aim, stays = Aim(self, math.inf), self._stays(found)
            complete(self, found, stays, aim, facts=self.facts.base)
            if self.facts.rosters and not self.certified():
                complete(self, found, stays, aim)
        if not self.certified():
            # Of a day without providers' work the core knows nothing, of its finish least of all.
            if self.facts.rates.finish_minute and self.harm_is_least and unbound(found):
                self.early.end()
                self.tell(Stage("lists", FIRST_FIT))
                offer_lists(self, found)
                self.tell(Stage("whole", WHOLE))
                prove_at_once(self, found)
                return
            find_least_cost(self, found)

    @property
    def harm_is_least(self) -> bool:
        """Whether T0 of the incumbent is least, and T1 nil or proven least."""
        t0, t1, _ = self.best_key
        return t0 == self.least_gaps and t1 in {0, self.bound.t1}

    def priced(
        self,
        found: Mapping[str, Candidates],
        weights: Mapping[Tier, int],
        built: Callable[[Columns, list[Cut], ArrivalPrices], None] | None = None,
        draft: Callable[[Priced], None] | None = None,
    ) -> Priced:
        """Return the candidates' columns priced, within half of the time that is left."""
        return Priced(
            self.facts,
            found,
            weights,
            may_miss_breaks=self.least_gaps > 0,
            seconds=math.inf if self.limits.deterministic else self.left / 2,
            built=built,
            draft=draft,
        )

    def open_cost(self, priced: Priced) -> float:
        """Return the reduced cost above which no candidate is part of a better plan."""
        if not self.harm_is_least:
            return math.inf
        _, t1, cost = self.best_key
        return HARM_WEIGHT * t1 + cost - 1 - priced.bound + ROUNDING

    def fell_short(self, core: Core) -> bool:
        """Tell whether a core's solution has come to a plan that costs a call more, or to none."""
        key = (self.least_gaps, self.best_key[1], core.cost + self.facts.rates.call)
        return self.left > 0 and core.cost < math.inf and self.best_key > key

    def ceiling(self, least: float) -> float:
        """Return what plans cost that a model leaves out: `least`, with their T1 weighed in."""
        harm = HARM_WEIGHT * self.best_key[1] if self.harm_is_least else 0
        return rounded(least - harm)

    @contextmanager
    def within(self, share: float) -> Iterator[None]:
        """Have only a share of the time that is left."""
        whole = self.limits
        self.limits = replace(whole, seconds=whole.seconds - self.left * (1 - share))
        try:
            yield
        finally:
            self.limits = whole

    def lower_harm(self, value: float) -> None:
        """Take a bound on T1 over the whole problem."""
        least = max(0, math.ceil(value - ROUNDING))
        if (self.bound.t1 or -1) < least:
            self.improve_bound(replace(self.bound, t1=least))

    def lower(self, value: float, *, weighted: bool) -> None:
        """Take a bound on the whole problem; `weighted` when T1 weighs in it."""
        t1 = self.best_key[1]
        harm = HARM_WEIGHT * t1 if weighted else 0
        least = max(0, math.ceil(value - harm - ROUNDING))
        given = (self.least_gaps, t1)
        if self.bound.given != given or (self.bound.cost or 0) < least:
            self.improve_bound(replace(self.bound, cost=least, given=given, ring=WHOLE))

    def _stays(self, found: Mapping[str, Candidates]) -> dict[str, Stay]:
        """Return what keeps every visit where the incumbent has it."""
        return {
            visit.appointment: stay_of(found[visit.appointment], visit)
            for visit in self.best.visits
        }

    @property
    def _undecided(self) -> list[str]:
        return [v.appointment for v in self.best.visits if v.placement is None]

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

    def hear(self, plan: Plan, key: Key) -> None:
        """Tell of a plan, checked, that has been found beside; the incumbent stays for now.

        It is for whoever asked. What is being solved was set up around the incumbent.
        """
        with self.lock:
            known = self.best_key if self.heard is None else min(self.best_key, self.heard[1])
            if key < known:
                self.heard = plan, key
                self.tell(Found(WHOLE, plan, key))

    def take_heard(self) -> None:
        """Take what was found beside as the incumbent, where it is better."""
        with self.lock:
            if self.heard is not None and self.heard[1] < self.best_key:
                self.best, self.best_key = self.heard
            self.heard = None

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
        tolerance: float | None = None,
        proves: bool = False,
        watcher: Watcher | None = None,
        schedule: bool = False,
    ) -> cp_model.CpSolverStatus:
        """Run CP-SAT on the board within a share of the time that is left.

        Several workers tell their solutions in the order in which their threads come to it, which
        is another one each time: a deterministic search then looks at the last solution alone, and
        at the last bound.
        """
        parameters = solver.parameters
        choose(solver, workers, core=board.core, proves=proves, schedule=schedule)
        parameters.random_seed = self.limits.seed
        parameters.relative_gap_limit = self.limits.tolerance if tolerance is None else tolerance
        if self.limits.deterministic:
            parameters.interleave_search = workers > 1
            parameters.max_deterministic_time = max(0.0, self.left * share)
        else:
            parameters.max_time_in_seconds = max(0.01, self.left * share)
        last_alone = self.limits.deterministic and workers > 1
        if last_alone:
            solver.best_bound_callback = None
        status = solver.solve(board.model, None if last_alone else watcher)
        if last_alone and watcher is not None and status in SOLVED:
            watcher.keep(solver)
        self.spent += solver.response_proto.deterministic_time
        return status


def unbound(found: Mapping[str, Candidates]) -> bool:
    """Tell whether providers have a part in no visit: the core, all providers, is empty then."""
    return bool(found) and not any(
        template.provided is not None
        for candidate in found.values()
        for template in candidate.templates.values()
    )
