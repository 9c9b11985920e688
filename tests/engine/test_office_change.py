"""An office that is changed still goes with the days and rosters that are kept and not over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.opening.office_change import expect_all_to_go_with, expect_office
from engine.store.documents import Kept
from engine.store.marks import Marks, RosterMarks
from engine.store.state import DayState, RosterState
from models.errors import BadInput
from models.office import Office
from tests.api import examples
from tests.engine.store.keeping import book
from tests.engine.store.keeping_rosters import office as clinic
from tests.engine.store.keeping_rosters import roster

AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
TODAY = AT.date()


def kept(document: Any) -> Kept[Any]:
    return Kept(document, 1, "", "ann", AT)


def day(office: Office | None = None) -> DayState:
    marks = Marks("corner", dt.date(2026, 11, 23), 1, 1, 0, 0)
    return DayState(kept(office or examples.office()), kept(book()), (), None, marks, "tag")


def month(office: Office | None = None, **changed: Any) -> RosterState:
    marks = RosterMarks("corner", "winter", 1, 1, 0, 0, "roster")
    return RosterState(kept(office or clinic()), kept(roster(**changed)), (), None, marks, "tag")


def smaller(**changed: Any) -> Office:
    return Office.model_validate(examples.OFFICE | changed)


def without_late() -> Office:
    asks = clinic().rostering
    early = {"early": asks.shift_types["early"]}
    changed = asks.model_copy(update={"shift_types": early, "fairness": ()})
    return clinic().model_copy(update={"rostering": changed})


def fields(refused: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [fault.field for fault in refused.value.faults]


def test_an_office_that_makes_no_sense_is_refused() -> None:
    expect_office(examples.office(), TODAY)
    with pytest.raises(BadInput) as refused:
        expect_office(smaller(rooms=[{"id": "r-1", "site": "annex"}]), TODAY)
    assert fields(refused) == ["office.rooms.0.site"]


def test_bug_what_a_day_names_stays() -> None:
    expect_all_to_go_with(examples.office(), [day()], [])
    with pytest.raises(BadInput) as refused:
        expect_all_to_go_with(smaller(people=examples.OFFICE["people"][1:]), [day()], [])

    assert fields(refused)[0] == "days.2026-11-23.day.shifts.0.person"
    fault = refused.value.faults[0]
    assert (fault.value, fault.problem, fault.expected) == (
        "dr-lee",
        "no such person",
        "one of dr-bell",
    )


def test_bug_what_a_roster_asks_for_stays() -> None:
    expect_all_to_go_with(clinic(), [], [month()])
    with pytest.raises(BadInput) as refused:
        expect_all_to_go_with(without_late(), [], [month()])
    assert "rosters.winter.roster.demand.1.shift_types.0" in fields(refused)


def test_what_made_no_sense_before_is_no_reason() -> None:
    wrong = smaller(people=examples.OFFICE["people"][1:])
    expect_all_to_go_with(wrong, [day(wrong)], [month(without_late())])
