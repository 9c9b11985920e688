"""What has a cut-off is over by then; what must be prepared is ordered in time."""

from __future__ import annotations

from typing import Any

from tests.engine.clinic import OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import findings
from tests.solvers.day.offered import starts

FREE = {"movability": {"bystander-minutes": 1440}, "notice": {"minutes": 0}}


def kinds(prepare: int = 0, **cut: str) -> dict[str, Any]:
    """Return the visit types, follow-ups with a cut-off on their second phase."""
    usual: dict[str, Any] = OFFICE["visit_types"]
    first, second = usual["follow-up"]["phases"]
    own = {"phases": [first, second | cut], "prepare": prepare}
    return usual | {"follow-up": own}


def test_a_phase_is_over_by_its_cut_off() -> None:
    usual = case(at=office(visit_types=kinds(latest_end="14:30"), rules=FREE))
    for at, late in ((14 * 60, False), (14 * 60 + 1, True)):
        plan = with_visits(usual.published, a_2=placed(at, "dr-lee", "ma-2"))
        found = findings("cut-offs", usual, plan)
        assert bool(found) is late
        if late:
            assert found[0].sentence == "a-2: provider ends after 14:30."
    assert max(starts(usual, "a-2", "dr-lee", block=1)) + 20 <= 14 * 60 + 30


def test_what_was_published_late_may_stay() -> None:
    usual = case(at=office(visit_types=kinds(latest_end="08:10")))
    assert not findings("cut-offs", usual, usual.published)
    assert starts(usual, "a-2", "dr-lee", block=1) == {610}


def test_what_must_be_prepared_is_ordered_in_time() -> None:
    usual = case(now=480, at=office(visit_types=kinds(prepare=180), rules=FREE))
    for at, early in ((14 * 60, False), (10 * 60 + 55, True), (600, False)):
        plan = with_visits(usual.published, a_2=placed(at, "dr-lee", "ma-2"))
        found = findings("cut-offs", usual, plan)
        assert bool(found) is early
    assert min(t for t in starts(usual, "a-2", "dr-lee") if t != 600) >= 11 * 60
