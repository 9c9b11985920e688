"""A plan issued earlier on a tiny day, what patients answered to it, and who has come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from models.case import book_after
from models.events import Absent, CallOutcome, CallResult, Offered, Returned
from models.plan import Plan, PlannedVisit, Transfer
from models.published import published_plan
from scenarios.generator.dice import Dice

if TYPE_CHECKING:
    from models.day import Day
    from models.events import Event
    from models.office import Office
    from models.plan import Placement
    from scenarios.generator.tiny import Tiny


def with_issued(tiny: Tiny, seed: int) -> Tiny:
    """Return the tiny day with a plan issued on it, in about a third of the seeds."""
    dice = Dice(np.random.default_rng([seed, crc32(b"issued")]))
    if not dice.chance(0.35):
        return tiny
    office, day = tiny.office, tiny.day
    rates = office.exchange_rates.model_copy(
        update={"reissued": dice.pick((0, 6, 7)), "second_call": dice.pick((0, 11, 60))}
    )
    published = published_plan(office, day)
    visits = tuple(_issued(planned, office, day, dice) for planned in published.visits)
    issued = published.model_copy(
        update={
            "visits": visits,
            "called_in": _called_in(day, dice),
            "transfers": _sent(office, day, dice),
        }
    )
    more = (*_answers(issued, day, tiny.now, dice), *_back(day, dice))
    return replace(
        tiny,
        office=office.model_copy(update={"exchange_rates": rates}),
        day=day.model_copy(update={"events": (*day.events, *more)}),
        issued=issued,
    )


def _issued(planned: PlannedVisit, office: Office, day: Day, dice: Dice) -> PlannedVisit:
    """Leave the visit, or put it with somebody else, at another time, or on another day."""
    place, ref = planned.placement, planned.appointment
    if place is None or dice.chance(0.4):
        return planned
    if dice.chance(0.25):
        slot = dice.pick(day.open_slots).id if day.open_slots else None
        return PlannedVisit(appointment=ref, slot=dice.pick((slot, slot, None)))
    if dice.chance(0.6):
        place = place.model_copy(update={"provider": dice.pick(("p1", "p2"))})
    if dice.chance(0.7):
        step = office.rules.offer_step
        place = _moved(place, dice.pick((-2 * step, -step, step, 2 * step, 3 * step, 7)))
    return PlannedVisit(appointment=ref, placement=place)


def _called_in(day: Day, dice: Dice) -> tuple[str, ...]:
    """Return one of those who could be called in, where that is possible, or nobody."""
    free = [
        reserve.id
        for reserve in day.reserves
        if not any(
            shift.person == reserve.person and shift.overlaps(reserve.start, reserve.end)
            for shift in day.shifts
        )
    ]
    return (dice.pick(free),) if free and dice.chance(0.5) else ()


def _sent(office: Office, day: Day, dice: Dice) -> tuple[Transfer, ...]:
    """Return that one person was sent to the other site, where they may be, or nobody."""
    people = {person.id: person for person in office.people}
    able = [
        shift
        for shift in day.shifts
        if office.travel and shift.locked is None and people[shift.person].other_sites
    ]
    if not able or not dice.chance(0.4):
        return ()
    shift, way = dice.pick(able), office.travel[0].minutes
    to = next(site.id for site in office.sites if site.id != shift.site)
    times = range(shift.start, shift.end - way - 60 + 1, 15)
    if not times:
        return ()
    return (Transfer(person=shift.person, to=to, leaves=dice.pick(times)),)


def _moved(place: Placement, minutes: int) -> Placement:
    if place.start + minutes < 0:
        return place
    phases = tuple(
        phase.model_copy(update={"start": phase.start + minutes, "end": phase.end + minutes})
        for phase in place.phases
    )
    return place.model_copy(update={"phases": phases})


def _answers(issued: Plan, day: Day, now: int, dice: Dice) -> list[Event]:
    """Return what came of calling a patient or two about their issued place."""
    events: list[Event] = []
    book = book_after(day)
    for planned in issued.visits:
        place, visit = planned.placement, book[planned.appointment]
        if visit.status.over or visit.status.begun or not dice.chance(0.45):
            continue
        if place is not None and place.start >= now:
            offer = Offered(
                at=place.start, provider=place.provider, site=place.site, modality=place.modality
            )
        elif planned.slot is not None:
            offer = Offered(slot=planned.slot)
        else:
            continue
        outcome = dice.pick(
            (
                CallResult.MESSAGE_LEFT,
                CallResult.MESSAGE_LEFT,
                CallResult.REACHED_ACCEPTED,
                CallResult.REACHED_DECLINED,
                CallResult.NO_ANSWER,
            )
        )
        unsaid = outcome is CallResult.MESSAGE_LEFT and dice.chance(0.3)
        events.append(
            CallOutcome(appointment=visit.id, outcome=outcome, offer=None if unsaid else offer)
        )
        if dice.chance(0.3):
            events.append(CallOutcome(appointment=visit.id, outcome=CallResult.NO_ANSWER))
    return events


def _back(day: Day, dice: Dice) -> list[Event]:
    """Return that somebody who was absent has come back."""
    out = [event for event in day.events if isinstance(event, Absent)]
    if not out or not dice.chance(0.5):
        return []
    event, shifts = dice.pick(out), {s.person: s for s in day.shifts}
    shift = shifts.get(event.person)
    if shift is None:
        return []
    at = dice.pick(range(max(event.start or 0, shift.start), shift.end, 15))
    return [Returned(person=event.person, at=at)] if event.end is None or at < event.end else []
