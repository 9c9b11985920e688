"""The search for a roster: first as few people short as can be, then as cheap as can be."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from models.roster import RosterPlan
from solvers.roster.board import Board
from solvers.roster.check import check
from solvers.roster.facts import Facts
from solvers.roster.improved import improved, start_from
from solvers.roster.opening import few_short
from solvers.roster.outcome import Disagreement, Outcome, Progress, Status
from solvers.roster.registry import rules
from solvers.roster.rows import Rows
from solvers.roster.told import count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.roster_case import RosterCase
    from solvers.roster.improved import Found
    from solvers.roster.outcome import RosterLimits

    Told = Callable[[Progress], None]

TRADED = (Tier.T1, Tier.T2, Tier.T3, Tier.T4, Tier.T5, Tier.T6)
"""The tiers that rosters are compared by once as few people as can be are missing."""

FOR_BEGINNING = 0.25
"""The part of the time within which a roster is looked for that is good in both."""

FOR_GAPS = 0.5
"""The part of the time within which the fewest people short are looked for."""


class _Search:
    """One board, solved for one tier after the other."""

    def __init__(self, case: RosterCase, limits: RosterLimits, told: Told | None) -> None:
        self.clock = limits.clock()
        self.began = self.clock.now()
        self.told = told
        self.case, self.limits = case, limits
        self.board = Board(Facts(case), rules())
        self.rows = Rows(self.board)
        self.plan: RosterPlan | None = None
        self.values: list[int] | None = None

    def spent(self) -> float:
        """Return the time since the start."""
        return self.clock.now() - self.began

    def minimise(
        self, amount: cp_model.LinearExprT, seconds: float, gap_bound: int | None = None
    ) -> Found:
        """Return how far CP-SAT and the rounds came with an objective; keep the roster.

        Without a `gap_bound` the objective is the number of people short.
        """
        model = self.board.model
        model.minimize(amount)
        tell = None if self.told is None else partial(self._tell, self.told, gap_bound)
        found = improved(self.board, self.limits, seconds, tell, self.values, self.clock, self.rows)
        if found.values is not None:
            self.plan, self.values = plan_of(self.board, found.values), found.values
            start_from(self.board.model, found.values)
        return found

    def _tell(
        self, told: Told, gap_bound: int | None, values: list[int] | None, least: float
    ) -> None:
        bound = max(0, round(least)) if math.isfinite(least) else 0
        plan = None if values is None else partial(plan_of, self.board, values)
        told(Progress(plan, bound, 0) if gap_bound is None else Progress(plan, gap_bound, bound))

    def outcome(self, status: Status, gap_bound: int, bound: float) -> Outcome:
        """Return the outcome, its roster judged by the check."""
        verdict = None if self.plan is None else check(self.case, self.plan)
        return Outcome(status, self.plan, verdict, gap_bound, count(bound), self.spent())


def search(case: RosterCase, limits: RosterLimits, told: Told | None = None) -> Outcome:
    """Return the best roster found, judged, with a bound for all; `told` hears how it goes on.

    Raises:
        Disagreement: the check does not say of it what the model says.
    """
    run = _Search(case, limits, told)
    board = run.board
    short = board.total(Tier.T0)
    cost = board.total(*TRADED)
    fewest, gap_bound = 0, 0
    if not isinstance(short, int):
        run.values = few_short(
            board,
            run.rows,
            short,
            cost,
            seed=limits.seed,
            ends=run.began + FOR_BEGINNING * limits.seconds,
            latest=run.began + limits.seconds,
            clock=run.clock,
        )
        first = run.minimise(short, limits.seconds * FOR_GAPS - run.spent())
        if run.plan is None and not first.infeasible:
            # Without any roster there is nothing to make cheap: the rest is for finding one, too.
            first = run.minimise(short, limits.seconds - run.spent())
        if run.plan is None:
            return run.outcome(_without(first), 0, 0)
        fewest, gap_bound = round(first.cost), count(first.bound)
        board.model.add(short <= fewest)
    found = run.minimise(cost, limits.seconds - run.spent(), gap_bound)
    if run.plan is None or found.values is None:
        return run.outcome(_without(found), gap_bound, 0)
    proven = found.proven and fewest == gap_bound
    outcome = run.outcome(Status.PROVEN if proven else Status.FOUND, gap_bound, found.bound)
    _agree(run, outcome, found.cost)
    return outcome


def _without(found: Found) -> Status:
    return Status.INFEASIBLE if found.infeasible else Status.OUT_OF_TIME


def _agree(run: _Search, outcome: Outcome, found: float) -> None:
    """Compare model and check: breaches, and costs where the search has left no slack in them."""
    verdict, plan = outcome.verdict, outcome.plan
    if verdict is None or plan is None:
        return
    if verdict.breaches:
        raise Disagreement(f"the check finds a breach: {verdict.breaches[0].rule}")
    costs = sum(verdict.tier_cost(tier) for tier in TRADED)
    if math.isfinite(found) and round(found) == costs:
        return
    priced = tiers_of(run.board, plan)
    if priced is None or sum(priced[tier] for tier in TRADED) != costs:
        raise Disagreement(f"the check finds a cost of {costs}, the model another")


def plan_of(board: Board, values: Sequence[int]) -> RosterPlan:
    """Return the roster that the values of all variables say."""
    facts = board.facts
    return RosterPlan(
        rows={
            person: tuple(_cell(board, person, day, values) for day in range(facts.days))
            for person in facts.people
        }
    )


def _cell(board: Board, person: str, day: int, values: Sequence[int]) -> tuple[str, ...]:
    literals = board.cells[person, day]
    return tuple(
        t for t in board.works(person, day) if t not in literals or values[literals[t].index]
    )


def pinned(board: Board, plan: RosterPlan) -> cp_model.CpModel | None:
    """Return the model with each cell as in a roster; None where some cell cannot be so."""
    model = board.model.clone()
    for (person, day), literals in board.cells.items():
        row = plan.rows.get(person, ())
        cell = set(row[day]) if day < len(row) else set()
        if cell - set(literals) != board.facts.held.get((person, day), frozenset()):
            return None
        for t, literal in literals.items():
            domain = model.proto.variables[literal.index].domain
            domain[0] = domain[1] = int(t in cell)
    return model


def tiers_of(board: Board, plan: RosterPlan) -> dict[Tier, int] | None:
    """Return what the model charges for a roster, by tier; None where it does not allow it."""
    model = pinned(board, plan)
    if model is None:
        return None
    costs = board.costs
    model.minimize(sum(cost.rate * cost.amount for cost in costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return {
        tier: round(sum(c.rate * solver.value(c.amount) for c in costs if c.tier is tier))
        for tier in Tier
    }
