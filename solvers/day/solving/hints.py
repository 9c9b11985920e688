"""Hints: tell CP-SAT the plan it starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from models.plan import Plan, PlannedBreak, PlannedVisit
    from solvers.day.model.board import Board, Literal, Stay
    from solvers.day.model.visits import VisitVars


def hint(board: Board, plan: Plan) -> None:
    """Hint every decision of the plan: dispositions, starts, breaks and duty stretches."""
    hinted: dict[int, tuple[Literal, bool]] = {}

    def say(literal: Literal, value: bool) -> None:
        hinted.setdefault(literal.index, (literal, value))

    planned = {visit.appointment: visit for visit in plan.visits}
    for ref, variables in board.visits.items():
        for literal, value in _visit_hints(variables, planned.get(ref)):
            say(literal, value)
    for literal, value in _staff_hints(board, plan):
        say(literal, value)
    for literal, value in hinted.values():
        if literal.index >= 0:
            board.model.add_hint(literal, value)


def _staff_hints(board: Board, plan: Plan) -> Iterator[tuple[Literal, bool]]:
    """Yield who is staffed how, takes which break and is on which duty."""
    chosen = board.rosters.chosen(plan)
    for person, literals in board.rosters.literals.items():
        for number, literal in enumerate(literals):
            yield literal, number == (chosen[person] or 0)
    taken = {(b.person, b.kind, b.start) for b in plan.breaks}
    for choice in board.staff.breaks:
        key = (choice.claim.person, choice.claim.kind, choice.start)
        numbers = board.facts.rosters_with(choice.claim)
        stands = numbers is None or (chosen[choice.claim.person] or 0) in numbers
        yield choice.literal, key in taken and stands
        taken -= {key} if choice.fact is None and stands else set()
    given = {(d.person, d.duty, d.start, d.end) for d in plan.duties}
    for s in board.staff.stretches:
        on = any(
            (p, d, s.end) == (s.person, s.duty, b)
            and a <= s.start
            and (a == s.start or s.start <= board.facts.now)
            for p, d, a, b in given
        )
        yield s.literal, on


def hint_core(
    board: Board, stays: Mapping[str, Stay], breaks: AbstractSet[PlannedBreak], plan: Plan
) -> None:
    """Hint what a core has chosen, and of the staff whom it does not know what a plan has.

    A core chooses starts of blocks, and breaks of the people it knows.
    """
    known = {taken.person for taken in breaks}
    taken_at = {(taken.person, taken.kind, taken.start) for taken in breaks}
    for ref, variables in board.visits.items():
        stay = stays.get(ref)
        if stay is None or stay.offer is None:
            continue
        mode = variables.modes.get(stay.offer.mode)
        for block, start in stay.blocks.items():
            if block in variables.offers[stay.offer].blocks:
                for t, literal in zip(*variables.offers[stay.offer].blocks[block], strict=True):
                    if literal.index >= 0 and block:
                        board.model.add_hint(literal, t == start)
            elif block and mode is not None:
                begins = mode.starts[block]
                if isinstance(begins, cp_model.IntVar):
                    board.model.add_hint(begins, start)
    told: set[int] = set()
    for choice in board.staff.breaks:
        always = board.facts.rosters_with(choice.claim) is None
        if always and choice.claim.person in known and choice.literal.index >= 0:
            key = (choice.claim.person, choice.claim.kind, choice.start)
            board.model.add_hint(choice.literal, key in taken_at)
            told.add(choice.literal.index)
    for literal, value in _staff_hints(board, plan):
        if literal.index >= 0 and literal.index not in told:
            told.add(literal.index)
            board.model.add_hint(literal, value)


def _visit_hints(variables: VisitVars, planned: PlannedVisit | None) -> list[tuple[Literal, bool]]:
    placement = planned.placement if planned else None
    slot = planned.slot if planned else None
    hints: list[tuple[Literal, bool]] = []
    any_offer = False
    for offer, held in variables.offers.items():
        mode = variables.modes[offer.mode]
        taken = (
            placement is not None
            and not any_offer
            and (offer.provider, offer.double) == (placement.provider, placement.double_booked)
            and (offer.mode.site, offer.mode.modality) == (placement.site, placement.modality)
            and len(placement.phases) == len(mode.template.phases)
        )
        any_offer = any_offer or taken
        hints.append((held.literal, taken))
        at = [phase.start for phase in placement.phases] if taken and placement else None
        blocks = mode.template.blocks
        if held.joint:
            first = blocks[min(held.blocks)].phases[0]
            wanted = (at[0], at[first]) if at else None
            hints += [(literal, (a, s) == wanted) for a, s, literal in held.joint]
        for block, (times, literals) in held.blocks.items():
            start = at[blocks[block].phases[0]] if at else None
            if not held.joint or block != min(held.blocks):
                hints += [(lit, t == start) for t, lit in zip(times, literals, strict=True)]
        if 0 not in held.blocks and not held.joint and at:
            hints += [(lit, t == at[0]) for t, lit in mode.arrivals]
    for ref, literal in variables.slots.items():
        hints.append((literal, ref == slot))
    hints.append((variables.manual, not any_offer and slot not in variables.slots))
    return hints
