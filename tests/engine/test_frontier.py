"""The frontier: more calls see more visits, until they do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.asked import Asked
from engine.asking import questions
from engine.asking.enquiry import Enquiry
from engine.asking.frontier import frontier
from engine.solving.warm import shut_down, warm_up
from models.office import Office
from tests.engine.clinic import DAY, LEE_OUT, OFFICE, case, day, office, placed, with_visits
from tests.engine.test_not_there import standing


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    warm_up(1)
    yield
    shut_down()


# dr-bell sees patients from 09:10 to 10:00; b-1, seen at 09:25, leaves no 20 minutes beside it.
KIND: dict[str, Any] = {
    "phases": [
        {"phase": "rooming", "minutes": 10, "tasks": ["rooming"], "room": "exam"},
        {"phase": "provider", "minutes": 20, "tasks": ["visit"], "room": "exam"},
    ]
}
NARROW: dict[str, Any] = {
    "shifts": [
        shift | ({"from": "09:10", "to": "10:00"} if shift["person"] == "dr-bell" else {})
        for shift in DAY["shifts"]
        if shift["person"] != "np-cruz"
    ],
    "open_slots": [],
    "appointments": [
        {"id": "a-1", "visit_type": "follow-up", "at": "09:00", "provider": "dr-lee"},
        {"id": "b-1", "visit_type": "follow-up", "at": "09:15", "provider": "dr-bell"},
    ],
}


def narrow() -> Office:
    """Return the clinic without overtime, in which anybody may be called at any time."""
    return office(
        visit_types=OFFICE["visit_types"] | {"follow-up": KIND},
        rules={"overtime": {"minutes": 0}, "freeze": {"contact-lead": 0}},
    )


def test_one_call_makes_place_for_one_more() -> None:
    found = frontier(standing(case(LEE_OUT, at=narrow(), **NARROW)), 30.0)

    assert [(p.calls_at_most, p.seen, p.calls, p.proven) for p in found.points] == [
        (0, 1, 0, True),
        (1, 2, 1, True),
    ]
    assert found.complete
    assert found.summary == (
        "1 seen without a call that could be spared, 2 with 1; more calls bring nothing more."
    )


def test_a_call_that_was_made_is_not_counted_again() -> None:
    offer = {"at": "09:00", "provider": "dr-bell", "site": "main"}
    yes = {"type": "call-outcome", "appointment": "b-1", "outcome": "reached-accepted",
           "offer": offer}  # fmt: skip
    asked = Asked(deadline=20.0, workers=1)
    before = questions.frontier(Enquiry(narrow(), day(LEE_OUT, **NARROW), asked=asked), within=20.0)
    moved = with_visits(
        case(LEE_OUT, at=narrow(), **NARROW).published,
        a_1=placed(570, "dr-bell"), b_1=placed(540, "dr-bell", "ma-2", "room-2"),
    )  # fmt: skip
    after = questions.frontier(
        Enquiry(narrow(), day(LEE_OUT, yes, **NARROW), issued=moved, asked=asked), within=20.0
    )

    assert [(point.seen, point.calls) for point in before.points] == [(1, 0), (2, 1)]
    assert [(point.seen, point.calls) for point in after.points] == [(2, 0)]


def test_seen_never_falls_and_never_passes_its_bound() -> None:
    found = frontier(standing(case(LEE_OUT)), 20.0)

    seen = [point.seen for point in found.points]
    assert seen == sorted(seen)
    assert all(point.seen <= point.seen_at_most for point in found.points)
    assert all(point.calls <= point.calls_at_most for point in found.points)


def test_no_time_no_claim() -> None:
    found = frontier(standing(case(LEE_OUT)), 0.0)

    assert found.points == ()
    assert not found.complete
    assert found.summary == "No point was found in time."
