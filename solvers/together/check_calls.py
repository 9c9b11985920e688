"""Everybody who must know is called, once, with all that concerns them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from solvers.together.check_words import breach

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.absence_answer import AnsweredAbsence
    from models.absence_case import AbsenceCase
    from models.finding import Finding


def calls_findings(case: AbsenceCase, answer: AnsweredAbsence) -> Iterator[Finding]:
    """Yield who is called twice or for nothing, and who is not called who must be."""
    yield from _staff(case, answer)
    yield from _patients(answer)


def _staff(case: AbsenceCase, answer: AnsweredAbsence) -> Iterator[Finding]:
    told = Counter(talk.person for talk in answer.staff_calls)
    for person, times in told.items():
        if times > 1:
            yield breach("calls", (person,), f"{person} is called {times} times.")
    heard = {(talk.person, each.date) for talk in answer.staff_calls for each in talk.matters}
    wanted: set[tuple[str, date]] = set()
    for person, row in answer.roster.roster.rows.items():
        published = case.roster.published.get(person, ())
        for day, was, now in zip(case.roster_case.dates, published, row, strict=False):
            leave = any(e.person == person and e.include(day) for e in case.roster.leave)
            if set(was) != set(now) and not case.out(person, day) and not leave:
                wanted.add((person, day))
    for part in answer.days:
        if part.proposal is None or part.day is None:
            continue
        called = set(part.proposal.plan.called_in)
        wanted |= {(r.person, part.date) for r in part.day.reserves if r.id in called}
        wanted |= {(sent.person, part.date) for sent in part.proposal.plan.transfers}
    for person, day in sorted(wanted - heard):
        yield breach("calls", (person,), f"{person} is not called about {day}.")
    for person, day in sorted(heard - wanted):
        yield breach("calls", (person,), f"{person} is called about {day} for nothing.")


def _patients(answer: AnsweredAbsence) -> Iterator[Finding]:
    told = Counter(
        (each.date, each.call.appointment) for talk in answer.patient_calls for each in talk.visits
    )
    wanted = {
        (part.date, call.appointment)
        for part in answer.days
        if part.proposal is not None
        for call in part.proposal.calls
    }
    if any(times > 1 for times in told.values()) or told.keys() != wanted:
        yield breach("calls", (), "Not every visit that changes is told of just once.")
    whose = {
        (part.date, visit.id): visit.patient
        for part in answer.days
        if part.day is not None
        for visit in part.day.appointments
    }
    patients = [
        {whose.get((each.date, each.call.appointment)) for each in talk.visits}
        for talk in answer.patient_calls
    ]
    named = [who for group in patients for who in group if who is not None]
    if any(len(group) > 1 for group in patients) or len(set(named)) < len(named):
        yield breach("calls", (), "A patient is called twice, or two of them in one call.")
