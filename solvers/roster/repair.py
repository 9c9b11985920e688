"""The search for repairs: people short first, then one aim after the other, each with its bound.

One board serves all ways to lean. Where nothing is said against it the search begins from the
published roster as absences have left it, so that there is an answer at once.
"""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.roster.around import COUNTS, Amount
from solvers.roster.board import Board
from solvers.roster.check import check
from solvers.roster.counts import Counts, solve
from solvers.roster.facts import Facts
from solvers.roster.improved import start_from
from solvers.roster.registry import rules
from solvers.roster.repair_job import ORDERS, Aim, Impossible, Step
from solvers.roster.search import TRADED, pinned, plan_of
from solvers.roster.told import SOLVED, bound_of, count

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.roster import RosterPlan
    from models.roster_answer import Lean
    from solvers.roster.repair_job import RepairJob

    Tell = Callable[[Step | Impossible], None]

FIRST_SHARE = 0.6
"""The part of the time that the first way to lean has, where there are others."""

STAGE_SHARE = 0.5
"""The part of a lean's time that an aim has, where others follow it."""

LEAST_PINNED = 0.1
"""The time that a roster has at the least in which all cells are known."""


class Repair:
    """One repair on one board."""

    def __init__(self, job: RepairJob, tell: Tell) -> None:
        self.clock = job.limits.clock()
        self.began = self.clock.now()
        self.until = self.began + job.limits.seconds
        self.job, self.tell = job, tell
        self.board = Board(Facts(job.case), rules())
        self.aims = _aims(self.board)
        self.counts: Counts | None = None

    def run(self) -> None:
        """Search for each way to lean, and tell every step."""
        model = self.board.model
        hint = self._pinned(self.job.start)
        plan = None if hint is None else self.job.start
        if plan is not None:
            self.tell_step(self.job.leans[0], plan, {}, done=False)
        if hint is not None:
            hint, plan = self._counted(hint)
        leans = self.job.leans
        for index, lean in enumerate(leans):
            left = self.until - self.clock.now()
            if index and left <= 0:
                return
            others = len(leans) - index - 1
            share = FIRST_SHARE if others and not index else 1 / (others + 1)
            branch = _Branch(self, model.clone(), hint, plan)
            if not branch.lean(lean, self.clock.now() + left * share):
                return
            if not index:
                hint, plan = branch.hint, branch.plan

    def _counted(self, hint: list[int]) -> tuple[list[int] | None, RosterPlan]:
        """Return the best roster for the counts that come first, most often proven for all."""
        job, board = self.job, self.board
        counts = self.counts = Counts(board, self.aims, hint, job.limits, self.clock)
        aims = tuple(takewhile(COUNTS.__contains__, ORDERS[job.leans[0]]))
        plan = job.start
        for _ in counts.run(aims, self._broken(), self.until):
            plan = plan_of(board, counts.values.tolist())
            self.tell_step(job.leans[0], plan, counts.bounds, done=False)
        # The other aims are loose in this answer, and would be given away as they stand.
        return self._pinned(plan), plan

    def _broken(self) -> set[int]:
        """Return the days on which somebody is missing, or a cell was changed to begin with."""
        facts = self.board.facts
        gaps = check(self.job.case, self.job.start).gaps
        broken = {facts.number(date.fromisoformat(gap.about[-1])) for gap in gaps}
        for person, row in facts.case.roster.published.items():
            now = self.job.start.rows.get(person, row)
            changed = {day for day, cell in enumerate(row) if set(cell) != set(now[day])}
            broken |= {day for day in changed if not facts.settled(person, day)}
        return broken

    def tell_step(
        self, lean: Lean, plan: RosterPlan, bounds: dict[Aim, int], *, done: bool
    ) -> None:
        """Tell what is known of a way to lean by now."""
        self.tell(Step(lean, plan, dict(bounds), done=done, spent=self.clock.now() - self.began))

    def _pinned(self, plan: RosterPlan) -> list[int] | None:
        """Return the values of all variables for a roster; None where the model does not allow it.

        A hint for the cells alone is mostly lost in presolve.
        """
        model = pinned(self.board, plan)
        if model is None:
            return None
        model.minimize(sum(_terms(self.aims)))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        self.clock.limit(solver, max(self.until, self.clock.now() + LEAST_PINNED))
        status = solver.solve(model)
        self.clock.solved(solver)
        return list(solver.response_proto.solution) if status in SOLVED else None


class _Branch:
    """One way to lean: a copy of the model, to which one aim after the other is added."""

    def __init__(
        self,
        repair: Repair,
        model: cp_model.CpModel,
        hint: list[int] | None,
        plan: RosterPlan | None,
    ) -> None:
        self.repair, self.model = repair, model
        self.hint, self.plan = hint, plan
        self.bounds: dict[Aim, int] = {}
        self.proven = True

    def lean(self, lean: Lean, until: float) -> bool:
        """Search for the aims in their order; tell whether there can be a roster at all."""
        aims = ORDERS[lean]
        known = self._take_over(aims)
        for position, aim in enumerate(aims):
            if position < known:
                continue
            last = position == len(aims) - 1
            now = self.repair.clock.now()
            ends = now + (until - now) * (1 if last else STAGE_SHARE)
            status = self._minimise(self.repair.aims[aim], aim, ends)
            if status == cp_model.INFEASIBLE:
                self.repair.tell(Impossible())
                return False
            if self.plan is None:
                return False
            done = last and self.proven
            self.repair.tell_step(lean, self.plan, self.bounds, done=done)
        return True

    def _take_over(self, aims: tuple[Aim, ...]) -> int:
        """Hold what was proven of the counts; return how many of the aims that settles."""
        repair, counts = self.repair, self.repair.counts
        if counts is None:
            return 0
        settled = [a for a, b in zip(aims, counts.proven, strict=False) if a is b]
        for aim in settled:
            self.bounds[aim] = counts.bounds[aim]
            amount = repair.aims[aim]
            if not isinstance(amount, int):
                self.model.add(amount <= counts.bounds[aim])
        goes_on = aims[: len(settled) + 1] == ORDERS[repair.job.leans[0]][: len(settled) + 1]
        if goes_on and aims[len(settled)] in counts.bounds:
            self.bounds[aims[len(settled)]] = counts.bounds[aims[len(settled)]]
        for held in counts.held(settled):
            held.put_on(self.model)
        return len(settled)

    def _minimise(self, amount: cp_model.LinearExprT, aim: Aim, ends: float) -> int:
        """Make one aim as small as can be, and hold it there for those that follow."""
        if isinstance(amount, int) and self.plan is not None:
            self.bounds[aim] = amount
            return int(cp_model.OPTIMAL)
        model = self.model
        known = None if self.hint is None else Amount.read(amount).at(np.array(self.hint))
        if known == 0:
            # Nothing is less than nothing: there is no need to search.
            self.bounds[aim] = 0
            model.add(amount <= 0)
            return int(cp_model.OPTIMAL)
        model.minimize(amount)
        start_from(model, self.hint or [])
        solver = cp_model.CpSolver()
        repair = self.repair
        status = solve(solver, model, aim, repair.job.limits, repair.clock, ends)
        if status == cp_model.INFEASIBLE:
            return status
        self.bounds[aim] = max(count(bound_of(solver, status)), self.bounds.get(aim, 0))
        if status in SOLVED and (known is None or round(solver.objective_value) <= known):
            # A hint may be lost, and what is found then be worse than what was known.
            self.hint = list(solver.response_proto.solution)
            self.plan = plan_of(self.repair.board, self.hint)
            known = round(solver.objective_value)
        self.proven = self.proven and known is not None and known <= self.bounds[aim]
        if known is not None and not isinstance(amount, int):
            model.add(amount <= known)
        return status


def _aims(board: Board) -> dict[Aim, cp_model.LinearExprT]:
    """Return what each aim counts; variables that are needed for it are made here."""
    facts, roster = board.facts, board.facts.case.roster
    volunteers = set(roster.volunteers)
    changed, unasked, most = [], [], []
    for person in facts.people:
        cells = [(day, board.changed(person, day)) for day in range(facts.days)]
        terms = [(day, term) for day, term in cells if not (isinstance(term, int) and term == 0)]
        changed += [term for _, term in terms]
        if person not in volunteers:
            unasked += [term for day, term in terms if not _on_call(facts, person, day)]
        if terms:
            most.append(sum(term for _, term in terms))
    top = board.model.new_int_var(0, max(1, facts.days), "")
    for row in most:
        board.model.add(row <= top)
    return {
        Aim.SHORT: board.total(Tier.T0),
        Aim.OPTIMUM: board.total(Tier.T2),
        Aim.CHANGES: sum(changed),
        Aim.UNASKED: sum(unasked),
        Aim.FAIRNESS: _of_rule(board, "fairness"),
        Aim.MOST: top if most else 0,
        Aim.COST: board.total(*TRADED),
    }


def _on_call(facts: Facts, person: str, day: int) -> bool:
    row = facts.case.roster.published.get(person, ())
    return day < len(row) and any(facts.types[t].on_call for t in row[day])


def _of_rule(board: Board, rule: str) -> cp_model.LinearExprT:
    chosen = [cost for cost in board.costs if cost.rule == rule]
    if not chosen:
        return 0
    return cp_model.LinearExpr.weighted_sum([c.amount for c in chosen], [c.rate for c in chosen])


def _terms(aims: dict[Aim, cp_model.LinearExprT]) -> list[cp_model.LinearExprT]:
    """Return one amount for each aim that has any, so that none is left loose."""
    return [amount for amount in aims.values() if not isinstance(amount, int)]
