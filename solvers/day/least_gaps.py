"""The least T0, and a plan that has it: cover and breaks first, then the visits that go with them.

Gaps are compared before anything else and visits can always be given up, so the least T0 lies with
the staff alone. What is found for the staff is not thrown away: published visits are kept where
they still find room, and whatever is left undecided may be placed from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.by_hand.ring_zero import staffed_so
from solvers.day.limits import TRADED, Bound, Stage
from solvers.day.model.board import Board
from solvers.day.model.draft import draft_of, plan_of
from solvers.day.registry import rules
from solvers.day.solving.core import SOLVED

if TYPE_CHECKING:
    from solvers.day.known.facts import Facts
    from solvers.day.search import Search

SHARE = 0.4
"""Of the time that is left, what it may take to find the least T0."""

NEAREST_SHARE = 0.2
"""Of the time that is left, what it may take to change the least of breaks and duties for it."""


def find_least_gaps(search: Search) -> None:
    """Make T0 least on breaks and duties alone, and take the plan that comes of it.

    Without visits there are no intervals, so this proof needs no probing.
    """
    search.tell(Stage("gaps", 0))
    if search.facts.rosters:
        _lower(search, search.facts.base)
    if search.least_gaps == 0 or _lower(search, search.facts):
        search.improve_bound(Bound(t0=search.least_gaps))


def _lower(search: Search, facts: Facts) -> bool:
    """Make T0 less, and tell whether it is the least of the ways to staff in the facts."""
    if search.least_gaps == 0:
        return True
    board = Board(facts, {}, {})
    board.post(rules())
    gaps = board.total(Tier.T0)
    board.model.minimize(gaps)
    solver = cp_model.CpSolver()
    status = search.solve(solver, board, search.limits.workers, share=SHARE)
    if status not in SOLVED:
        return False
    least = round(solver.objective_value)
    if least < search.least_gaps:
        search.least_gaps = least
        _take(search, board, solver)
    return status == cp_model.OPTIMAL


def _take(search: Search, board: Board, solver: cp_model.CpSolver) -> None:
    """Take the plan with as little T0 whose breaks and duties are nearest to the published.

    Of those that are as near it is one with the fewest minutes on duty: a change costs the same
    however long it is, and whoever is on duty without need is missed where patients come.
    """
    board.model.add(board.total(Tier.T0) <= search.least_gaps)
    stretches = board.staff.stretches
    most = sum(stretch.end - stretch.start for stretch in stretches)
    on_duty = sum((stretch.end - stretch.start) * stretch.literal for stretch in stretches)
    board.model.minimize((most + 1) * board.total(*TRADED) + on_duty)
    nearest = cp_model.CpSolver()
    status = search.solve(nearest, board, search.limits.workers, share=NEAREST_SHARE)
    draft = draft_of(board, nearest.value if status in SOLVED else solver.value)
    search.offer_plan(0, staffed_so(board.facts, plan_of(board.facts, draft, {})))
