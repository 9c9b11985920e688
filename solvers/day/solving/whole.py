"""The whole model: rooms, support staff and duties as well.

It *completes* a core's solution, every visit keeping offer and start, *crosses* it with the
incumbent, and proves what the core's bound leaves open.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.limits import TRADED, WHOLE, Trouble
from solvers.day.model.board import Board, Stay
from solvers.day.model.draft import draft_of, plan_of
from solvers.day.model.naming import Unnamed, name_all
from solvers.day.placements.candidates import consistent
from solvers.day.placements.finish_time import in_time
from solvers.day.registry import rules
from solvers.day.solving.core import SOLVED, Aim, limit
from solvers.day.solving.hints import hint, hint_core
from solvers.day.solving.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from models.plan import PlannedBreak, PlannedVisit
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Linear
    from solvers.day.placements.candidates import Candidates, Offer, Starts
    from solvers.day.search import Search
    from solvers.day.solving.watcher import Solution

NEAR = 0.02
"""The gap up to which the whole model is only asked for a plan that costs less."""

REPAIR_SHARE = 0.2
"""Of the time that is left, what one repair may take at the most."""

CROSS_SHARE = 0.5
"""Of the time that is left, what it may take to make the best of the incumbent and a core."""

COMPLETION_SHARE = 0.2
"""Of the time that is left, what one completion may take; crossing wants the rest."""

COMPLETION_SECONDS = 3.0
"""What it may take besides when little is left: a completion that can be had is there by then."""

COMPLETION_MOST = 0.8
"""Of the time that is left, what those seconds may come to at the most."""


def complete(
    search: Search,
    found: Mapping[str, Candidates],
    stays: Mapping[str, Stay],
    aim: Aim,
    breaks: AbstractSet[PlannedBreak] = frozenset(),
    facts: Facts | None = None,
) -> None:
    """Decide all that a core left out, every visit keeping offer and start.

    The core's own starts of later blocks, and its `breaks`, are the hint. With `facts` other than
    the search's own there is less to choose.
    """
    share = COMPLETION_SHARE
    if not search.limits.deterministic:
        seconds = COMPLETION_SECONDS / max(search.left, COMPLETION_SECONDS)
        share = max(share, min(seconds, COMPLETION_MOST))
    _solve(search, found, stays, aim, share, breaks, facts, proves=False)


def repair(
    search: Search, found: Mapping[str, Candidates], stays: Mapping[str, Stay], aim: Aim
) -> None:
    """Decide once more, with all that a core left out, what the core would have changed.

    Visits that the core leaves where the incumbent has them stay there.
    """
    kept = {
        planned.appointment: stay
        for planned in search.best.visits
        if (stay := stay_of(found[planned.appointment], planned)) == stays[planned.appointment]
    }
    _solve(search, found, kept, aim, REPAIR_SHARE, proves=False)


def cross(
    search: Search, found: Mapping[str, Candidates], stays: Mapping[str, Stay], aim: Aim
) -> None:
    """Make the best of two: every visit is where the incumbent has it, or a core, or given up.

    The incumbent is such a plan, so there always is one, however little of the core's solution
    can be held.
    """
    both = {
        planned.appointment: only(
            found[planned.appointment],
            (stay_of(found[planned.appointment], planned), stays[planned.appointment]),
        )
        for planned in search.best.visits
    }
    _solve(search, both, {}, aim, CROSS_SHARE, proves=False)


def solve_around(
    search: Search,
    found: Mapping[str, Candidates],
    kept: Mapping[str, Stay],
    aim: Aim,
    seconds: float,
) -> None:
    """Look for a better plan on one core, with all visits that are `kept` where they are."""
    share = min(1.0, seconds / max(search.left, seconds))
    _solve(search, found, kept, aim, share, proves=False, workers=1)


def only(found: Candidates, stays: tuple[Stay, ...]) -> Candidates:
    """Return the candidates that some of the stays are."""
    starts: dict[Offer, list[Starts]] = {}
    for stay in stays:
        if stay.offer is None:
            continue
        blocks = stay.of(found.starts[stay.offer])
        blocks = consistent(found.templates[stay.offer.mode.modality], blocks)
        pairs = zip(starts.get(stay.offer, blocks), blocks, strict=True)
        starts[stay.offer] = [np.union1d(one, other) for one, other in pairs]
    slots = list(dict.fromkeys(stay.slot for stay in stays if stay.slot is not None))
    return replace(found, starts=starts, slots=slots)


def pinned(found: Candidates, planned: PlannedVisit, stay: Stay) -> Candidates:
    """Return the one candidate that a plan has: every phase keeps its start."""
    placement = planned.placement
    slots = [] if planned.slot is None else [planned.slot]
    if placement is None or stay.offer is None:
        return replace(found, starts={}, slots=slots)
    blocks = found.templates[stay.offer.mode.modality].blocks
    starts = [np.array([placement.phases[block.phases[0]].start]) for block in blocks]
    return replace(found, starts={stay.offer: starts}, slots=slots)


def stay_of(found: Candidates, planned: PlannedVisit) -> Stay:
    """Return what keeps a visit where a plan has it."""
    placement = planned.placement
    if placement is None:
        return Stay(None, None, planned.slot)
    offers = [
        offer
        for offer in found.starts
        if (offer.provider, offer.double) == (placement.provider, placement.double_booked)
        and (offer.mode.site, offer.mode.modality) == (placement.site, placement.modality)
    ]
    remote = [offer for offer in offers if offer.mode.remote and placement.room is None]
    return Stay(next(iter(remote or offers), None), placement.start, planned.slot)


def prove(search: Search, found: Mapping[str, Candidates], aim: Aim, share: float = 1.0) -> None:
    """Reach the aim over the candidates, and tell bounds.

    Where little is open the model is asked for a plan that costs less than the incumbent, and
    having none is the proof: all that costs as much falls away before the search.
    """
    _solve(search, found, {}, aim, share, proves=True)


def prove_at_once(search: Search, found: Mapping[str, Candidates]) -> None:
    """Solve the whole problem in one model, below what the incumbent costs, and tell bounds.

    Where a phase needs several of the support staff, counting them is seldom enough: they are
    named from the start. Starts from which the day ends too late for that are left out.
    """
    if any(
        len(tasks) > 1
        for candidate in found.values()
        for template in candidate.templates.values()
        for tasks in template.support
    ):
        search.named |= {f"support:{site.id}" for site in search.case.office.sites}
    cost = search.best_key[2]
    within = in_time(search.facts, found, cost)
    _solve(search, within, {}, Aim(search, math.inf), 1.0, proves=True, below=True)


def _solve(
    search: Search,
    found: Mapping[str, Candidates],
    stays: Mapping[str, Stay],
    aim: Aim,
    share: float,
    breaks: AbstractSet[PlannedBreak] = frozenset(),
    facts: Facts | None = None,
    *,
    proves: bool,
    below: bool = False,
    workers: int = 0,
) -> None:
    """Solve the whole model; where names cannot be given, again with that pool by name."""
    while search.left > 0:
        board = Board(facts or search.facts, found, stays, search.named)
        board.post(rules())
        limit(search, board)
        total = aim.total(board)
        board.model.minimize(total)
        strict = (
            proves and not below and not aim.harm and not aim.weighted and _nearly_proven(search)
        )
        if strict:
            board.model.add(total <= search.best_key[2] - 1)
            board.model.add(total >= (search.bound.cost or 0))
        elif breaks:
            hint_core(board, stays, breaks, search.best)
        else:
            hint(board, search.best)
        if below:
            board.model.add(total <= search.best_key[2])
        watcher = _Namer(search, board)
        solver = cp_model.CpSolver()
        if proves:
            solver.best_bound_callback = aim.lower
        status = search.solve(
            solver,
            board,
            workers or search.limits.workers,
            share=share,
            proves=proves,
            watcher=watcher,
            schedule=below,
        )
        if status == cp_model.INFEASIBLE and strict:
            aim.lower(search.best_key[2])
            return
        if status == cp_model.INFEASIBLE and proves:
            search.tell(Trouble("the whole model has no plan, though ring 0 is one"))
        if watcher.unnamed is not None and watcher.unnamed not in search.named:
            search.named |= {watcher.unnamed}
            continue
        if proves and status in SOLVED:
            aim.lower(solver.best_objective_bound)
        return


def _nearly_proven(search: Search) -> bool:
    """Tell whether so little is open that only a better plan is worth looking for."""
    t0, t1, cost = search.best_key
    bound = search.bound
    lower = bound.cost or 0 if bound.given == (t0, t1) else 0
    open_cost = cost - lower
    return t0 == search.least_gaps and (
        open_cost < search.facts.rates.call or open_cost <= NEAR * cost
    )


class _Namer(Watcher):
    """Turns each solution of the whole model into a named plan, and tells the better ones."""

    def __init__(self, search: Search, board: Board) -> None:
        super().__init__()
        self.search, self.board = search, board
        self.totals: list[Linear] = [
            board.total(Tier.T0),
            board.total(Tier.T1),
            board.total(*TRADED),
        ]
        self.unnamed: str | None = None

    def keep(self, solution: Solution) -> None:
        """Name the solution; a pool whose names cannot be given is remembered."""
        search = self.search
        gaps, harm, cost = (solution.value(total) for total in self.totals)
        if (gaps, harm, cost) >= search.best_key:
            return
        try:
            draft = draft_of(self.board, solution.value)
            names = name_all(search.facts, draft)
        except Unnamed as unnamed:
            self.unnamed = unnamed.pool
            return
        self.unnamed = None
        plan = plan_of(search.facts, draft, names)
        search.offer_plan(WHOLE, plan, (gaps, harm, cost))
