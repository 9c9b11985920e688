"""Whom to call about an absence of several days: everybody once, with all that concerns them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.proposals.call_words import day_words
from engine.rosters.reasons import standing_of
from models.absence_answer import Matter, PatientTalk, StaffMatter, StaffTalk, VisitMatter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from models.absence_answer import DayPart
    from models.proposal import StaffCall
    from models.roster_answer import RepairedRoster, RosterChange
    from models.roster_case import RosterCase

KNOWN_ALREADY = frozenset({"absence", "leave"})
"""Reasons of cells that were emptied of which their person knows: they said so themselves."""


def staff_talks(
    case: RosterCase, repaired: RepairedRoster, parts: Sequence[DayPart]
) -> tuple[StaffTalk, ...]:
    """Return a call for each of the staff who is to work otherwise than they know.

    Those who are asked to take a shift come first, in the order of the roster's calls; then whom a
    day calls in or sends elsewhere, by when; then who is only to be told. Everybody stands where
    their most pressing matter does.
    """
    others = {(call.person, call.date): call for call in repaired.calls}
    turn: dict[str, tuple[int, date, int]] = {}
    matters: dict[str, list[StaffMatter]] = {}

    def note(person: str, at: tuple[int, date, int], matter: StaffMatter) -> None:
        turn[person] = min(turn.get(person, at), at)
        matters.setdefault(person, []).append(matter)

    for change in repaired.changes:
        if change.reason.rule in KNOWN_ALREADY:
            continue
        call = others.get((change.person, change.date))
        rank = (0, repaired.first, call.order) if call else (2, change.date, 0)
        named = call.others if call else ()
        note(change.person, rank, _about_cell(change, named))
    for part in parts:
        for called in part.proposal.staff_calls if part.proposal else ():
            note(called.person, (1, part.date, called.at), _about_day(part.date, called))
    order = sorted(matters, key=lambda person: (turn[person], person))
    return tuple(
        StaffTalk(
            order=place,
            person=person,
            standing=standing_of(case, person, matters[person][0].date),
            matters=tuple(sorted(matters[person], key=lambda matter: matter.date)),
        )
        for place, person in enumerate(order, start=1)
    )


def patient_talks(parts: Iterable[DayPart]) -> tuple[PatientTalk, ...]:
    """Return a call for each patient, day by day as each day orders them.

    Visits of which the book says that they are one patient's are one call, at the first of them.
    """
    visits: dict[tuple[str, str], list[VisitMatter]] = {}
    for part in parts:
        if part.proposal is None or part.day is None:
            continue
        whose = {visit.id: visit.patient for visit in part.day.appointments}
        for call in part.proposal.calls:
            patient = whose.get(call.appointment)
            key = (patient, "") if patient else (part.date.isoformat(), call.appointment)
            visits.setdefault(key, []).append(VisitMatter(date=part.date, call=call))
    return tuple(
        PatientTalk(order=place, patient=None if ref else patient, visits=tuple(theirs))
        for place, ((patient, ref), theirs) in enumerate(visits.items(), start=1)
    )


def _about_cell(change: RosterChange, others: tuple[str, ...]) -> StaffMatter:
    on = day_words(change.date)
    was, now = (" and ".join(cell) for cell in (change.was, change.now))
    if not change.now:
        matter, say = Matter.OFF, f"You are off on {on}, and not on {was}."
    elif not change.was:
        matter, say = Matter.WORK, f"Can you work {now} on {on}?"
    else:
        matter, say = Matter.OTHER_SHIFT, f"Can you work {now} instead of {was} on {on}?"
    return StaffMatter(date=change.date, matter=matter, say=say, others=others)


def _about_day(day: date, called: StaffCall) -> StaffMatter:
    return StaffMatter(date=day, matter=Matter.DAY, say=f"{called.say}, on {day_words(day)}.")
