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

TRIES = 3
"""Placements of one visit that are checked before it is left to another day or a decision."""

ORDER = list(Urgency)


def first_fit(facts: Facts, found: Mapping[str, Candidates], plan: Plan) -> Plan:
    """Place what ring 0 left undecided, without moving anybody; the plan stays legal.

    Each placement is tried on the diaries, then judged by the check.
    """
    best = check(facts.case, plan).key
    diaries = Diaries(facts, plan)
    undecided = []
    for planned in plan.visits:
        if planned.placement is not None:
            diaries.write(facts.visits[planned.appointment], planned.placement)
        elif planned.slot is None:
            undecided.append(facts.visits[planned.appointment])
    for visit in sorted(undecided, key=lambda v: (ORDER.index(facts.case.urgency(v)), v.at or 0)):
        for put in _ways(facts, found[visit.id], diaries, visit):
            tried = _with(plan, put)
            verdict = check(facts.case, tried)
            if not verdict.breaches and verdict.key < best:
                plan, best = tried, verdict.key
                if put.placement is not None:
                    diaries.write(visit, put.placement)
                break
    return plan


def _with(plan: Plan, put: PlannedVisit) -> Plan:
    visits = tuple(put if v.appointment == put.appointment else v for v in plan.visits)
    return plan.model_copy(update={"visits": visits})


def _ways(
    facts: Facts, found: Candidates, diaries: Diaries, visit: Appointment
) -> Iterator[PlannedVisit]:
    """Yield a few placements, nearest to the booked start first, then the slots by date."""
    wanted = visit.at if visit.at is not None else facts.now
    pairs = sorted(
        (abs(int(start) - wanted), facts.rung(visit, offer.provider), offer, int(start))
        for offer, blocks in found.starts.items()
        for start in blocks[0]
    )
    tries = 0
    for _, _, offer, start in pairs:
        placement = _fit(facts, found, diaries, visit, offer, start)
        if placement is not None:
            yield PlannedVisit(appointment=visit.id, placement=placement)
            tries += 1
            if tries == TRIES:
                break
    by_date = sorted(found.slots, key=lambda slot: facts.case.open_slots[slot].date)
    for slot in by_date[: 2 * TRIES]:
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
