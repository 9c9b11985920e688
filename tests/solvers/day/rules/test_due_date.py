"""A visit goes to another day only in time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.engine.clinic import case, office, visit, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import slots
from tests.solvers.day.pinning import Pinned


def free(*dates: str) -> list[dict[str, Any]]:
    """Return one open slot of the visits' own provider on each date, named after it."""
    slot = {"person": "dr-lee", "site": "main", "at": "09:00", "minutes": 30}
    return [slot | {"id": f"s-{date}", "date": date} for date in dates]


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


@pytest.mark.parametrize(
    ("urgency", "last", "late"),
    [
        ("hours-48", "2026-11-25", "2026-11-26"),
        ("days-7", "2026-11-30", "2026-12-01"),
        ("days-30", "2026-12-23", "2026-12-24"),
    ],
)
def test_the_due_date_is_the_last_that_will_do(urgency: str, last: str, late: str) -> None:
    due = case(appointments=visit("a-1", urgency=urgency), open_slots=free(last, late))
    assert not breaches("due-date", due, with_visits(due.published, a_1=f"s-{last}"))
    (found,) = breaches("due-date", due, with_visits(due.published, a_1=f"s-{late}"))
    assert (found.kind, found.about) == ("breach", ("a-1",))
    assert found.sentence == f"a-1 goes to {late}, due by {last}."
    assert slots(due, "a-1") == [f"s-{last}"]


def test_an_elective_visit_is_never_late_and_waits_no_more_than_thirty_days() -> None:
    dates = ("2026-12-22", "2026-12-23", "2027-01-20")
    usual = case(
        at=office(exchange_rates={"delay_day": 5}),
        appointments=visit("a-1", urgency="elective"),
        open_slots=free(*dates),
    )
    for date, days in zip(dates, (29, 30, 30), strict=True):
        plan = with_visits(usual.published, a_1=f"s-{date}")
        (found,) = findings("due-date", usual, plan)
        assert (found.kind, found.tier, found.cost) == ("cost", "T2", 5 * days)
        assert found.about == ("a-1",)
        assert found.sentence == f"a-1 waits {days} days for {date}."
    assert len(slots(usual, "a-1")) == 3


def test_another_day_is_a_coming_one() -> None:
    usual = case()
    soon = usual.day.open_slots[0].model_copy(update={"date": usual.date})
    today = replace(usual, day=usual.day.model_copy(update={"open_slots": (soon,)}))
    (found,) = findings("due-date", today, with_visits(today.published, a_1="s-1"))
    assert (found.kind, found.sentence) == (
        "breach",
        "a-1 goes to 2026-11-23, not a coming day.",
    )
    assert not slots(today, "a-1")


@pytest.mark.parametrize(
    ("urgency", "weight"),
    [("must-today", 10), ("hours-48", 5), ("days-7", 3), ("days-30", 1), ("elective", 1)],
)
def test_days_past_due_weigh_by_urgency(urgency: str, weight: int) -> None:
    late = case(
        at=office(rules={"due-date": {"late-allowed": True}}),
        appointments=visit("a-1", due_by="2026-11-24", urgency=urgency),
        open_slots=free("2026-11-27"),
    )
    plan = with_visits(late.published, a_1="s-2026-11-27")
    harm, _ = findings("due-date", late, plan)
    assert (harm.kind, harm.tier, harm.cost) == ("cost", "T1", 3 * weight)
    assert harm.about == ("a-1",)
    assert harm.sentence == "a-1 goes to 2026-11-27, 3 days past its due date."
    tiers = Pinned(late).tiers(plan)
    assert tiers is not None
    assert tiers["T1"] == 3 * weight + (1000 if urgency == "must-today" else 0)
