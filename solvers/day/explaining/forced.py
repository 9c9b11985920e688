"""A visit forced somewhere: the best plan of its neighbourhood, a bound, or what is in its way."""

from __future__ import annotations

import math
import time
from itertools import islice
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.explaining.conflict import Conflicts
from solvers.day.explaining.local import (
    Part,
    added_to,
    around,
    at_once,
    people_of,
    quick_solver,
    solve_part,
)
from solvers.day.explaining.must_stay import Stays, must_stay
from solvers.day.explaining.told import Core, ForcedBound, ForcedPlan, NotFound
from solvers.day.explaining.wishes import LITTLE
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.model.board import Board
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from solvers.day.solving.core import SOLVED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from solvers.day.explaining.asking import Forced, Relieved
    from solvers.day.rule import Rule

    Tell = Callable[[object], None]

FEW, MANY = 5, 14
"""Visits of the wanted provider that are free at first, and when that is too few."""

QUICK = 2
"""Parts that are tried before anybody asks what stands in the way."""

LAST = 3
"""A provider's last visits that are free when there is more time after them."""

PROVING = 0.6
"""The share of the time left that the search for a conflict may use."""

SMALL = 130
"""Visits up to which more may change after the first answer, and the whole core is bounded."""

IMPROVING = 0.3
"""The share of the time that each larger part may take then."""


def force(asked: Forced, tell: Tell) -> None:
    """Tell a plan and then a bound; or a conflict; or that nothing was found in time."""
    until = time.monotonic() + asked.seconds
    case, plan = asked.case, asked.plan
    stays = Stays(must_stay(case, plan))
    tries = _parts(asked, stays)
    if any(_tried(asked, part, tell, until) for part in islice(tries, QUICK)):
        if len(case.visits) <= SMALL:
            for part in tries:
                _tried(asked, part, tell, time.monotonic() + asked.seconds * IMPROVING)
            _bound(asked, tell, until, (asked.wish, stays))
        return
    share = (until - time.monotonic()) * PROVING
    outcome = Conflicts(case, plan, (asked.wish,), share, asked.seed).find()
    if isinstance(outcome, Core) or not any(_tried(asked, part, tell, until) for part in tries):
        tell(NotFound(outcome))


def _tried(asked: Forced, part: Part, tell: Tell, until: float) -> bool:
    """Tell the best plan in which this part may change; or return False."""
    left = until - time.monotonic()
    found = solve_part(asked.case, asked.plan, part, left, asked.seed) if left > 0 else None
    if found is None or found.plan is None:
        return False
    tell(ForcedPlan(found.plan))
    return True


def _parts(asked: Forced, stays: Stays) -> Iterator[Part]:
    """Yield what may change: first what shares the provider, then what shares the time, too."""
    case, plan, wishes = asked.case, asked.plan, (asked.wish, stays)
    own = frozenset({asked.wish.visit})
    few = many = own
    if asked.provider is not None:
        added = added_to(case, plan, asked.provider)
        few = own | added | around(plan, asked.provider, asked.span, FEW)
        many = own | added | around(plan, asked.provider, asked.span, MANY)
    yield Part(few, wishes, people_of(plan, few), asked.gaps)
    everybody = frozenset(case.people)
    yield Part(few, wishes, everybody, asked.gaps, at_once(plan, asked.span, 0) - few)
    yield Part(many, wishes, everybody, asked.gaps, at_once(plan, asked.span, LITTLE) - many)


def _bound(asked: Forced, tell: Tell, until: float, wishes: Sequence[Rule]) -> None:
    """Bound the forced problem by its core: the core leaves constraints out, and no visit."""
    facts = Facts(asked.case)
    rows = (*wishes, *rules())
    found = {ref: candidates(facts, rows, visit) for ref, visit in facts.visits.items()}
    board = Board(facts, found, {}, core=True)
    board.post(rows)
    board.model.minimize(HARM_WEIGHT * board.total(Tier.T1) + board.total(*TRADED))
    solver = quick_solver(until - time.monotonic() - 0.1, asked.seed, probed=True)
    solver.parameters.subsolvers.append("max_lp")
    status = solver.solve(board.model)
    if status in SOLVED or status == cp_model.UNKNOWN:
        bound = solver.best_objective_bound
        tell(ForcedBound(max(0, math.ceil(bound - 1e-6)), HARM_WEIGHT))


def relieve(asked: Relieved, tell: Tell) -> None:
    """Tell the best plan in which some visits, and those around them, may change."""
    case, plan = asked.case, asked.plan
    free = asked.free & frozenset(case.visits)
    if asked.provider is not None:
        shifts = [shift.end for shift in case.day.shifts if shift.person == asked.provider]
        if shifts:
            free |= around(plan, asked.provider, (max(shifts) - 30, max(shifts)), LAST)
    wishes = (*asked.wishes, Stays(must_stay(case, plan)))
    part = Part(free, wishes, frozenset(case.people), asked.gaps)
    found = solve_part(case, plan, part, asked.seconds, asked.seed)
    if found.plan is not None:
        tell(ForcedPlan(found.plan))
