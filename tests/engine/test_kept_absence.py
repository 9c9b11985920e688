"""A kept roster is repaired together with its kept days, and a day's trouble is its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from engine.absences.answer import answer_absence
from engine.absences.kept_absence import as_known, booked_by, repair_with_days
from engine.absences.staffed_day import published_day
from engine.asked import Asked, Progress
from models.absence_answer import DayOutcome
from models.day import Day
from models.events import CallOutcome, CallResult, Late, Offered
from models.kept_roster import KeptRepair
from models.plan import Plan, PlannedVisit
from models.roster_events import RosterCallOutcome
from scenarios.roster_library import load_example_absence
from solvers.day.by_hand.published import published_plan
from tests.engine.kept_days import (
    EVENING,
    FRIDAY,
    THURSDAY,
    books,
    kept_days,
    office,
    stands,
)

PATIENT = Asked(deadline=120, options=False, workers=2)
AT_ONCE = Asked(deadline=0, options=False, workers=2)


def repaired(days: Any = None, happened: Any = None, asked: Asked = AT_ONCE, **more: Any) -> Any:
    known = kept_days() if days is None else days
    return repair_with_days(office(), happened or stands(), known, now=EVENING, asked=asked, **more)


def outcomes(answer: KeptRepair) -> list[DayOutcome]:
    return [part.outcome for part in answer.booked_days]


@pytest.mark.thorough
def test_what_is_kept_is_answered_as_what_is_handed_in() -> None:
    told: list[Progress] = []
    answer = repaired(asked=PATIENT, progress=told.append)
    handed_in = answer_absence(*load_example_absence("nurse-out"), asked=PATIENT)

    assert answer.findings == ()
    assert answer.summary == handed_in.summary
    assert (answer.roster, answer.changes) == (handed_in.roster.roster, handed_in.roster.changes)
    assert [part.day for part in answer.booked_days] == [part.day for part in handed_in.days]
    assert (answer.staff_calls, answer.patient_calls) == (
        handed_in.staff_calls,
        handed_in.patient_calls,
    )
    assert [part.read.book for part in answer.booked_days] == [1, 1, 1]
    assert {str(THURSDAY), str(FRIDAY)} <= {each.stage for each in told}


def test_without_time_there_is_an_answer_all_the_same() -> None:
    answer = repaired()

    assert answer.findings == ()
    assert outcomes(answer) == [DayOutcome.UNTOUCHED, DayOutcome.PLANNED, DayOutcome.PLANNED]


def test_a_day_that_is_not_its_roster_s_costs_its_own_part() -> None:
    shift = {"person": "rn-ames", "site": "main", "from": "08:00", "to": "12:00"}
    other = Day.model_validate(
        books()[THURSDAY].model_dump(mode="json", by_alias=True) | {"shifts": [shift]}
    )
    answer = repaired(kept_days(other))

    assert outcomes(answer) == [DayOutcome.UNTOUCHED, DayOutcome.FAILED, DayOutcome.PLANNED]
    (trouble,) = answer.booked_days[1].troubles
    assert "not what the roster has for rn-ames on 2026-12-03" in trouble
    assert answer.findings == ()
    assert "1 day not planned" in answer.summary


def test_events_of_the_day_are_planned_with() -> None:
    late = Late(person="rn-cole", until=9 * 60, reported=EVENING)
    days = kept_days()
    known = [replace(day, events=(late,)) if day.book.date == THURSDAY else day for day in days]
    part = repaired(known).booked_days[1]

    assert [event.type for event in part.day.events] == ["late", "absent"]
    assert part.proposal is not None


def test_a_day_goes_on_from_the_plan_published_for_it() -> None:
    """Thursday's d-9 was published half an hour later than booked, and its patient said yes."""
    place = {"at": 13 * 60 + 30, "provider": "rn-cole", "site": "main"}
    yes = CallOutcome(
        appointment="d-9",
        outcome=CallResult.REACHED_ACCEPTED,
        offer=Offered.model_validate(place),
        reported=EVENING,
    )
    issued = with_later(published_plan(office(), staffed(THURSDAY)), "d-9")
    (kept,) = [day for day in kept_days(issued={THURSDAY: issued}) if day.book.date == THURSDAY]
    answer = repaired([replace(kept, events=(yes,))])
    (part,) = answer.booked_days

    assert answer.findings == ()
    assert part.issued is not None
    assert part.issued.visits == issued.visits
    there = {visit.appointment: visit.placement for visit in part.proposal.plan.visits}
    assert there["d-9"].start == 13 * 60 + 30
    assert "d-9" not in {call.appointment for call in part.proposal.calls}


def staffed(date: dt.date) -> Day:
    """Return a day with the shifts that the roster gives it."""
    case = booked_by(office(), stands(), EVENING)
    (kept,) = [each for each in kept_days() if each.book.date == date]
    return published_day(case, as_known(case, kept))


def with_later(plan: Plan, ref: str) -> Plan:
    """Return a plan with one visit half an hour later."""

    def moved(visit: PlannedVisit) -> PlannedVisit:
        place = visit.placement
        if visit.appointment != ref or place is None:
            return visit
        phases = tuple(
            phase.model_copy(update={"start": phase.start + 30, "end": phase.end + 30})
            for phase in place.phases
        )
        return visit.model_copy(update={"placement": place.model_copy(update={"phases": phases})})

    return plan.model_copy(update={"visits": tuple(map(moved, plan.visits))})


def test_whoever_has_agreed_is_the_day_s_new_staff_and_called_by_nobody() -> None:
    """rn-hill has said yes to Thursday: no day knows of it yet, and nobody asks her once more."""
    yes = RosterCallOutcome(
        person="rn-hill",
        date=THURSDAY,
        shift_types=("nurse",),
        outcome=CallResult.REACHED_ACCEPTED,
    )
    answer = repaired(happened=stands(yes))

    assert answer.findings == ()
    moves = {move.person: (move.out, bool(move.after)) for move in answer.booked_days[1].staff}
    assert moves == {"rn-ames": (True, False), "rn-hill": (False, True)}
    assert answer.staff_calls == ()
    assert [(c.person, c.date) for c in answer.changes if not c.counted and c.now] == [
        ("rn-hill", THURSDAY)
    ]
