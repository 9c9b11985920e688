"""The checker of the whole: every way in which an answer can be wrong is found, and by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.absences.answer import answer_absence
from engine.absences.cases import absence_case_of
from engine.asked import Asked
from models.absence_answer import AnsweredAbsence, DayOutcome, DayPart
from models.absence_case import AbsenceCase
from models.day import Reserve
from scenarios.roster_library import load_example_absence
from solvers.together.check import check

Change = Callable[[AnsweredAbsence], AnsweredAbsence]


@pytest.fixture(scope="module")
def of() -> AbsenceCase:
    return absence_case_of(*load_example_absence("nurse-out"))


@pytest.fixture(scope="module")
def answer() -> AnsweredAbsence:
    asked = Asked(deadline=120, options=False, workers=2)
    return answer_absence(*load_example_absence("nurse-out"), asked=asked)


def test_the_example_s_answer_has_nothing_wrong(of: AbsenceCase, answer: AnsweredAbsence) -> None:
    assert check(of, answer) == ()
    assert {part.outcome for part in answer.days} == {DayOutcome.UNTOUCHED, DayOutcome.PLANNED}


def part_with(answer: AnsweredAbsence, place: int, **changed: Any) -> AnsweredAbsence:
    parts = list(answer.days)
    parts[place] = parts[place].model_copy(update=changed)
    return answer.model_copy(update={"days": tuple(parts)})


def day_with(answer: AnsweredAbsence, place: int, **changed: Any) -> AnsweredAbsence:
    day = answer.days[place].day
    assert day is not None
    return part_with(answer, place, day=day.model_copy(update=changed))


def proposal_with(answer: AnsweredAbsence, place: int, **changed: Any) -> AnsweredAbsence:
    proposal = answer.days[place].proposal
    assert proposal is not None
    return part_with(answer, place, proposal=proposal.model_copy(update=changed))


def proof_with(answer: AnsweredAbsence, place: int, **changed: Any) -> AnsweredAbsence:
    proposal = answer.days[place].proposal
    assert proposal is not None
    proof = proposal.certificate.model_copy(update=changed)
    return proposal_with(answer, place, certificate=proof)


def roster_with(answer: AnsweredAbsence, **changed: Any) -> AnsweredAbsence:
    return answer.model_copy(update={"roster": answer.roster.model_copy(update=changed)})


def row_with(answer: AnsweredAbsence, person: str, at: int, *cell: str) -> AnsweredAbsence:
    plan = answer.roster.roster
    row = list(plan.rows[person])
    row[at] = cell
    rows = plan.rows | {person: tuple(row)}
    return roster_with(answer, roster=plan.model_copy(update={"rows": rows}))


def roster_proof(answer: AnsweredAbsence, **changed: Any) -> AnsweredAbsence:
    return roster_with(answer, certificate=answer.roster.certificate.model_copy(update=changed))


def _day(answer: AnsweredAbsence, place: int) -> Any:
    return answer.days[place].day


def _plan(answer: AnsweredAbsence, place: int) -> Any:
    proposal = answer.days[place].proposal
    assert proposal is not None
    return proposal.plan


def _visit_into(answer: AnsweredAbsence, place: int, ref: str, slot: str) -> AnsweredAbsence:
    plan = _plan(answer, place)
    visits = tuple(
        visit.model_copy(update={"placement": None, "slot": slot})
        if visit.appointment == ref
        else visit
        for visit in plan.visits
    )
    return proposal_with(answer, place, plan=plan.model_copy(update={"visits": visits}))


def _slot(answer: AnsweredAbsence, **changed: Any) -> Any:
    return _day(answer, 2).open_slots[0].model_copy(update=changed)


def _promised_twice(answer: AnsweredAbsence) -> AnsweredAbsence:
    listed = day_with(answer, 1, open_slots=(_slot(answer),))
    return _visit_into(listed, 1, "d-1", "s-2")


def _promised_on_a_planned_day(answer: AnsweredAbsence) -> AnsweredAbsence:
    friday = _slot(answer, id="s-f", date=_day(answer, 2).date)
    return _visit_into(day_with(answer, 1, open_slots=(friday,)), 1, "d-1", "s-f")


def _promised_without_its_provider(answer: AnsweredAbsence) -> AnsweredAbsence:
    sunday = _slot(answer, id="s-s", date=_day(answer, 2).date + timedelta(days=2))
    return _visit_into(day_with(answer, 1, open_slots=(sunday,)), 1, "d-1", "s-s")


def _promised_beyond_the_horizon(answer: AnsweredAbsence) -> AnsweredAbsence:
    after = answer.roster.first + timedelta(days=answer.roster.days)
    slot = _slot(answer, id="s-b", date=after, person="rn-ames")
    return _visit_into(day_with(answer, 1, open_slots=(slot,)), 1, "d-1", "s-b")


def _another_book(answer: AnsweredAbsence) -> AnsweredAbsence:
    first, *others = _day(answer, 1).appointments
    later = first.model_copy(update={"bumps_12m": 3})
    return day_with(answer, 1, appointments=(later, *others))


def _shorter_book(answer: AnsweredAbsence) -> AnsweredAbsence:
    return day_with(answer, 1, appointments=_day(answer, 1).appointments[1:])


def _moved_incumbent(answer: AnsweredAbsence) -> AnsweredAbsence:
    published = answer.days[1].published
    assert published is not None
    first, *others = published.visits
    placement = first.placement
    assert placement is not None
    phases = tuple(
        phase.model_copy(update={"start": phase.start + 5, "end": phase.end + 5})
        for phase in placement.phases
    )
    moved = first.model_copy(update={"placement": placement.model_copy(update={"phases": phases})})
    return part_with(answer, 1, published=published.model_copy(update={"visits": (moved, *others)}))


def _nobody_on_the_desk(answer: AnsweredAbsence) -> AnsweredAbsence:
    published = answer.days[1].published
    assert published is not None
    return part_with(answer, 1, published=published.model_copy(update={"duties": ()}))


def _not_there(answer: AnsweredAbsence, person: str) -> AnsweredAbsence:
    shifts = tuple(shift for shift in _day(answer, 1).shifts if shift.person != person)
    return day_with(answer, 1, shifts=shifts)


def _called_in(answer: AnsweredAbsence, person: str) -> AnsweredAbsence:
    reserve = Reserve(id="r-1", person=person, site="main", start=480, end=960)
    plan = _plan(answer, 2).model_copy(update={"called_in": ("r-1",)})
    return proposal_with(day_with(answer, 2, reserves=(reserve,)), 2, plan=plan)


def _talk_twice(answer: AnsweredAbsence) -> AnsweredAbsence:
    return answer.model_copy(update={"staff_calls": answer.staff_calls * 2})


def _patient_apart(answer: AnsweredAbsence) -> AnsweredAbsence:
    first, *others = answer.patient_calls
    split = [first.model_copy(update={"visits": (visit,)}) for visit in first.visits]
    return answer.model_copy(update={"patient_calls": (*split, *others)})


def _patients_as_one(answer: AnsweredAbsence) -> AnsweredAbsence:
    first, second = answer.patient_calls
    both = first.model_copy(update={"visits": (*first.visits, *second.visits)})
    return answer.model_copy(update={"patient_calls": (both,)})


def _patient_forgotten(answer: AnsweredAbsence) -> AnsweredAbsence:
    return answer.model_copy(update={"patient_calls": answer.patient_calls[1:]})


WRONG: dict[str, tuple[Change, str, str]] = {
    "a hard rule of the roster": (
        lambda a: row_with(a, "rn-hill", 2, "nurse"), "roster", "The roster breaks a rule"),
    "a change that is not listed": (
        lambda a: row_with(a, "rn-hill", 11), "roster", "What changes for rn-hill is not listed"),
    "a listed change that is none": (
        lambda a: row_with(a, "rn-hill", 3), "roster", "What changes for rn-hill is not listed"),
    "a shortage that is hidden": (
        lambda a: roster_proof(a, short=0, short_bound=0), "roster", "not as short"),
    "a cost of the roster": (lambda a: roster_proof(a, cost=4, bound=4), "roster", "not as short"),
    "a bound of people short": (lambda a: roster_proof(a, short_bound=2), "roster", "A bound"),
    "a bound of changes": (lambda a: roster_proof(a, changes_bound=2), "roster", "A bound"),
    "a bound of the roster's cost": (lambda a: roster_proof(a, bound=6), "roster", "A bound"),
    "a day that was not handed in": (
        lambda a: part_with(a, 0, date=a.days[0].date - timedelta(days=1)), "days", "no booked"),
    "a day that is touched": (
        lambda a: part_with(a, 1, outcome=DayOutcome.UNTOUCHED, proposal=None, day=None),
        "staff", "rn-ames works otherwise"),
    "somebody missing": (lambda a: _not_there(a, "rn-hill"), "staff", "rn-hill works otherwise"),
    "somebody of the desk missing": (
        lambda a: _not_there(a, "desk-1"), "staff", "desk-1 works otherwise"),
    "who is out at work": (
        lambda a: day_with(a, 1, events=()), "staff", "rn-ames works otherwise"),
    "another's absence": (
        lambda a: day_with(a, 1, events=(
            *_day(a, 1).events, _day(a, 1).events[0].model_copy(update={"person": "rn-cole"}))),
        "staff", "rn-cole works otherwise"),
    "a visit less in the book": (_shorter_book, "book", "has not the same visits"),
    "a visit that is not as handed in": (_another_book, "book", "is not booked as"),
    "a slot from nowhere": (
        lambda a: day_with(a, 1, open_slots=(_slot(a, id="s-0"),)), "book", "slots that nobody"),
    "another time to compare with": (_moved_incumbent, "book", "is compared with another time"),
    "a duty less to compare with": (_nobody_on_the_desk, "book", "is compared without front-desk"),
    "another moment": (lambda a: proposal_with(a, 1, now=600), "days", "is for another time"),
    "a cost of a day": (lambda a: proof_with(a, 1, cost=1, lower_bound=1), "days", "does not cost"),
    "a tier of a day": (
        lambda a: proof_with(a, 1, tiers=dict.fromkeys(("T0", "T1"), 0)), "days", "does not cost"),
    "a bound of a day": (lambda a: proof_with(a, 1, lower_bound=118), "days", "The bound of"),
    "a gap of a day": (
        lambda a: proposal_with(a, 1, gaps=a.roster.uncovered), "days", "are not those it lists"),
    "a rule of a day": (
        lambda a: _visit_into(a, 1, "d-1", "s-9"), "days", "A rule is broken"),
    "a slot promised twice": (_promised_twice, "open-slots", "s-2 is promised twice"),
    "a slot on a day planned here": (
        _promised_on_a_planned_day, "open-slots", "on a day that is planned itself"),
    "a slot without its provider": (
        _promised_without_its_provider, "open-slots", "rn-cole is not there for s-s"),
    "who is off called in": (
        lambda a: _called_in(a, "rn-cole"), "reserves", "rn-cole is called in, and is off"),
    "who is out called in": (
        lambda a: _called_in(a, "rn-ames"), "reserves", "rn-ames is called in, and is out"),
    "somebody called twice": (_talk_twice, "calls", "rn-hill is called 2 times"),
    "somebody not called": (
        lambda a: a.model_copy(update={"staff_calls": ()}), "calls", "rn-hill is not called about"),
    "somebody called for nothing": (
        lambda a: a.model_copy(update={"staff_calls": (
            a.staff_calls[0].model_copy(update={"person": "rn-cole"}),)}),
        "calls", "rn-cole is called about 2026-12-03 for nothing"),
    "a patient called twice": (_patient_apart, "calls", "A patient is called twice"),
    "two patients in one call": (_patients_as_one, "calls", "two of them in one call"),
    "a patient forgotten": (_patient_forgotten, "calls", "Not every visit that changes"),
}  # fmt: skip
"""By what is wrong: how it comes about, the finding's name, and words of its sentence."""


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_found(of: AbsenceCase, answer: AnsweredAbsence, wrong: str) -> None:
    change, rule, words = WRONG[wrong]
    findings = check(of, change(answer))
    found = [finding for finding in findings if finding.rule == rule and words in finding.sentence]
    assert found, findings


def test_bug_who_is_out_beyond_the_horizon_is_not_there_for_a_slot(
    of: AbsenceCase, answer: AnsweredAbsence
) -> None:
    promised = _promised_beyond_the_horizon(answer)
    slot = _day(promised, 1).open_slots[0]
    said = f"{slot.person} is not there for {slot.id}."
    assert said not in [found.sentence for found in check(of, promised)]
    (out,) = of.away
    for still in (out.model_copy(update={"last": slot.date}),
                  out.model_copy(update={"last": slot.date, "at": 600})):  # fmt: skip
        assert said in [found.sentence for found in check(replace(of, away=(still,)), promised)]


def test_a_finding_about_a_day_names_its_date_first(
    of: AbsenceCase, answer: AnsweredAbsence
) -> None:
    (finding, *_) = check(of, _not_there(answer, "rn-hill"))
    assert finding.about[0] == "2026-12-03"


def test_a_day_that_failed_is_not_judged(of: AbsenceCase, answer: AnsweredAbsence) -> None:
    thursday = answer.days[1].date
    parts = (
        answer.days[0],
        DayPart(date=thursday, outcome=DayOutcome.FAILED, troubles=("So.",)),
        answer.days[2],
    )
    talks = tuple(
        talk.model_copy(update={"visits": kept})
        for talk in answer.patient_calls
        if (kept := tuple(visit for visit in talk.visits if visit.date != thursday))
    )
    assert check(of, answer.model_copy(update={"days": parts, "patient_calls": talks})) == ()
