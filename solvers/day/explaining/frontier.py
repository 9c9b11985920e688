"""The frontier: the most visits that can be seen with at most so many calls chosen.

The core, over all visits, bounds how many can be seen: it only leaves constraints out. Its solution
is then completed: every visit keeps the core's offer and start, or is given up.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.explaining.local import quick_solver
from solvers.day.explaining.told import FrontierFound
from solvers.day.explaining.wishes import FewCalls
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.model.board import Board
from solvers.day.model.draft import draft_of, plan_of
from solvers.day.model.naming import Unnamed, name_all
from solvers.day.placements.candidates import Candidates, candidates
from solvers.day.registry import rules
from solvers.day.solving.core import SOLVED

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.plan import Plan
    from solvers.day.explaining.asking import Calling
    from solvers.day.placements.candidates import Offer

    Chosen = dict[str, tuple[Offer, int] | str | None]

UNSEEN = 10**7
"""What a visit given up weighs when a core solution is completed: more than any harm or cost."""


def frontier(asked: Calling, tell: Callable[[object], None]) -> None:
    """Tell, for each number of calls, the best plan found and the most that can be seen."""
    until = time.monotonic() + asked.seconds
    facts = Facts(asked.case)
    for position, calls in enumerate(asked.calls):
        each = (until - time.monotonic()) / (len(asked.calls) - position)
        if each <= 0:
            return
        found = {
            ref: candidates(facts, (*rules(), FewCalls(calls)), visit)
            for ref, visit in facts.visits.items()
        }
        core = _solved_core(asked, facts, found, calls, each * 0.6)
        if core is None:
            continue
        chosen, least = core
        plan = _completed(asked, facts, found, chosen, calls, each * 0.4)
        tell(FrontierFound(calls, plan, len(facts.visits) - least))


def _solved_core(
    asked: Calling, facts: Facts, found: dict[str, Candidates], calls: int, seconds: float
) -> tuple[Chosen, int] | None:
    """Return the core's decisions, and the least number of visits that must be given up."""
    board = Board(facts, found, {}, core=True)
    board.post((*rules(), FewCalls(calls)))
    board.model.add(board.total(Tier.T0) <= asked.gaps)
    unseen = sum(1 - held.placed for held in board.visits.values())
    board.model.minimize(unseen)
    solver = quick_solver(seconds, asked.seed, probed=False)
    solver.parameters.subsolvers.append("max_lp")
    status = solver.solve(board.model)
    if status not in SOLVED:
        return None
    least = max(0, math.ceil(solver.best_objective_bound - 1e-6))
    chosen: Chosen = {}
    for ref, variables in board.visits.items():
        chosen[ref] = next((s for s, lit in variables.slots.items() if solver.value(lit)), None)
        for offer, held in variables.offers.items():
            if solver.value(held.literal):
                start = solver.value(variables.modes[offer.mode].starts[0])
                chosen[ref] = (offer, start)
    return chosen, least


def _completed(
    asked: Calling,
    facts: Facts,
    found: dict[str, Candidates],
    chosen: Chosen,
    calls: int,
    seconds: float,
) -> Plan | None:
    """Return a legal plan in which visits keep what the core chose, or are given up."""
    until = time.monotonic() + seconds
    kept = {ref: _only(found[ref], choice) for ref, choice in chosen.items()}
    named: frozenset[str] = frozenset()
    while time.monotonic() < until:
        board = Board(facts, kept, {}, named)
        board.post((*rules(), FewCalls(calls)))
        board.model.add(board.total(Tier.T0) <= asked.gaps)
        unseen = sum(1 - held.placed for held in board.visits.values())
        cost = HARM_WEIGHT * board.total(Tier.T1) + board.total(*TRADED)
        board.model.minimize(UNSEEN * unseen + cost)
        solver = quick_solver(until - time.monotonic(), asked.seed, probed=False)
        status = solver.solve(board.model)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        draft = draft_of(board, solver.value)
        try:
            return plan_of(facts, draft, name_all(facts, draft))
        except Unnamed as unnamed:
            if unnamed.pool in named:
                return None
            named |= {unnamed.pool}
    return None


def _only(found: Candidates, choice: tuple[Offer, int] | str | None) -> Candidates:
    """Return the chosen offer and start, and every slot, as all that the visit may do."""
    only = Candidates(found.visit, found.templates, slots=list(found.slots))
    if isinstance(choice, tuple):
        offer, start = choice
        first, *later = found.starts[offer]
        only.starts[offer] = [first[first == start], *later]
    return only
