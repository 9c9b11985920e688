"""The independent checker of an absence's answer: roster, days, and that they agree.

It reads the office's documents and the answer, and shares no code with what puts answers together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.absence_answer import DayOutcome
from models.case import Case
from models.clock import minute_of_instant
from solvers.day.check.verdict import check as check_plan
from solvers.roster.check import check as check_roster
from solvers.together.check_book import book_findings
from solvers.together.check_calls import calls_findings
from solvers.together.check_slots import slots_findings
from solvers.together.check_staff import staff_findings, untouched_findings
from solvers.together.check_words import breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.absence_answer import AnsweredAbsence, DayPart
    from models.absence_case import AbsenceCase
    from models.day import Day
    from models.finding import Finding
    from models.plan import Plan
    from models.proposal import Proposal


def check(
    case: AbsenceCase, answer: AnsweredAbsence, booked: AbsenceCase | None = None
) -> tuple[Finding, ...]:
    """Return everything that is wrong with an answer; one about a day names its date first.

    The roster keeps its rules but for what it says it cannot; each day's plan is legal and costs
    what its certificate says, with the staff that the roster gives it; no open slot is promised
    twice, or without its provider; and everybody who must know is called, once.

    Args:
        case: what is answered.
        answer: the answer.
        booked: the same with the roster that the days were booked by, where people have agreed
            since to cells that are not published yet.
    """
    days = booked or case
    return (
        *_roster(case, answer),
        *(finding for part in answer.days for finding in _day(days, answer, part)),
        *slots_findings(case, answer),
        *calls_findings(case, answer),
    )


def _roster(case: AbsenceCase, answer: AnsweredAbsence) -> Iterator[Finding]:
    repaired = answer.roster
    verdict = check_roster(case.roster_case, repaired.roster)
    broken = (f"{finding.rule}: {finding.sentence}" for finding in repaired.broken)
    admitted = {*repaired.eased, *broken}
    for found in verdict.breaches:
        if f"{found.rule}: {found.sentence}" not in admitted:
            yield breach("roster", found.about, f"The roster breaks a rule: {found.sentence}")
    proof = repaired.certificate
    exact = (verdict.key[0], verdict.cost) == (proof.short, proof.cost)
    if not admitted and not exact:
        yield breach("roster", (), "The roster is not as short, or as dear, as it says.")
    bounds = ((proof.short_bound, proof.short), (proof.bound, proof.cost))
    changes = (proof.changes_bound or 0, proof.changes or 0)
    if any(bound > value for bound, value in (*bounds, changes)):
        yield breach("roster", (), "A bound of the roster is above what it has.")
    listed = {(change.person, change.date) for change in repaired.changes}
    for person, row in repaired.roster.rows.items():
        was = case.roster.published.get(person)
        for day, cell, before in zip(case.roster_case.dates, row, was or (), strict=False):
            if (set(cell) != set(before)) != ((person, day) in listed):
                about = (person, day.isoformat())
                yield breach("roster", about, f"What changes for {person} is not listed.")


def _day(case: AbsenceCase, answer: AnsweredAbsence, part: DayPart) -> Iterator[Finding]:
    published = next((day for day in case.days if day.date == part.date), None)
    if published is None:
        yield breach("days", (part.date.isoformat(),), f"{part.date} is no booked day.")
        return
    if part.outcome is DayOutcome.UNTOUCHED:
        yield from untouched_findings(case, published, answer.roster.roster)
        return
    if part.day is None or part.published is None or part.proposal is None:
        return
    yield from book_findings(published, part.day, part.published)
    yield from staff_findings(case, published, part.day, answer.roster.roster)
    yield from _issued(case.issued.get(part.date), part)
    yield from _plan(case, part.day, part.published, part.issued, part.proposal)


def _issued(handed_in: Plan | None, part: DayPart) -> Iterator[Finding]:
    """Yield visits that a day goes on from elsewhere than the plan issued last has them."""
    about = (part.date.isoformat(),)
    if (handed_in is None) != (part.issued is None):
        yield breach("days", about, f"{part.date} does not go on from what was issued last.")
    if handed_in is None or part.issued is None or part.day is None:
        return
    open_slots = {slot.id for slot in part.day.open_slots}
    kept = {visit.appointment: visit for visit in part.issued.visits}
    for visit in handed_in.visits:
        if visit.slot is not None and visit.slot not in open_slots:
            continue
        if kept.get(visit.appointment) != visit:
            sentence = f"{visit.appointment} is not where the plan issued last has it."
            yield breach("days", (*about, visit.appointment), sentence)


def _plan(
    case: AbsenceCase, day: Day, published: Plan, issued: Plan | None, proposal: Proposal
) -> Iterator[Finding]:
    office, about = case.office, (day.date.isoformat(),)
    now = minute_of_instant(case.now, day.date, office.sites[0].zone)
    if proposal.now != now:
        yield breach("days", about, f"The plan of {day.date} is for another time.")
    rates = office.profiles[proposal.profile].applied_to(office.exchange_rates)
    judged = Case(office, day, now, rates, published, issued)
    verdict = check_plan(judged, proposal.plan)
    for found in verdict.breaches:
        yield breach("days", (*about, *found.about), f"A rule is broken: {found.sentence}")
    proof = proposal.certificate
    if verdict.tiers != proof.tiers or verdict.cost != proof.cost:
        yield breach("days", about, f"The plan of {day.date} does not cost what it says.")
    if proof.lower_bound > proof.cost:
        yield breach("days", about, f"The bound of {day.date} is above the cost.")
    if verdict.gaps != proposal.gaps:
        yield breach("days", about, f"The gaps of {day.date} are not those it lists.")
