"""What events make of a roster: who is out, what is asked for, who said yes or no."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import TypeAdapter

from engine.opening.roster_events import Happened, roster_after, with_agreed
from engine.opening.roster_intake import expect_sense
from engine.opening.rosters import judge_roster, roster_case_of
from models.errors import BadInput
from models.roster import RosterPlan
from models.roster_events import RosterEvent
from tests.api import examples
from tests.engine.store.keeping_rosters import office, plan, roster

EVENT: TypeAdapter[RosterEvent] = TypeAdapter(RosterEvent)
AWAY = {"type": "absent", "person": "rn-ames", "from": "2026-12-07", "to": "2026-12-11"}
ASKED = {"type": "call-outcome", "person": "ma-gray", "date": "2026-12-03"}
YES = ASKED | {"outcome": "reached-accepted", "shift_types": ["early"]}
NO = ASKED | {"outcome": "reached-declined", "shift_types": ["early"]}


def events(*written: dict[str, Any]) -> list[RosterEvent]:
    return [EVENT.validate_python(each) for each in written]


def after(*written: dict[str, Any], **known: Any) -> Happened:
    return roster_after(office(), roster(), events(*written), **known)


def out_of(happened: Happened, person: str) -> list[tuple[int, int]]:
    away = [each for each in happened.roster.absences if each.person == person]
    return [(each.first.day, each.end.day) for each in away]


def cell(happened: Happened, person: str, day: int) -> tuple[str, ...]:
    return happened.roster.published[person][day]


def test_without_events_it_is_the_document() -> None:
    assert after().roster == roster()


def test_whoever_is_out_is_out_for_all_of_the_days() -> None:
    assert out_of(after(AWAY), "rn-ames") == [(7, 11)]
    assert out_of(after(AWAY), "ma-eads") == [(2, 4)]


@pytest.mark.parametrize(
    ("back", "left"), [("2026-12-10", [(7, 9)]), ("2026-12-07", []), ("2026-12-20", [(7, 11)])]
)
def test_whoever_returns_is_out_up_to_the_day_before(
    back: str, left: list[tuple[int, int]]
) -> None:
    returned = {"type": "returned", "person": "rn-ames", "date": back}

    assert out_of(after(AWAY, returned), "rn-ames") == left
    assert out_of(after(AWAY, returned), "ma-eads") == [(2, 4)]


@pytest.mark.parametrize("event", [AWAY, AWAY | {"type": "leave-granted"}])
def test_bug_whoever_is_rostered_no_more_leaves_a_roster_that_makes_sense(
    event: dict[str, Any],
) -> None:
    stay = tuple(person.id for person in office().people if person.id != "rn-ames")
    named = {
        field: tuple(each for each in getattr(roster(), field) if each.person in stay)
        for field in ("leave", "requests", "locked", "absences")
    }
    rows = {
        field: {ref: row for ref, row in getattr(roster(), field).items() if ref in stay}
        for field in ("history", "published", "carried")
    }
    smaller = roster(people=stay, **named, **rows)
    roster_case_of(office(), smaller)
    other = {"type": "absent", "person": "rn-cole", "from": "2026-12-07"}

    happened = roster_after(office(), smaller, events(event, other))

    roster_case_of(office(), happened.roster)
    assert (happened.roster.leave, out_of(happened, "rn-ames")) == (smaller.leave, [])
    assert out_of(happened, "rn-cole") == [(7, 7)]
    expect_sense(office(), smaller, events(event), events(other)[0])
    with pytest.raises(BadInput):
        expect_sense(office(), smaller, [], events(event)[0])


def test_a_withdrawn_absence_never_was() -> None:
    other = AWAY | {"from": "2026-12-21", "to": "2026-12-22"}
    withdrawn = {"type": "absence-withdrawn", "person": "rn-ames", "from": "2026-12-07"}

    assert out_of(after(AWAY, other, withdrawn), "rn-ames") == [(21, 22)]


def test_leave_and_demand_come_to_those_of_the_document() -> None:
    granted = {"type": "leave-granted", "person": "ma-fox", "from": "2026-12-15"}
    more = {"dates": ["2026-12-12"], "shift_types": ["early"], "minimum": 1}
    found = after(granted, {"type": "extra-demand", "demand": more}).roster

    assert [(each.person, each.first.day) for each in found.leave] == [("ma-fox", 15)]
    assert found.demand[:-1] == roster().demand
    assert found.demand[-1].dates == (dt.date(2026, 12, 12),)


def test_whoever_said_yes_has_the_shift_and_keeps_it() -> None:
    found = after(YES)

    assert cell(found, "ma-gray", 3) == ("early",)
    assert found.agreed == {("ma-gray", dt.date(2026, 12, 3)): ()}
    taken_back = RosterPlan(rows=roster().published)
    rules = {each.rule for each in judge_roster(office(), found.roster, taken_back).breaches}
    assert "locks" in rules


def test_whoever_said_no_keeps_the_day_as_published() -> None:
    found = after(NO)

    assert cell(found, "ma-gray", 3) == ()
    assert found.agreed == {}
    rules = {each.rule for each in judge_roster(office(), found.roster, plan()).breaches}
    assert "locks" in rules


def test_the_last_word_counts() -> None:
    assert cell(after(NO, YES), "ma-gray", 3) == ("early",)
    assert after(YES, NO).agreed == {}


def test_what_else_came_of_asking_changes_nothing() -> None:
    assert after(ASKED | {"outcome": "no-answer"}).roster == roster()


def test_a_word_given_does_not_hold_somebody_who_is_out() -> None:
    out = {"type": "absent", "person": "ma-gray", "from": "2026-12-03"}
    found = after(YES, out)

    assert (found.agreed, found.roster.locked) == ({}, ())


def test_what_was_published_last_takes_the_place_of_the_document_s() -> None:
    assert cell(after(issued=plan()), "ma-gray", 3) == ("early",)


def test_whoever_is_rostered_no_more_is_left_out_of_what_was_published() -> None:
    few = roster(people=tuple(ref for ref in roster().published if ref != "ma-gray"))
    few = few.model_copy(
        update={
            "published": {ref: row for ref, row in few.published.items() if ref != "ma-gray"},
            "volunteers": (),
        }
    )
    found = roster_after(office(), few, (), issued=plan()).roster

    assert "ma-gray" not in found.published
    roster_case_of(office(), found)


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-11-01", "2026-12-02"), ("2026-12-10", "2026-12-10"), ("2027-01-01", "2026-12-02")],
)
def test_what_is_over_stays(today: str, first: str) -> None:
    assert str(after(today=dt.date.fromisoformat(today)).roster.as_of) == first


def test_a_roster_not_published_can_be_changed_throughout() -> None:
    fresh = roster(published={}, as_of=None, absences=())

    assert roster_after(office(), fresh, (), today=dt.date(2026, 12, 10)).roster.as_of is None


def test_what_was_agreed_is_among_the_changes() -> None:
    found = after(YES)
    answer = with_agreed(examples.repaired_roster(office(), found.roster), found)

    (change,) = answer.changes
    assert (change.person, change.was, change.now) == ("ma-gray", (), ("early",))
    assert (change.counted, change.reason.sentence) == (False, "ma-gray said yes to it.")


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (AWAY | {"person": "nobody"}, "event.person"),
        (AWAY | {"person": "dr-lee"}, "event.person"),
        (AWAY | {"from": "2027-02-01", "to": "2027-02-03"}, "event.from"),
        ({"type": "returned", "person": "rn-ames", "date": "2026-12-07"}, "event.date"),
        ({"type": "absence-withdrawn", "person": "ma-eads", "from": "2026-12-03"}, "event.from"),
        (YES | {"date": "2027-02-01"}, "event.date"),
        (YES | {"shift_types": ["dawn"]}, "event.shift_types.0"),
        (YES | {"shift_types": ["early", "early"]}, "event.shift_types.1"),
        (
            {
                "type": "extra-demand",
                "demand": {"dates": ["2027-02-01"], "shift_types": ["early"], "minimum": 1},
            },
            "event.demand.dates.0",
        ),
        (
            {"type": "extra-demand", "demand": {"shift_types": ["dawn"], "minimum": 1}},
            "event.demand.shift_types.0",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(event: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        expect_sense(office(), roster(), (), *events(event))

    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize("outcome", ["to-call", "arrived-anyway"])
def test_an_outcome_is_what_came_of_asking(outcome: str) -> None:
    with pytest.raises(ValueError, match="what came of asking"):
        events(ASKED | {"outcome": outcome})


def test_what_makes_sense_after_what_was_before_is_taken() -> None:
    returned = {"type": "returned", "person": "rn-ames", "date": "2026-12-09"}
    expect_sense(office(), roster(), events(AWAY), *events(returned))
