"""Patients come when they can; a new time suits best within what they prefer."""

from __future__ import annotations

from tests.engine.clinic import case, office, placed, visit, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.offered import starts


def test_a_new_time_lies_within_a_window_with_the_whole_visit() -> None:
    windows = [{"from": "09:00", "to": "10:00"}]
    usual = case(appointments=visit("a-1", windows=windows))
    for start, broken in ((9 * 60 + 30, False), (9 * 60 + 31, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"), a_2=None)
        assert bool(findings("patient-window", usual, plan)) is broken


def test_the_booked_time_is_never_questioned() -> None:
    odd = case(appointments=visit("a-1", windows=[{"from": "15:00", "to": "16:00"}]))
    assert not findings("patient-window", odd, odd.published)


def test_a_time_outside_what_is_preferred_costs() -> None:
    usual = case(appointments=visit("a-1", prefers=[{"from": "14:00", "to": "16:00"}]))
    liked = with_visits(usual.published, a_1=placed(14 * 60, "dr-lee"))
    assert cost("patient-window", usual, liked) == {}
    other = with_visits(usual.published, a_1=placed(16 * 60, "dr-lee"))
    assert cost("patient-window", usual, other) == {"T5": usual.rates.preference}


def test_a_window_that_begins_with_the_visit_holds_it() -> None:
    usual = case(appointments=visit("a-1", windows=[{"from": "14:00", "to": "15:00"}]))
    for start, broken in ((14 * 60, False), (14 * 60 - 1, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"))
        assert bool(findings("patient-window", usual, plan)) is broken


def test_when_a_patient_cannot_come_is_said() -> None:
    usual = case(appointments=visit("a-1", windows=[{"from": "14:00", "to": "15:00"}]))
    (found,) = findings(
        "patient-window", usual, with_visits(usual.published, a_1=placed(14 * 60 + 31, "dr-lee"))
    )
    assert (found.kind, found.about) == ("breach", ("a-1",))
    assert found.sentence == "a-1 cannot come from 14:31 to 15:01."


def test_a_window_preferred_is_half_open() -> None:
    usual = case(appointments=visit("a-1", prefers=[{"from": "14:00", "to": "16:00"}]))
    for start, liked in ((13 * 60 + 59, False), (14 * 60, True), (15 * 60 + 59, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"))
        assert (not findings("patient-window", usual, plan)) is liked
    (found,) = findings(
        "patient-window", usual, with_visits(usual.published, a_1=placed(16 * 60, "dr-lee"))
    )
    assert found.sentence == "a-1 would rather not come at 16:00."


def test_the_model_offers_the_booked_start_and_the_window() -> None:
    windows = [{"from": "14:00", "to": "15:00"}]
    far = office(rules={"movability": {"bystander-minutes": 600}})
    usual = case(at=far, appointments=visit("a-1", windows=windows))
    half_hour = set(range(14 * 60, 14 * 60 + 31, 5))
    assert starts(usual, "a-1", "dr-lee") == {9 * 60} | half_hour
