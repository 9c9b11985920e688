"""Who has been bumped before is not bumped again lightly."""

from __future__ import annotations

from typing import Any

from tests.engine.clinic import DAY, case, placed, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.solving import solve_here


def book(**facts: Any) -> list[dict[str, Any]]:
    """Return the clinic's book with more said of a-2."""
    return [a | (facts if a["id"] == "a-2" else {}) for a in DAY["appointments"]]


def test_leaving_the_day_after_a_bump_costs_a_multiple() -> None:
    for bumps, times in ((0, 0), (1, 4), (7, 4)):
        usual = case(appointments=book(bumps_12m=bumps))
        gone = with_visits(usual.published, a_2=None)
        expected = {"T2": times * usual.rates.not_seen_today} if times else {}
        assert cost("prior-bumps", usual, gone) == expected


def test_being_called_costs_more_with_each_bump_up_to_three() -> None:
    for bumps, times in ((1, 1), (3, 3), (9, 3)):
        usual = case(appointments=book(bumps_12m=bumps))
        moved = with_visits(usual.published, a_2=placed(605, "dr-lee", "ma-2"))
        assert cost("prior-bumps", usual, moved) == {"T4": times * usual.rates.bumped_call}
        assert not findings("prior-bumps", usual, usual.published)


def test_it_is_said_how_often() -> None:
    usual = case(appointments=book(bumps_12m=2))
    (found,) = findings("prior-bumps", usual, with_visits(usual.published, a_2=None))
    assert found.sentence == "a-2 leaves the day, and was bumped 2 times before."
    once = case(appointments=book(bumps_12m=1))
    moved = with_visits(once.published, a_2=placed(605, "dr-lee", "ma-2"))
    assert (
        findings("prior-bumps", once, moved)[0].sentence
        == "a-2 is called, and was bumped once before."
    )


def test_who_was_never_bumped_goes_first() -> None:
    free = [a | ({"bumps_12m": 2} if a["id"] == "a-2" else {}) for a in DAY["appointments"]]
    one_slot = [DAY["open_slots"][0]]
    out = [{"type": "absent", "person": p} for p in ("dr-lee", "dr-bell", "np-cruz")]
    usual = case(*out, appointments=free, open_slots=one_slot)
    answer = solve_here(usual)
    assert answer.proven and not answer.troubles
    assert "prior-bumps" in {f.rule for f in answer.verdict.findings}
