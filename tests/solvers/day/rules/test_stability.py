"""What was issued to the office is not changed again without need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from tests.solvers.day.offered import starts
from tests.solvers.day.rules.clinic import case, cost, judged, placed, put
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Placement

SLOTS = [
    {"id": ref, "person": "dr-bell", "site": "main", "date": "2026-11-24", "at": at, "minutes": 20}
    for ref, at in (("s-1", "09:00"), ("s-2", "10:00"))
]
AT_11 = placed("11:00")
WITH_BELL = placed("11:00", "dr-bell", "ma-2", "room-2")


def call(outcome: str, **offer: Any) -> dict[str, Any]:
    """Return what came of calling a-1; without words about the offer, none is named."""
    event = {"type": "call-outcome", "appointment": "a-1", "outcome": outcome}
    return event | ({"offer": offer} if offer else {})


def message(at: str = "11:00", **more: Any) -> dict[str, Any]:
    """Return that a message was left about a start."""
    return call("message-left", **{"at": at, "provider": "dr-lee", "site": "main"} | more)


def issued(a_1: Placement | str | None, *events: dict[str, Any], **more: Any) -> Case:
    """Return the clinic's case after a plan was issued that has a-1 there."""
    bare = case(*events, open_slots=SLOTS, **more)
    return replace(bare, issued=put(bare.published, a_1=a_1))


def price(of: Case, a_1: Placement | str | None) -> int:
    """Return what the rule asks for a-1 there; the model must ask the same by itself."""
    return cost("stability", of, put(of.published, a_1=a_1))


def test_nothing_was_issued() -> None:
    assert price(case(open_slots=SLOTS), AT_11) == 0


@pytest.mark.parametrize(
    ("was", "now", "asked"),
    [
        (AT_11, AT_11, 0),
        # Room and people are no place of the visit.
        (AT_11, placed("11:00", who="ma-2", room="room-2"), 0),
        (AT_11, placed("11:05"), 6),
        (AT_11, WITH_BELL, 3),
        (WITH_BELL, placed("11:05"), 9),
        (AT_11, "s-1", 6),
        (AT_11, None, 6),
        ("s-1", "s-1", 0),
        ("s-1", "s-2", 6),
        ("s-1", AT_11, 6),
        ("s-1", None, 6),
        # A manual decision binds nobody.
        (None, AT_11, 0),
        (None, "s-1", 0),
    ],
)
def test_what_is_not_as_issued_costs(
    was: Placement | str | None, now: Placement | str | None, asked: int
) -> None:
    assert price(issued(was), now) == asked


def test_half_the_rate_is_rounded_up() -> None:
    assert price(issued(AT_11, rates={"reissued": 7}), WITH_BELL) == 4


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ([message()], 66),
        ([call("message-left")], 66),
        ([message(), call("no-answer")], 66),
        ([message(provider="dr-bell")], 66),
        ([message("10:30")], 6),
        ([message(modality="video")], 6),
        ([message(), call("to-call")], 6),
        ([call("no-answer")], 6),
    ],
)
def test_a_message_left_about_it_is_a_second_call(said: list[dict[str, Any]], asked: int) -> None:
    assert price(issued(AT_11, *said), placed("11:05")) == asked


def test_another_provider_at_the_time_of_the_message_is_no_second_call() -> None:
    assert price(issued(AT_11, message()), WITH_BELL) == 3


def test_a_message_about_a_slot() -> None:
    of = issued("s-1", call("message-left", slot="s-1"))

    assert price(of, "s-2") == 66
    assert price(of, AT_11) == 66
    assert price(issued("s-1", call("message-left", slot="s-2")), "s-2") == 6


@pytest.mark.parametrize(
    "answer",
    [
        call("reached-declined", at="11:00", provider="dr-bell", site="main"),
        call("reached-accepted", at="13:00", provider="dr-lee", site="main"),
    ],
)
def test_a_patient_who_has_answered_is_no_longer_bound_by_it(answer: dict[str, Any]) -> None:
    assert price(issued(AT_11, answer), placed("13:00")) == 0


def test_declining_something_else_leaves_it_as_it_was() -> None:
    no = call("reached-declined", at="10:00", provider="dr-lee", site="main")

    assert price(issued(AT_11, no), placed("13:00")) == 6


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        ({"type": "absent", "person": "dr-lee", "from": "11:29"}, 0),
        ({"type": "absent", "person": "dr-lee", "from": "11:30"}, 6),
        ({"type": "site-closed", "site": "main", "from": "11:30", "to": "12:00"}, 0),
        ({"type": "site-closed", "site": "main", "from": "11:35", "to": "12:00"}, 6),
    ],
)
def test_a_place_that_is_lost_binds_nobody(event: dict[str, Any], asked: int) -> None:
    assert price(issued(AT_11, event), placed("09:00")) == asked


def test_the_sentence_says_it_all() -> None:
    of = issued(AT_11, message())

    (finding,) = judged("stability", of, put(of.published, a_1=placed("12:00", "dr-bell")))
    assert finding.sentence == (
        "a-1 is not where the issued plan has it and was left a message about that and"
        " sees dr-bell instead of dr-lee as issued."
    )


def test_an_issued_start_is_offered_off_the_grid() -> None:
    at = placed("11:03")

    assert at.start in starts(issued(at), "a-1", "dr-bell")
    assert at.start not in starts(case(open_slots=SLOTS), "a-1", "dr-bell")


def test_a_solve_keeps_to_what_was_issued() -> None:
    """Bell could see a-1 at 09:00 without any call, had no message been left about 11:00."""
    out = {"type": "absent", "person": "dr-lee"}
    rates = {"reissued": 30}
    for events, start in (([out], 540), ([out, message()], 660)):
        answer = solve_here(issued(WITH_BELL, *events, now="07:00", rates=rates))

        assert answer.proven
        (visit,) = (v for v in answer.plan.visits if v.appointment == "a-1")
        assert visit.placement is not None
        assert (visit.placement.start, visit.placement.provider) == (start, "dr-bell")


def test_with_no_time_at_all_the_issued_plan_stands() -> None:
    out = {"type": "absent", "person": "dr-lee"}
    of = issued(WITH_BELL, out, now="07:00")

    plan = ring_zero(of)

    (visit,) = (v for v in plan.visits if v.appointment == "a-1")
    assert visit.placement == WITH_BELL
    assert not check(of, plan).breaches
