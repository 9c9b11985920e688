"""Tasks done by a duty run at most as many at a time as people cover it."""

from __future__ import annotations

from tests.engine.clinic import OFFICE, case, office, visit
from tests.solvers.day.judging import breaches

CHECK_IN = {
    "tasks": OFFICE["tasks"] | {"check-in": {"by": "duty", "duty": "desk"}},
    "visit_types": OFFICE["visit_types"]
    | {
        "follow-up": {
            "phases": [
                {"phase": "check-in", "minutes": 5, "tasks": ["check-in"]},
                {"phase": "provider", "minutes": 20, "tasks": ["visit"], "lag": {"max": 30}},
            ]
        }
    },
}


def test_two_patients_and_one_person_at_the_desk_are_caught() -> None:
    busy = case(at=office(**CHECK_IN))
    found = breaches("duty-tasks", busy, busy.published)
    assert "2 patients and 1 people at 09:00" in found[0].sentence


def test_one_after_the_other_is_fine() -> None:
    staggered = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:05"))
    assert not breaches("duty-tasks", staggered, staggered.published)
