"""An open slot is promised once, and its provider is there; who is off by the roster stays off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from solvers.together.check_staff import rostered_minutes, staying
from solvers.together.check_words import breach

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.absence_answer import AnsweredAbsence, DayPart
    from models.absence_case import AbsenceCase
    from models.day import OpenSlot
    from models.finding import Finding


def slots_findings(case: AbsenceCase, answer: AnsweredAbsence) -> Iterator[Finding]:
    """Yield what is promised on coming days and cannot be kept, and who is called in though off."""
    planned = {part.date for part in answer.days if part.proposal is not None}
    taken: set[tuple[str, date, int]] = set()
    for part in answer.days:
        about = (part.date.isoformat(),)
        here: set[tuple[str, date, int]] = set()
        for slot in _promised(part):
            minutes = range(slot.at, slot.at + slot.minutes)
            own = {(slot.person, slot.date, minute) for minute in minutes}
            if taken & own:
                yield breach("open-slots", (*about, slot.id), f"{slot.id} is promised twice.")
            here |= own
            if slot.date in planned:
                sentence = f"{slot.id} is on a day that is planned itself."
                yield breach("open-slots", (*about, slot.id), sentence)
            elif not _there(case, answer, slot):
                sentence = f"{slot.person} is not there for {slot.id}."
                yield breach("open-slots", (*about, slot.id), sentence)
        # Within a day its own check sees to that; two calls may have the same to fall back on.
        taken |= here
        yield from _called_in(case, answer, part)


def _promised(part: DayPart) -> Iterator[OpenSlot]:
    """Yield the slots that visits of a day are put into or are offered next."""
    if part.proposal is None or part.day is None:
        return
    into = {visit.slot for visit in part.proposal.plan.visits}
    into |= {call.fallback.slot for call in part.proposal.calls if call.fallback is not None}
    yield from (slot for slot in part.day.open_slots if slot.id in into)


def _there(case: AbsenceCase, answer: AnsweredAbsence, slot: OpenSlot) -> bool:
    dates, rows = case.roster_case.dates, answer.roster.roster.rows
    wanted = {(slot.site, minute) for minute in range(slot.at, slot.at + slot.minutes)}
    if slot.person in rows and slot.date in dates:
        there = rostered_minutes(case, rows, slot.person, slot.date)
        return wanted <= staying(case, slot.person, there, slot.date)
    # Of the first day of an absence there may be a part on which they are there.
    off = [(e.person, e.first + timedelta(days=e.at is not None), e.end) for e in case.away]
    off += [(e.person, e.first, e.end) for e in case.roster.leave]
    if any(who == slot.person and first <= slot.date <= last for who, first, last in off):
        return False
    return wanted <= staying(case, slot.person, wanted, slot.date)


def _called_in(case: AbsenceCase, answer: AnsweredAbsence, part: DayPart) -> Iterator[Finding]:
    if part.proposal is None or part.day is None:
        return
    called = set(part.proposal.plan.called_in)
    at = (part.date - case.roster.first).days
    for reserve in part.day.reserves:
        row = answer.roster.roster.rows.get(reserve.person)
        if reserve.id not in called:
            continue
        about = (part.date.isoformat(), reserve.person)
        if row is not None and not row[at]:
            sentence = f"{reserve.person} is called in, and is off by the roster."
            yield breach("reserves", about, sentence)
        wanted = {(reserve.site, minute) for minute in range(reserve.start, reserve.end)}
        out = case.out(reserve.person, part.date)
        if out or staying(case, reserve.person, wanted, part.date) != wanted:
            yield breach("reserves", about, f"{reserve.person} is called in, and is out.")
