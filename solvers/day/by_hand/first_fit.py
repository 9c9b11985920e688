"""First fit: the manager's own way, most urgent first, each visit where it first finds room."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from models.office import Urgency
from models.plan import Placement, Plan, PlannedVisit
from solvers.day.by_hand.diary import Diaries
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates, Offer

NEAREST = 60
"""Starts tried for one visit, over all its offers."""

ORDER = list(Urgency)


def first_fit(facts: Facts, found: Mapping[str, Candidates], plan: Plan) -> Plan:
    """Place what ring 0 left undecided, without moving anybody.

    All are placed on the diaries first; then the check is asked, and of those it objects to the
    least urgent is put on another day, or left undecided again, until it objects no more. The
    plan returned passes the check if the one given did.
    """
    undecided = [
        facts.visits[v.appointment] for v in plan.visits if v.placement is None and v.slot is None
    ]
    undecided.sort(key=lambda v: (ORDER.index(facts.case.urgency(v)), v.at or 0, v.id))
    undecided = _after_what_they_follow(undecided)
    rank = {visit.id: position for position, visit in enumerate(undecided)}
    tried = _place(facts, found, plan, undecided)
    while True:
        breaches = check(facts.case, tried).breaches
        wrong = {
            max(named, key=lambda ref: rank[ref])
            for finding in breaches
            if (named := [ref for ref in finding.about if ref in rank])
        }
        if not wrong:
            return plan if breaches else tried
        for ref in sorted(wrong):
            put = _elsewhere(facts, found[ref], tried, ref)
            visits = tuple(put if v.appointment == ref else v for v in tried.visits)
            tried = tried.model_copy(update={"visits": visits})
            if put.slot is None:
                del rank[ref]


def _after_what_they_follow(visits: list[Appointment]) -> list[Appointment]:
    """Return the visits in their order, but none before one that it follows."""
    waiting = {visit.id: visit for visit in visits}
    ordered: list[Appointment] = []
    while waiting:
        ready = (v for v in waiting.values() if not any(f.visit in waiting for f in v.follows))
        following = next(ready, None) or next(iter(waiting.values()))
        ordered.append(waiting.pop(following.id))
    return ordered


def _elsewhere(facts: Facts, found: Candidates, plan: Plan, ref: str) -> PlannedVisit:
    """Put a visit into the earliest slot left, or leave it undecided if it was in one already."""
    taken = {visit.slot for visit in plan.visits}
    held = next(visit for visit in plan.visits if visit.appointment == ref)
    left = [slot for slot in found.slots if slot not in taken and held.slot is None]
    slot = min(left, key=lambda s: (facts.case.open_slots[s].date, s), default=None)
    return PlannedVisit(appointment=ref, slot=slot)


def _place(
    facts: Facts, found: Mapping[str, Candidates], plan: Plan, undecided: list[Appointment]
) -> Plan:
    diaries = Diaries(facts.base, plan)
    for planned in plan.visits:
        if planned.placement is not None:
            diaries.write(facts.visits[planned.appointment], planned.placement)
    taken = {v.slot for v in plan.visits if v.slot is not None}
    put: dict[str, PlannedVisit] = {}
    given: Counter[str] = Counter()
    ends = {v.appointment: v.placement.end for v in plan.visits if v.placement is not None}
    most = facts.rules.load.added_visits
    for visit in undecided:
        least = max((ends.get(f.visit, 0) + f.min for f in visit.follows), default=0)
        for way in _ways(facts, found[visit.id], diaries, visit, least):
            provider = way.placement.provider if way.placement else ""
            full = most is not None and given[provider] >= most + facts.rules.held_slots.release
            if way.slot in taken or (provider not in {"", visit.provider} and full):
                continue
            put[visit.id] = way
            given[provider] += 1
            if way.placement is not None:
                diaries.write(visit, way.placement)
                ends[visit.id] = way.placement.end
            elif way.slot is not None:
                taken.add(way.slot)
            break
    visits = tuple(put.get(v.appointment, v) for v in plan.visits)
    return plan.model_copy(update={"visits": visits})


def _ways(
    facts: Facts, found: Candidates, diaries: Diaries, visit: Appointment, least: int
) -> Iterator[PlannedVisit]:
    """Yield placements from `least` on, nearest to the booked start first, then slots by date."""
    wanted = visit.at if visit.at is not None else facts.now
    pairs = sorted(
        (abs(int(start) - wanted), facts.rung(visit, offer.provider), offer, int(start))
        for offer, blocks in found.starts.items()
        for start in blocks[0]
        if start >= least and not offer.double
    )
    chances = (pair for pair in pairs if _provider_free(found, diaries, pair[2], pair[3]))
    for _, _, offer, start in islice(chances, NEAREST):
        placement = fitted(facts, found, diaries, visit, offer, start)
        if placement is not None:
            yield PlannedVisit(appointment=visit.id, placement=placement)
    for slot in sorted(found.slots, key=lambda slot: facts.case.open_slots[slot].date):
        yield PlannedVisit(appointment=visit.id, slot=slot)


def _provider_free(found: Candidates, diaries: Diaries, offer: Offer, start: int) -> bool:
    """Tell whether the provider has time for the first provider phase, whatever else is free."""
    blocks = found.templates[offer.mode.modality].blocks
    reach = 0
    for block in blocks:
        if block.provided:
            offset, minutes = block.provided[0]
            low = start + block.head + offset
            step, mode = diaries.facts.rules.offer_step, offer.mode
            phase = block.phases[block.offsets.index(offset)]
            way = (found.visit.visit_type, phase, offer.provider, mode.site, mode.modality)
            return any(
                diaries.sees(found.visit, (*way, t, t + minutes))
                and diaries.on_shift(offer.provider, offer.mode.site, t, t + minutes)
                for t in range(low, low + reach + 1, step)
            )
        following = blocks[blocks.index(block) + 1] if block is not blocks[-1] else block
        reach += following.lag_max - following.lag_min
    return True


def fitted(
    facts: Facts,
    found: Candidates,
    diaries: Diaries,
    visit: Appointment,
    offer: Offer,
    start: int,
    at: Mapping[int, int] | None = None,
) -> Placement | None:
    """Return the visit placed under the offer from that start on, if the diaries have room.

    Phases in `at`, by position, start just then.
    """
    mode = offer.mode
    way = (offer.provider, mode.site, mode.modality, start, facts.now, at)
    placement = diaries.fit(visit, *way, double=offer.double)
    if placement is None:
        return None
    if mode.remote:
        placement = placement.model_copy(update={"room": None})
    blocks = found.templates[mode.modality].blocks
    offered = all(
        bool((starts == placement.phases[block.phases[0]].start).any())
        for block, starts in zip(blocks, found.starts[offer], strict=True)
    )
    return placement if offered else None
