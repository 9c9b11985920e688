"""What was proposed for a day is published while the day lasts, by the office's clock."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.proposals.publishing import plan_to_publish
from engine.proposals.too_late import expect_cells_in_time, is_over
from engine.store.documents import Kept
from engine.store.errors import Stale, TooLate
from engine.store.marks import Marks
from engine.store.proposals import KeptProposal, Status
from engine.store.state import DayState
from models.absence_answer import DayOutcome
from models.kept_roster import DayRead, KeptDayPart, KeptRepair
from models.roster import RosterPlan
from models.roster_answer import BuiltRoster
from tests.api import examples
from tests.engine.store.keeping import book
from tests.engine.store.keeping_rosters import office as clinic
from tests.engine.test_roster_publishing import both, kept, repaired, stands

DAY = dt.date(2026, 11, 23)
MARKS = Marks("corner", DAY, 1, 1, 0, 0)


def local(text: str) -> dt.datetime:
    """Return a time at the office, in New York."""
    return dt.datetime.fromisoformat(f"{text}-05:00")


def state(marks: Marks = MARKS) -> DayState:
    at = local("2026-11-01T12:00")
    office, day = Kept(examples.office(), 1, "", "ann", at), Kept(book(), 1, "", "ann", at)
    return DayState(office, day, (), None, marks, "tag")


def proposed(asked: str) -> KeptProposal:
    at = local(asked)
    answer = examples.proposal()
    return KeptProposal("p-1", 1, Status.OPEN, MARKS, None, "ann", at, at, answer, "", None)


@pytest.mark.parametrize("now", ["2026-11-23T06:50", "2026-11-23T23:59"])
def test_a_day_is_published_while_it_lasts(now: str) -> None:
    made = proposed("2026-11-23T06:46")
    assert plan_to_publish(state(), made, now=local(now)) == examples.proposal().plan


@pytest.mark.parametrize("now", ["2026-11-24T00:00", "2026-12-24T12:00"])
def test_bug_a_day_that_has_ended_since_is_not_published(now: str) -> None:
    with pytest.raises(TooLate, match="2026-11-23") as refused:
        plan_to_publish(state(), proposed("2026-11-23T23:58"), now=local(now))
    assert refused.value.dates == (DAY,)


def test_what_became_of_a_day_is_published_after_it() -> None:
    made = proposed("2026-11-24T00:10")
    assert plan_to_publish(state(), made, now=local("2026-11-24T08:00")).visits


def test_a_day_lasts_as_long_as_its_longest_shift() -> None:
    late = {"person": "dr-lee", "site": "main", "from": "18:00", "to": "26:00"}
    office, day = examples.office(), book(shifts=[late])
    assert not is_over(office, day, local("2026-11-24T01:59"))
    assert is_over(office, day, local("2026-11-24T02:00"))
    assert is_over(office, book(), local("2026-11-24T00:00"))


def test_what_has_moved_on_is_told_first() -> None:
    newer = Marks("corner", DAY, 1, 1, 1, 0)
    with pytest.raises(Stale):
        plan_to_publish(state(newer), proposed("2026-11-23T07:00"), now=local("2026-11-25T07:00"))


def see(now: str, plan: RosterPlan | None = None, *, whole: bool = True, **answer: object) -> None:
    """See whether a repair that was asked for on 29 November is published in time."""
    made = kept(repaired(**answer))
    expect_cells_in_time(clinic(), stands(), made, plan or both(), local(now), whole=whole)


def test_a_roster_is_published_while_no_changed_day_has_ended() -> None:
    # The third of December is the first day on which somebody works otherwise.
    see("2026-12-03T23:59")
    with pytest.raises(TooLate) as refused:
        see("2026-12-04T00:00")
    assert refused.value.dates == (dt.date(2026, 12, 3),)
    see("2026-12-04T00:00", RosterPlan(rows=stands().roster.published))


def test_what_is_asked_for_later_changes_what_is_over_for_the_record() -> None:
    asked = local("2026-12-05T08:00")
    made = kept(repaired(), asked_at=asked)
    expect_cells_in_time(clinic(), stands(), made, both(), asked, whole=True)


def test_a_kept_day_that_is_planned_and_over_is_too_late_for_the_whole() -> None:
    planned = KeptDayPart(
        date=dt.date(2026, 12, 1),
        outcome=DayOutcome.PLANNED,
        proposal=examples.proposal(),
        read=DayRead(office=1, book=1, position=0, publication=0),
    )
    same = RosterPlan(rows=stands().roster.published)
    assert isinstance(repaired(booked_days=(planned,)), KeptRepair)
    see("2026-12-01T23:59", same, booked_days=(planned,))
    see("2026-12-02T00:00", same, whole=False, booked_days=(planned,))
    with pytest.raises(TooLate):
        see("2026-12-02T00:00", same, booked_days=(planned,))


def test_a_roster_that_was_built_takes_nothing_from_anybody() -> None:
    built = BuiltRoster.model_validate(
        examples.built_roster(clinic(), stands().roster).model_dump(by_alias=True)
    )
    made = kept(built)
    expect_cells_in_time(clinic(), stands(), made, both(), local("2026-12-09T00:00"), whole=True)
