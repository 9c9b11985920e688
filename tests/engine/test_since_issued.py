"""What is no longer as in the plan that was issued before, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.explaining.since_issued import since_issued
from engine.proposals.baseline import do_nothing
from models.clock import minutes_of
from models.plan import Placement
from tests.engine.clinic import LEE_OUT, case, office, placed, with_visits

AT_10 = placed(600, "dr-bell", room="room-2")


def told(
    was: Placement | str | None, now: Placement | str | None, *events: Any
) -> list[tuple[str, str, str]]:
    """Return (visit, reason, rule) of what differs when a-1 was issued there and is now there."""
    of = case(*events)
    of = replace(of, issued=with_visits(of.published, a_1=was))
    found = since_issued(of, with_visits(do_nothing(of), a_1=now))
    return [(change.appointment, change.reason, change.rule) for change in found]


def answer(outcome: str, at: str, provider: str = "dr-bell") -> dict[str, Any]:
    offer = {"at": at, "provider": provider, "site": "main"}
    return {"type": "call-outcome", "appointment": "a-1", "outcome": outcome, "offer": offer}


def test_nothing_was_issued() -> None:
    of = case()

    assert since_issued(of, with_visits(do_nothing(of), a_1="s-1")) == ()


@pytest.mark.parametrize("place", [AT_10, "s-1", None])
def test_what_is_as_issued_is_not_told(place: Placement | str | None) -> None:
    assert told(place, place) == []
    # Room and people are told with the visit itself.
    assert told(AT_10, placed(600, "dr-bell", "ma-2", "room-3")) == []


@pytest.mark.parametrize("now", [placed(605, "dr-bell"), placed(600, "np-cruz"), "s-1", None])
def test_what_was_issued_otherwise_is_told(now: Placement | str | None) -> None:
    better = "better as things are now, though it was issued otherwise"

    assert told(AT_10, now) == [("a-1", better, "stability")]


def test_why_it_is_no_longer_so_is_said() -> None:
    bell_out = {"type": "absent", "person": "dr-bell", "from": "10:00"}
    yes, no = answer("reached-accepted", "13:00"), answer("reached-declined", "10:00")
    one = placed(780, "dr-bell")

    assert told(AT_10, "s-1", LEE_OUT, bell_out) == [
        ("a-1", "dr-bell is away 10:00–17:00", "absence")
    ]
    assert told(AT_10, one, yes) == [("a-1", "the patient has accepted this", "consent")]
    assert told(AT_10, one, no) == [("a-1", "the patient has declined what was issued", "consent")]


@pytest.mark.parametrize(("now", "rule"), [("09:00", "stability"), ("09:01", "freeze")])
def test_a_patient_who_was_not_told_in_time_is_told_of(now: str, rule: str) -> None:
    of = case(now=minutes_of(now), at=office(rules={"freeze": {"contact-lead": 60}}))
    of = replace(of, issued=with_visits(of.published, b_2=AT_10))

    (change,) = since_issued(of, do_nothing(of))

    assert change.rule == rule


def test_before_is_as_issued_and_after_as_planned() -> None:
    of = case()
    of = replace(of, issued=with_visits(of.published, a_1=AT_10))

    (change,) = since_issued(of, with_visits(do_nothing(of), a_1="s-1"))

    assert change.before is not None
    assert (change.before.at, change.before.provider, change.before.room) == (
        600,
        "dr-bell",
        "room-2",
    )
    assert change.after is not None
    assert (change.after.slot, change.disposition) == ("s-1", "other-day")
