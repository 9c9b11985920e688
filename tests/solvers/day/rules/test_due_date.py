"""A visit goes to another day only in time."""

from __future__ import annotations

from tests.engine.clinic import case, office, visit, with_visits
from tests.solvers.day.judging import breaches, cost


def test_a_slot_past_the_due_date_is_caught() -> None:
    due = case(appointments=visit("a-1", due_by="2026-11-24"))
    assert not breaches("due-date", due, with_visits(due.published, a_1="s-1"))
    late = breaches("due-date", due, with_visits(due.published, a_1="s-2"))
    assert late[0].about == ("a-1",)
    assert "2026-11-24" in late[0].sentence


def test_each_day_of_delay_costs() -> None:
    usual = case()
    assert cost("due-date", usual, with_visits(usual.published, a_1="s-2")) == {
        "T2": 2 * usual.rates.delay_day
    }


def test_days_past_due_are_harm_where_they_are_allowed() -> None:
    soft = office(rules={"due-date": {"late-allowed": True}})
    late = case(at=soft, appointments=visit("a-1", due_by="2026-11-23", urgency="days-7"))
    assert cost("due-date", late, with_visits(late.published, a_1="s-2"))["T1"] == 3 * 2
