"""'Do nothing' is the published plan, for the visits that are left."""

from __future__ import annotations

from engine.proposals.baseline import do_nothing
from tests.engine.clinic import LEE_OUT, case, visit


def test_nothing_is_touched() -> None:
    now = case(LEE_OUT)

    assert do_nothing(now) == now.published.canonical()


def test_what_is_over_is_left_out_and_add_ons_wait_for_a_decision() -> None:
    added = {"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}}
    gone = {"type": "cancelled", "appointment": "a-1"}
    now = case(added, gone, appointments=visit("a-2", status="fulfilled"))

    planned = {visit.appointment: visit for visit in do_nothing(now).visits}

    assert planned.keys() == {"a-3", "b-1", "b-2", "x-1"}
    assert planned["x-1"].placement is None
    assert planned["x-1"].slot is None


def test_an_empty_day_is_a_plan() -> None:
    now = case(appointments=[], shifts=[], duties=[])

    assert do_nothing(now).visits == ()
