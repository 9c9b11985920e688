"""Local solves: a few visits of a plan are free, and everything else stays as it is.

A visit that stays has one offer and one start in every block, so there is next to nothing to
decide about it, and it still counts wherever a rule counts. What is found is a plan for the whole
day, named and checked like any other; that nothing is found says something of this part alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.explaining.wishes import Near
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.model.board import Board
from solvers.day.model.draft import draft_of, plan_of
from solvers.day.model.naming import Unnamed, name_all
from solvers.day.placements.candidates import Candidates, Mode, Offer, candidates, template
from solvers.day.registry import rules
from solvers.day.solving.core import SOLVED
from solvers.day.solving.hints import hint

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from models.case import Case
    from models.plan import Plan, PlannedVisit
    from solvers.day.rule import Rule


@dataclass(frozen=True, slots=True)
class Part:
    """What may change in a plan, and what is asked besides the rules.

    Attributes:
        free: visits that may go anywhere.
        gaps: the most T0 there may be.
        loose: visits that keep their provider and move a little.
        wishes: rules besides the office's own.
        resting: people whose breaks may move.
    """

    free: frozenset[str]
    wishes: tuple[Rule, ...]
    resting: frozenset[str]
    gaps: int
    loose: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Local:
    """What came of a local solve: a plan, or none; a part without one proves nothing."""

    plan: Plan | None
    timed_out: bool = False


def solve_part(case: Case, plan: Plan, part: Part, seconds: float, seed: int = 0) -> Local:
    """Return the best plan that differs in this part alone, with no more gaps than it may have.

    Harm counts before cost. It is solved without probing, with which CP-SAT 9.15 has called models
    infeasible that are not: what stands in the way of a part is for `Conflicts` to say.
    """
    until = time.monotonic() + seconds
    facts = Facts(case)
    found = part_candidates(facts, plan, part)
    named: frozenset[str] = frozenset()
    while time.monotonic() < until:
        board = Board(facts, found, {}, named)
        board.post((*rules(), *part.wishes))
        _hold(board, plan, part)
        board.model.minimize(HARM_WEIGHT * board.total(Tier.T1) + board.total(*TRADED))
        hint(board, plan)
        solver = quick_solver(until - time.monotonic(), seed, probed=False)
        status = solver.solve(board.model)
        if status not in SOLVED:
            return Local(None, timed_out=status == cp_model.UNKNOWN)
        draft = draft_of(board, solver.value)
        try:
            return Local(plan_of(facts, draft, name_all(facts, draft)))
        except Unnamed as unnamed:
            if unnamed.pool in named:
                return Local(None)
            named |= {unnamed.pool}
    return Local(None)


def quick_solver(seconds: float, seed: int, *, probed: bool, workers: int = 1) -> cp_model.CpSolver:
    """Return a solver for small models: little presolve unless a proof is wanted."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = workers
    parameters.random_seed = seed
    parameters.symmetry_level = 0
    parameters.max_time_in_seconds = max(0.01, seconds)
    if not probed:
        parameters.linearization_level = 2
        parameters.cp_model_probing_level = 0
        parameters.max_presolve_iterations = 1
    return solver


def part_candidates(facts: Facts, plan: Plan, part: Part) -> dict[str, Candidates]:
    """Return what each visit may do: anything where it is free, one thing where it stays."""
    # What is asked for leaves the fewest starts, so it is asked first.
    asked: Sequence[Rule] = (*part.wishes, *rules())
    found: dict[str, Candidates] = {}
    for planned in sorted(plan.visits, key=lambda planned: planned.appointment):
        ref, place = planned.appointment, planned.placement
        if ref in part.free:
            found[ref] = candidates(facts, asked, facts.visits[ref])
        elif ref in part.loose and place is not None:
            near = Near(ref, place.provider, place.site, place.modality, place.start)
            found[ref] = candidates(facts, (near, *asked), facts.visits[ref])
        else:
            found[ref] = as_planned(facts, planned)
    return found


def as_planned(facts: Facts, planned: PlannedVisit) -> Candidates:
    """Return the one thing that a visit does in a plan, as its only candidate."""
    visit, placement = facts.visits[planned.appointment], planned.placement
    found = Candidates(visit, {})
    if placement is None:
        found.slots = [planned.slot] if planned.slot is not None else []
        return found
    tmpl = template(facts, visit, placement.modality)
    assert tmpl is not None
    remote = placement.room is None and any(
        away.remote and away.start < placement.end and placement.start < away.end
        for away in facts.away[placement.provider]
    )
    mode = Mode(placement.site, placement.modality, remote)
    found.templates[placement.modality] = tmpl
    offer = Offer(visit.id, mode, placement.provider, placement.double_booked)
    found.starts[offer] = [
        np.array([placement.phases[block.phases[0]].start], dtype=np.int64) for block in tmpl.blocks
    ]
    return found


def _hold(board: Board, plan: Plan, part: Part) -> None:
    """Keep the visits that stay, all duties, the breaks of all but a few, and the gaps few."""
    model = board.model
    for planned in plan.visits:
        placed = planned.placement is not None or planned.slot is not None
        if placed and planned.appointment not in part.free | part.loose:
            model.add(board.visits[planned.appointment].manual == 0)
    values = staff_values(board, plan)
    for person, number in board.rosters.chosen(plan).items():
        model.add(board.rosters.literals[person][number or 0] == 1)
    for stretch in board.staff.stretches:
        model.add(stretch.literal == values[stretch.literal.index])
    for choice in board.staff.breaks:
        if choice.claim.person not in part.resting:
            model.add(choice.literal == values[choice.literal.index])
    model.add(board.total(Tier.T0) <= part.gaps)


def staff_values(board: Board, plan: Plan) -> Mapping[int, bool]:
    """Return the value of each literal of breaks and duties in a plan, by the literal's index."""
    taken = {(b.person, b.kind, b.start) for b in plan.breaks}
    values: dict[int, bool] = {}
    chosen = board.rosters.chosen(plan)
    for choice in board.staff.breaks:
        key = (choice.claim.person, choice.claim.kind, choice.start)
        numbers = board.facts.rosters_with(choice.claim)
        stands = numbers is None or (chosen[choice.claim.person] or 0) in numbers
        values[choice.literal.index] = key in taken and stands
        taken -= {key} if stands else set()
    given = {(d.person, d.duty, d.start, d.end) for d in plan.duties}
    for s in board.staff.stretches:
        values[s.literal.index] = any(
            (p, d, s.end) == (s.person, s.duty, b)
            and a <= s.start
            and (a == s.start or s.start <= board.facts.now)
            for p, d, a, b in given
        )
    return values


def around(plan: Plan, provider: str, span: tuple[int, int], most: int) -> frozenset[str]:
    """Return the visits of a provider that lie nearest to a span of the day, in a plan."""
    found: list[tuple[int, str]] = []
    for planned in plan.visits:
        place = planned.placement
        if place is not None and place.provider == provider:
            apart = max(place.start - span[1], span[0] - place.end, 0)
            found.append((apart, planned.appointment))
    return frozenset(ref for _, ref in sorted(found)[:most])


def added_to(case: Case, plan: Plan, provider: str) -> frozenset[str]:
    """Return the visits that a plan gives to a provider who did not have them: load caps them."""
    return frozenset(
        planned.appointment
        for planned in plan.visits
        if planned.placement is not None
        and planned.placement.provider == provider
        and case.visits[planned.appointment].provider != provider
    )


def at_once(plan: Plan, span: tuple[int, int], margin: int) -> frozenset[str]:
    """Return the visits that a plan has going on in a span of the day, or so near to it."""
    return frozenset(
        planned.appointment
        for planned in plan.visits
        if planned.placement is not None
        and planned.placement.start < span[1] + margin
        and span[0] - margin < planned.placement.end
    )


def people_of(plan: Plan, visits: Collection[str]) -> frozenset[str]:
    """Return everybody who has a part in some visits of a plan."""
    return frozenset(
        person
        for planned in plan.visits
        if planned.appointment in visits and planned.placement is not None
        for person in (
            planned.placement.provider,
            planned.placement.interpreter,
            planned.placement.chaperone,
            *(who for phase in planned.placement.phases for who in phase.people),
        )
        if person is not None
    )
