"""A newer book overtakes what was said and published of its day; the day stays one to be solved."""

from __future__ import annotations

import pytest

from engine.opening.cases import case_of
from engine.opening.still_said import still_issued, still_said
from models.appointment import Appointment
from models.day import Day
from models.errors import BadInput
from models.events import (
    AddOn,
    CallOutcome,
    CallResult,
    Cancelled,
    Event,
    Late,
    NoShow,
    Offered,
    Overrun,
)
from models.plan import Plan
from tests.api import examples

ADDED = Appointment(id="a-9", visit_type="follow-up", at=660, provider="dr-bell")
LATE = Late(person="dr-bell", until=540)


def declined(visit: str, slot: str) -> Event:
    return CallOutcome(
        appointment=visit, outcome=CallResult.REACHED_DECLINED, offer=Offered(slot=slot)
    )


def without(*gone: str, slots: bool = True) -> Day:
    """Return the day's book without some visits."""
    day = examples.day()
    left = tuple(visit for visit in day.appointments if visit.id not in gone)
    changed = {"appointments": left} | ({} if slots else {"open_slots": ()})
    return day.model_copy(update=changed)


@pytest.mark.parametrize(
    "event",
    [
        Cancelled(appointment="a-1"),
        NoShow(appointment="a-1"),
        Overrun(appointment="a-1", minutes=10),
        declined("a-1", "os-1"),
    ],
)
def test_bug_what_is_said_of_a_visit_that_left_the_book_says_nothing(event: Event) -> None:
    assert still_said(examples.day(), [event, LATE]) == [event, LATE]
    book = without("a-1")
    with pytest.raises(BadInput):
        case_of(examples.office(), book, events=[event])

    said = still_said(book, [event, LATE])

    assert said == [LATE]
    assert case_of(examples.office(), book, events=said).day.events == (LATE,)


def test_bug_an_add_on_that_has_come_into_the_book_is_no_add_on() -> None:
    events: list[Event] = [AddOn(appointment=ADDED), Cancelled(appointment="a-9")]
    assert still_said(examples.day(), events) == events
    book = examples.day()
    book = book.model_copy(update={"appointments": (*book.appointments, ADDED)})

    said = still_said(book, events)

    assert said == [events[1]]
    assert case_of(examples.office(), book, events=said).day.events == (events[1],)


def test_bug_an_answer_about_a_slot_that_is_taken_says_nothing() -> None:
    answer = declined("a-2", "os-1")
    assert still_said(without("a-1"), [answer]) == [answer]
    assert still_said(without("a-1", slots=False), [answer]) == []


def test_bug_what_was_issued_for_a_visit_that_left_the_book_is_left_out() -> None:
    office, issued = examples.office(), Plan.model_validate(examples.PLAN)
    book = without("a-1")
    with pytest.raises(BadInput):
        case_of(office, book, issued=issued)

    left = still_issued(book, [], issued)

    assert left is not None
    assert [visit.appointment for visit in left.visits] == ["a-2"]
    assert case_of(office, book, issued=left).issued == left
    assert still_issued(examples.day(), [], issued) is issued
    assert still_issued(book, [], None) is None


def test_what_was_issued_for_an_add_on_stays() -> None:
    added = AddOn(appointment=ADDED)
    planned = {"visits": [*examples.PLAN["visits"], {"appointment": "a-9"}]}
    issued = Plan.model_validate(examples.PLAN | planned)
    assert still_issued(examples.day(), [added], issued) is issued
    written = examples.day().model_copy(update={"events": (added,)})
    assert still_issued(written, [], issued) is issued
