"""A visit comes after the one it follows; nobody is in two visits of their own at once."""

from __future__ import annotations

from typing import Any

from tests.engine.clinic import DAY, LEE_OUT, case, placed, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.solving import solve_here


def book(**facts: Any) -> list[dict[str, Any]]:
    """Return the clinic's book with more said of b-2 (13:00 with dr-bell)."""
    return [a | (facts if a["id"] == "b-2" else {}) for a in DAY["appointments"]]


def test_a_follower_starts_within_its_lag() -> None:
    usual = case(appointments=book(follows=[{"visit": "a-2", "min": 60, "max": 120}]))
    # a-2 ends at 10:30 when it is held at 10:00.
    for start, sentence in (
        (685, "b-2 starts 55 minutes after a-2, and needs 60."),
        (690, None),
        (750, None),
        (755, "b-2 starts 125 minutes after a-2, at most 120 may pass."),
    ):
        plan = with_visits(usual.published, b_2=placed(start, "dr-bell", "ma-2"))
        said = [f.sentence for f in findings("linked-visits", usual, plan)]
        assert said == ([sentence] if sentence else [])


def test_what_was_published_so_may_stay() -> None:
    usual = case(appointments=book(follows=[{"visit": "a-2", "min": 200}]))
    assert not breaches("linked-visits", usual, usual.published)


def test_without_the_first_there_is_no_second() -> None:
    usual = case(LEE_OUT, appointments=book(follows=[{"visit": "a-2"}]))
    gone = with_visits(usual.published, a_1=None, a_2=None, a_3=None)
    (found,) = breaches("linked-visits", usual, gone)
    assert found.sentence == "b-2 follows a-2, which is not held today."
    assert found.about == ("b-2",)
    answer = solve_here(usual)
    held = {v.appointment for v in answer.plan.visits if v.placement is not None}
    assert answer.proven and not answer.troubles
    assert "a-2" in held or "b-2" not in held


def test_nobody_is_in_two_visits_at_once() -> None:
    both = [
        a | ({"patient": "p-7"} if a["id"] in {"a-2", "b-2"} else {}) for a in DAY["appointments"]
    ]
    usual = case(appointments=both)
    for start, sentence in (
        (615, "The patient of a-2 and b-2 is in both at 10:15."),
        (630, None),
        (570, None),
    ):
        plan = with_visits(usual.published, b_2=placed(start, "dr-bell", "ma-1", "room-2"))
        said = [f.sentence for f in findings("linked-visits", usual, plan)]
        assert said == ([sentence] if sentence else [])
