"""A sketch: a core's solution completed by hand, in a moment, where nothing stands in its way.

What the core leaves as the incumbent has it stands; what it changes is written into the diaries at
its start, most urgent first, with the earliest phases, people and rooms that are free. What finds
no room is placed as by first fit. The models complete better, but on large days not in time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import Urgency
from models.plan import Plan, PlannedBreak, PlannedVisit
from solvers.day.by_hand.diary import Diaries
from solvers.day.by_hand.first_fit import first_fit, fitted
from solvers.day.check.verdict import check
from solvers.day.solving.whole import stay_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Stay
    from solvers.day.placements.candidates import Candidates

URGENCIES = list(Urgency)

ROUNDS = 5
"""Times that visits the check objects to are taken out again."""


def sketch(
    facts: Facts,
    found: Mapping[str, Candidates],
    plan: Plan,
    stays: Mapping[str, Stay],
    breaks: AbstractSet[PlannedBreak],
) -> Plan | None:
    """Return a legal plan with what the core has changed of the one given; None if none comes."""
    known = {taken.person for taken in breaks}
    kept = tuple(taken for taken in plan.breaks if taken.person not in known)
    based = plan.model_copy(update={"breaks": (*kept, *breaks)})
    changed = {
        planned.appointment
        for planned in plan.visits
        if _differs(found[planned.appointment], planned, stays[planned.appointment])
    }
    drawn = _drawn(facts, found, based, stays, changed)
    for _ in range(ROUNDS):
        breaches = check(facts.case, drawn).breaches
        if not breaches:
            break
        about = {ref for finding in breaches for ref in finding.about}
        if not about & changed:
            return None
        visits = tuple(
            PlannedVisit(appointment=v.appointment) if v.appointment in about & changed else v
            for v in drawn.visits
        )
        drawn = drawn.model_copy(update={"visits": visits})
    else:
        return None
    return first_fit(facts, found, drawn.canonical())


def _differs(found: Candidates, planned: PlannedVisit, stay: Stay) -> bool:
    if stay_of(found, planned) != stay:
        return True
    if planned.placement is None or stay.offer is None:
        return False
    blocks = found.templates[stay.offer.mode.modality].blocks
    return any(
        planned.placement.phases[blocks[index].phases[0]].start != start
        for index, start in stay.blocks.items()
    )


def _rank(facts: Facts, ref: str) -> int:
    """Return how late a visit is served where not all find room: the most urgent come first."""
    return URGENCIES.index(facts.case.urgency(facts.visits[ref]))


def _drawn(
    facts: Facts,
    found: Mapping[str, Candidates],
    plan: Plan,
    stays: Mapping[str, Stay],
    changed: set[str],
) -> Plan:
    diaries = Diaries(facts.base, plan)
    put: dict[str, PlannedVisit] = {}
    for planned in plan.visits:
        if planned.appointment not in changed and planned.placement is not None:
            diaries.write(facts.visits[planned.appointment], planned.placement)
    for ref in sorted(changed, key=lambda ref: (_rank(facts, ref), stays[ref].start or 0, ref)):
        stay, visit = stays[ref], facts.visits[ref]
        placement = None
        if stay.offer is not None and stay.start is not None:
            blocks = found[ref].templates[stay.offer.mode.modality].blocks
            at = {blocks[index].phases[0]: start for index, start in stay.blocks.items()}
            placement = fitted(facts, found[ref], diaries, visit, stay.offer, stay.start, at)
            if placement is not None:
                diaries.write(visit, placement)
        put[ref] = PlannedVisit(appointment=ref, placement=placement, slot=stay.slot)
    visits = tuple(put.get(visit.appointment, visit) for visit in plan.visits)
    return plan.model_copy(update={"visits": visits})
