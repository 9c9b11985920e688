"""Open slots that several days could fill are dealt out: each to one day, as many as it needs."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from engine.day.free_time import longest_free
from engine.day.hit import hit_visits, provider_minutes
from engine.day.openings import able_providers
from engine.day.slots import fitting_slots
from models.events import CallOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from engine.absences.staffed_day import StaffedDay
    from models.appointment import Appointment
    from models.case import Case
    from models.day import OpenSlot

Stretch = dict[int, list[str]]
"""Time of somebody on one date: the slots in it by the position of the day that lists them."""


def shares_of(days: Sequence[StaffedDay], now: datetime) -> list[dict[str, date]]:
    """Return for each day the slots that it leaves to another, with the date of that one.

    Slots of one person that share a minute are one. One that a patient was offered stays with that
    patient's day. The others go where visits that were hit need them: as many of these as can have
    a slot get one (a greatest matching; visits that nobody on their own day has time for are
    served first, the days in turn); what is left over goes to whichever day has the most visits
    hit for each slot.
    """
    stretches = _stretches(days)
    left: list[dict[str, date]] = [{} for _ in days]
    if all(len(stretch) == 1 for stretch in stretches):
        return left
    wants = [(day, wanted) for _, _, day, wanted in sorted(_wants(days, stretches, now))]
    holders = {at: wants[want][0] for at, want in matching([w for _, w in wants]).items()}
    holders |= _offered(days, stretches)
    needs, dealt = Counter(day for day, _ in wants), Counter(holders.values())
    for at, stretch in enumerate(stretches):
        if at not in holders:
            holders[at] = min(stretch, key=lambda day: (-needs[day] / (dealt[day] + 1), day))
            dealt[holders[at]] += 1
        for day, slots in stretch.items():
            if day != holders[at]:
                left[day] |= dict.fromkeys(slots, days[holders[at]].day.date)
    return left


def matching(wants: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return a greatest matching: for each thing that is had, who of those who want it has it.

    Whoever comes first is served first, and is never left out for the sake of one who comes later.
    """
    holder: dict[int, int] = {}
    for want, _ in enumerate(wants):
        reached: dict[int, int] = {}
        waiting = deque([want])
        free: int | None = None
        while waiting and free is None:
            asking = waiting.popleft()
            for thing in wants[asking]:
                if thing in reached:
                    continue
                reached[thing] = asking
                if thing not in holder:
                    free = thing
                    break
                waiting.append(holder[thing])
        while free is not None:
            taker = reached[free]
            given_up = next((t for t, who in holder.items() if who == taker), None)
            holder[free] = taker
            free = given_up
    return holder


def _stretches(days: Sequence[StaffedDay]) -> list[Stretch]:
    slots = [(slot, day) for day, staffed in enumerate(days) for slot in staffed.day.open_slots]
    slots.sort(key=lambda each: (each[0].date, each[0].person, each[0].at, each[1]))
    stretches: list[Stretch] = []
    last: OpenSlot | None = None
    until = 0
    for slot, day in slots:
        same = last is not None and (last.date, last.person) == (slot.date, slot.person)
        if not same or slot.at >= until:
            stretches.append({})
            until = 0
        stretches[-1].setdefault(day, []).append(slot.id)
        last, until = slot, max(until, slot.at + slot.minutes)
    return stretches


def _offered(days: Sequence[StaffedDay], stretches: Sequence[Stretch]) -> dict[int, int]:
    """Return the day on which a patient was offered a slot, by the position of its stretch."""
    made = [
        {
            event.offer.slot
            for event in each.day.events
            if isinstance(event, CallOutcome) and event.offer
        }
        for each in days
    ]
    return {
        at: day
        for at, stretch in enumerate(stretches)
        for day in sorted(stretch, reverse=True)
        if made[day].intersection(stretch[day])
    }


def _wants(
    days: Sequence[StaffedDay], stretches: Sequence[Stretch], now: datetime
) -> Iterator[tuple[bool, int, int, list[int]]]:
    """Yield for each visit that is hit when it is served, its day, and the stretches it could have.

    A visit for which somebody on its day has time, the others hit left out of account, comes after
    those that nobody has time for.
    """
    at = {
        (day, slot): position
        for position, stretch in enumerate(stretches)
        for day, slots in stretch.items()
        for slot in slots
    }
    for day, staffed in enumerate(days):
        case = staffed.case(now)
        hit = hit_visits(case)
        free = longest_free(case, hit)
        turns = {True: 0, False: 0}
        for ref in hit:
            visit = case.visits[ref]
            stays = _stays(case, visit, free)
            turns[stays] += 1
            yield (
                stays,
                turns[stays],
                day,
                [at[day, slot.id] for slot in fitting_slots(case, visit)],
            )


def _stays(case: Case, visit: Appointment, free: Mapping[str, int]) -> bool:
    able = able_providers(case, visit, case.site_of(visit), visit.modality)
    wanted = provider_minutes(case, visit, visit.modality)
    return any(free.get(person, 0) >= wanted for person in able)
