"""What a repaired roster leaves of open slots and reserves, each for one day alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.absences.reissued import within_reach
from engine.absences.slot_shares import shares_of
from engine.day.shift_pieces import pieces
from models.events import CallOutcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from engine.absences.staffed_day import StaffedDay
    from models.absence_case import AbsenceCase
    from models.day import OpenSlot
    from models.events import Event
    from models.roster import RosterPlan


def with_what_is_open(
    case: AbsenceCase, days: Sequence[StaffedDay], plan: RosterPlan
) -> list[StaffedDay]:
    """Return the days that are touched with the slots and reserves that are still theirs.

    Gone are slots of who is not at work then, slots on days that are planned here themselves,
    and reserves of people rostered whom the roster has off that day: it decides about them. A slot
    that several days could fill is left to one. What is gone is said in `withdrawn`; what patients
    said to an offer of it is no longer known, for there is no such offer.
    """
    here = {staffed.day.date for staffed in days}
    found = []
    for staffed in days:
        slots = dict(_slots_gone(case, staffed, plan, here))
        reserves = dict(_reserves_gone(case, staffed, plan))
        found.append(_without(_without(staffed, slots), {}, reserves))
    dealt = []
    for staffed, left in zip(found, shares_of(found, case.now), strict=True):
        words = {
            ref: f"{ref} is left to {to}, which could fill it, too." for ref, to in left.items()
        }
        dealt.append(_without(staffed, words))
    return dealt


def _slots_gone(
    case: AbsenceCase, staffed: StaffedDay, plan: RosterPlan, here: Collection[date]
) -> Iterator[tuple[str, str]]:
    for slot in staffed.day.open_slots:
        where = f"{slot.id} ({slot.person} on {slot.date})"
        if slot.date in here:
            yield slot.id, f"{where} is on a day that is planned here itself."
        elif not _at_work(case, plan, slot):
            yield slot.id, f"{where} is gone: {slot.person} is not at work there then."


def _reserves_gone(
    case: AbsenceCase, staffed: StaffedDay, plan: RosterPlan
) -> Iterator[tuple[str, str]]:
    for reserve in staffed.day.reserves:
        person, day = reserve.person, staffed.day.date
        leaves = case.leaves(person, day)
        row = plan.rows.get(person)
        if case.out(person, day) or (leaves is not None and leaves < reserve.end):
            yield reserve.id, f"{reserve.id}: {person} is out."
        elif row is not None and not row[(day - case.roster.first).days]:
            yield reserve.id, f"{reserve.id}: {person} is off by the roster, which decides."


def _at_work(case: AbsenceCase, plan: RosterPlan, slot: OpenSlot) -> bool:
    roster, leaves = case.roster_case, case.leaves(slot.person, slot.date)
    if leaves is not None and leaves < slot.at + slot.minutes:
        return False
    if slot.person not in roster.contracts or slot.date > roster.dates[-1]:
        # No cell says it.
        leave = any(e.person == slot.person and e.include(slot.date) for e in case.roster.leave)
        return not leave and not case.out(slot.person, slot.date)
    worked = pieces(roster, plan.rows, slot.person, slot.date)
    return any(
        piece.site == slot.site and piece.start <= slot.at and slot.at + slot.minutes <= piece.end
        for piece in worked
    )


def _slot_offered(event: Event) -> str | None:
    offer = event.offer if isinstance(event, CallOutcome) else None
    return None if offer is None else offer.slot


def _without(
    staffed: StaffedDay, slots: dict[str, str], reserves: dict[str, str] | None = None
) -> StaffedDay:
    day, away = staffed.day, reserves or {}
    told = tuple(event for event in day.events if _slot_offered(event) not in slots)
    update = {
        "events": told,
        "open_slots": tuple(slot for slot in day.open_slots if slot.id not in slots),
        "reserves": tuple(reserve for reserve in day.reserves if reserve.id not in away),
    }
    day = day.model_copy(update=update)
    return replace(
        staffed,
        day=day,
        issued=None if staffed.issued is None else within_reach(staffed.issued, day),
        withdrawn=(*staffed.withdrawn, *slots.values(), *away.values()),
    )
