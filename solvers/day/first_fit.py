"""First fit: the manager's own way, most urgent first, each visit where it first finds room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.office import Urgency
from models.plan import Placement, Plan, PlannedVisit
from solvers.day.check import check
from solvers.day.diary import Diaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.appointment import Appointment
    from solvers.day.candidates import Candidates, Offer
    from solvers.day.facts import Facts

ROUNDS = 4
"""Times that visits which the check objects to are placed anew before they are left undecided."""

NEAREST = 60
"""Starts tried for one visit, over all its offers."""

ORDER = list(Urgency)


def first_fit(facts: Facts, found: Mapping[str, Candidates], plan: Plan) -> Plan:
    """Place what ring 0 left undecided, without moving anybody.

    All are placed on the diaries first; then the check is asked, and whoever it objects to is
    given another place, or none. The plan returned passes the check if the one given did.
    """
    undecided = [
        facts.visits[v.appointment] for v in plan.visits if v.placement is None and v.slot is None
    ]
    undecided.sort(key=lambda v: (ORDER.index(facts.case.urgency(v)), v.at or 0, v.id))
    refused: dict[str, set[PlannedVisit]] = {visit.id: set() for visit in undecided}
    best = plan
    for _ in range(ROUNDS):
        tried = _place(facts, found, plan, undecided, refused)
        verdict = check(facts.case, tried)
        about = {ref for finding in verdict.breaches for ref in finding.about}
        wrong = [v for v in tried.visits if v.appointment in about and v.appointment in refused]
        for planned in wrong:
            refused[planned.appointment].add(planned)
        if not verdict.breaches:
            return tried
        legal = _without(tried, {v.appointment for v in wrong})
        verdict = check(facts.case, legal)
        if not verdict.breaches and verdict.key < check(facts.case, best).key:
            best = legal
    return best


def _without(plan: Plan, refs: set[str]) -> Plan:
    return plan.model_copy(
        update={
            "visits": tuple(
                PlannedVisit(appointment=v.appointment) if v.appointment in refs else v
                for v in plan.visits
            )
        }
    )


def _place(
    facts: Facts,
    found: Mapping[str, Candidates],
    plan: Plan,
    undecided: list[Appointment],
    refused: Mapping[str, set[PlannedVisit]],
) -> Plan:
    diaries = Diaries(facts, plan)
    for planned in plan.visits:
        if planned.placement is not None:
            diaries.write(facts.visits[planned.appointment], planned.placement)
    taken = {v.slot for v in plan.visits if v.slot is not None}
    put: dict[str, PlannedVisit] = {}
    for visit in undecided:
        for way in _ways(facts, found[visit.id], diaries, visit):
            if way in refused[visit.id] or (way.slot is not None and way.slot in taken):
                continue
            put[visit.id] = way
            if way.placement is not None:
                diaries.write(visit, way.placement)
            taken |= {way.slot} if way.slot is not None else set()
            break
    visits = tuple(put.get(v.appointment, v) for v in plan.visits)
    return plan.model_copy(update={"visits": visits})


def _ways(
    facts: Facts, found: Candidates, diaries: Diaries, visit: Appointment
) -> Iterator[PlannedVisit]:
    """Yield placements, nearest to the booked start first, then the slots by date."""
    wanted = visit.at if visit.at is not None else facts.now
    pairs = sorted(
        (abs(int(start) - wanted), facts.rung(visit, offer.provider), offer, int(start))
        for offer, blocks in found.starts.items()
        for start in blocks[0]
    )
    for _, _, offer, start in pairs[:NEAREST]:
        placement = _fit(facts, found, diaries, visit, offer, start)
        if placement is not None:
            yield PlannedVisit(appointment=visit.id, placement=placement)
    for slot in sorted(found.slots, key=lambda slot: facts.case.open_slots[slot].date):
        yield PlannedVisit(appointment=visit.id, slot=slot)


def _fit(
    facts: Facts,
    found: Candidates,
    diaries: Diaries,
    visit: Appointment,
    offer: Offer,
    start: int,
) -> Placement | None:
    mode = offer.mode
    placement = diaries.fit(visit, offer.provider, mode.site, mode.modality, start, facts.now)
    if placement is None:
        return None
    if mode.remote:
        placement = placement.model_copy(update={"room": None})
    blocks = found.templates[mode.modality].blocks
    offered = all(
        np.isin(placement.phases[block.phases[0]].start, starts)
        for block, starts in zip(blocks, found.starts[offer], strict=True)
    )
    return placement if offered else None
