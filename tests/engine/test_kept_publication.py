"""What a roster's publication changes about kept days, and that the days then go with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from engine.absences.kept_absence import KeptDay, repair_with_days
from engine.absences.kept_publication import DayChange, day_changes
from engine.asked import Asked
from engine.opening.cases import case_of
from engine.opening.roster_events import roster_after
from engine.store.errors import NotLegal, Stale
from models.absence_answer import DayOutcome
from models.day import Day
from models.kept_roster import DayRead, KeptRepair
from models.roster import RosterPlan
from models.roster_answer import BuiltRoster
from models.roster_events import RosterAbsent
from solvers.day.check.verdict import check
from tests.api import examples
from tests.engine.kept_days import (
    AMES_OUT,
    EVENING,
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    books,
    kept_days,
    office,
    roster,
    stands,
)

AT_ONCE = Asked(deadline=0, options=False, workers=2)


def answered(days: list[KeptDay] | None = None, plan: RosterPlan | None = None) -> KeptRepair:
    """Return what is proposed without a search, or with another roster than that comes to."""
    answer = repair_with_days(office(), stands(), days or kept_days(), now=EVENING, asked=AT_ONCE)
    return answer if plan is None else answer.model_copy(update={"roster": plan})


def changes(
    answer: KeptRepair, days: list[KeptDay] | None = None, *, whole: bool = True
) -> dict[dt.date, DayChange]:
    found = day_changes(
        office(), stands(), days or kept_days(), answer, answer.roster, whole=whole, now=EVENING
    )
    return {change.date: change for change in found}


def with_hill() -> RosterPlan:
    """Return the roster in which rn-ames is off and rn-hill has her Thursday."""
    rows = dict(answered().roster.rows)
    rows["rn-hill"] = (*rows["rn-hill"][:3], ("nurse",), *rows["rn-hill"][4:])
    return RosterPlan(rows=rows)


def on_shift(book: Day | None) -> list[str]:
    assert book is not None
    return sorted(shift.person for shift in book.shifts)


def test_all_of_a_proposal_brings_its_plans_along() -> None:
    answer = answered()
    found = changes(answer)

    assert list(found) == [THURSDAY, FRIDAY]
    assert on_shift(found[THURSDAY].book) == ["desk-1", "rn-cole"]
    assert on_shift(found[FRIDAY].book) == ["desk-1", "rn-hill"]
    parts = {part.date: part.proposal for part in answer.booked_days}
    assert {date: change.proposal for date, change in found.items()} == {
        date: parts[date] for date in (THURSDAY, FRIDAY)
    }


def test_a_part_of_it_brings_the_staff_and_no_plan() -> None:
    found = changes(answered(plan=with_hill()), whole=False)

    assert on_shift(found[THURSDAY].book) == ["desk-1", "rn-cole", "rn-hill"]
    assert {change.proposal for change in found.values()} == {None}


def test_nobody_in_the_new_book_is_absent_and_every_visit_stays_booked() -> None:
    for date, change in changes(answered()).items():
        assert change.book is not None
        assert change.book.events == ()
        before, after = books()[date].appointments, change.book.appointments
        assert [(v.id, v.at, v.provider) for v in after] == [
            (v.id, v.at, v.provider) for v in before
        ]


def test_the_plan_keeps_every_rule_on_the_day_as_it_is_from_then_on() -> None:
    for change in changes(answered()).values():
        assert change.book is not None
        assert change.proposal is not None
        plan, now = change.proposal.plan, change.proposal.now
        case = case_of(office(), change.book, now=now, issued=plan)
        assert check(case, plan).breaches == ()


def test_what_was_published_is_touched_no_more_and_goes_on_from_there() -> None:
    answer = answered()
    after = [
        KeptDay(change.book, (), change.proposal.plan, change.read)
        if (change := changes(answer).get(day.book.date)) and change.book and change.proposal
        else day
        for day in kept_days()
    ]
    published = roster(published=dict(answer.roster.rows))
    then = roster_after(office(), published, [AMES_OUT], today=WEDNESDAY)
    again = repair_with_days(office(), then, after, now=EVENING, asked=AT_ONCE)
    assert {part.outcome for part in again.booked_days} == {DayOutcome.UNTOUCHED}

    cole = RosterAbsent(person="rn-cole", first=THURSDAY, last=THURSDAY)
    then = roster_after(office(), published, [AMES_OUT, cole], today=WEDNESDAY)
    more = repair_with_days(office(), then, after, now=EVENING, asked=AT_ONCE)
    assert more.findings == ()
    outcomes = {part.date: part.outcome for part in more.booked_days}
    assert outcomes[THURSDAY] is DayOutcome.PLANNED
    assert outcomes[FRIDAY] is DayOutcome.UNTOUCHED


@pytest.mark.parametrize(
    ("field", "what"),
    [("book", "book"), ("position", "events"), ("publication", "publication")],
)
def test_a_planned_day_that_has_moved_on_makes_all_of_it_stale(field: str, what: str) -> None:
    answer = answered()
    moved = [
        replace(day, read=day.read.model_copy(update={field: 2}))
        if day.book.date == THURSDAY
        else day
        for day in kept_days()
    ]
    with pytest.raises(Stale) as refused:
        changes(answer, moved)

    (difference,) = refused.value.differences
    assert (difference.date, difference.what, difference.now) == (THURSDAY, what, 2)
    assert f"2026-12-03 {what}" in str(refused.value)
    # A part plans no day, so that nothing of it is stale.
    assert list(changes(answer, moved, whole=False)) == [THURSDAY, FRIDAY]


def test_a_day_that_was_not_planned_may_have_moved_on() -> None:
    moved = [
        replace(day, read=DayRead(office=1, book=2, position=3, publication=4))
        if day.book.date == WEDNESDAY
        else day
        for day in kept_days()
    ]
    assert list(changes(answered(), moved)) == [THURSDAY, FRIDAY]


def test_a_day_that_is_not_its_roster_s_is_left_as_it_is() -> None:
    shift = {"person": "rn-ames", "site": "main", "from": "08:00", "to": "12:00"}
    written = books()[THURSDAY].model_dump(mode="json", by_alias=True)
    days = kept_days(Day.model_validate(written | {"shifts": [shift]}))
    found = changes(answered(days), days)

    assert (found[THURSDAY].book, found[THURSDAY].proposal) == (None, None)
    assert found[FRIDAY].proposal is not None


def test_a_plan_that_breaks_a_rule_with_the_new_staff_is_not_published() -> None:
    """Who is off by the roster sees nobody: a plan that says otherwise is refused."""
    answer = answered()
    parts = []
    for part in answer.booked_days:
        proposal = part.proposal
        if proposal is not None and part.published is not None:
            proposal = proposal.model_copy(update={"plan": part.published})
        parts.append(part.model_copy(update={"proposal": proposal}))

    with pytest.raises(NotLegal) as refused:
        changes(answer.model_copy(update={"booked_days": tuple(parts)}))
    assert refused.value.findings


def test_a_roster_that_was_built_changes_no_day() -> None:
    built: BuiltRoster = examples.built_roster(office(), roster())
    assert built.roster is not None
    assert (
        day_changes(office(), stands(), kept_days(), built, built.roster, whole=True, now=EVENING)
        == []
    )
