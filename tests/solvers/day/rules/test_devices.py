"""A phase that needs a device has one, free and fit for it."""

from __future__ import annotations

from typing import Any

from models.plan import PlacedPhase, Placement
from tests.engine.clinic import OFFICE, case, office, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.pinning import Pinned

SCAN: dict[str, Any] = {
    "devices": [{"id": "scanner", "site": "main", "features": ["scan"]}],
    "visit_types": OFFICE["visit_types"]
    | {
        "scan": {
            "phases": [{"phase": "provider", "minutes": 20, "tasks": ["visit"], "device": "scan"}]
        }
    },
}
BOOK = [
    {"id": "x-1", "visit_type": "scan", "at": "09:00", "provider": "dr-lee"},
    {"id": "x-2", "visit_type": "scan", "at": "10:00", "provider": "dr-bell"},
]


def scanned(start: int, provider: str, device: str | None) -> Placement:
    phase = PlacedPhase(start=start, end=start + 20, device=device)
    return Placement(provider=provider, site="main", phases=(phase,))


def test_one_device_serves_one_visit_at_a_time() -> None:
    usual = case(at=office(**SCAN), appointments=BOOK)
    touching = with_visits(usual.published, x_2=scanned(9 * 60 + 20, "dr-bell", "scanner"))
    assert not breaches("devices", usual, touching)
    both = with_visits(usual.published, x_2=scanned(9 * 60 + 19, "dr-bell", "scanner"))
    assert set(breaches("devices", usual, both)[0].about) == {"x-1", "x-2"}


def test_a_device_that_does_not_exist_is_caught() -> None:
    usual = case(at=office(**SCAN), appointments=BOOK)
    assert breaches("devices", usual, with_visits(usual.published, x_1=scanned(540, "dr-lee", "y")))


def test_what_is_used_twice_and_when_is_said() -> None:
    usual = case(at=office(**SCAN), appointments=BOOK)
    assert not findings("devices", usual, usual.published)
    both = with_visits(usual.published, x_2=scanned(9 * 60 + 5, "dr-bell", "scanner"))
    (found,) = breaches("devices", usual, both)
    assert (found.kind, found.about) == ("breach", ("x-2", "x-1"))
    assert found.sentence == "scanner is used for x-1 and x-2 at 09:05."


def test_a_device_has_the_feature_and_is_at_the_site() -> None:
    more = [
        *SCAN["devices"],
        {"id": "pump", "site": "main", "features": ["drip"]},
        {"id": "scanner-n", "site": "north", "features": ["scan"]},
    ]
    usual = case(at=office(**SCAN | {"devices": more}), appointments=BOOK)
    for device in ("pump", "scanner-n"):
        plan = with_visits(usual.published, x_1=scanned(540, "dr-lee", device))
        (found,) = breaches("devices", usual, plan)
        assert found.about == ("x-1",)
        assert found.sentence == "x-1 needs a scan at main."


def test_minutes_before_now_are_fact() -> None:
    for now, broken in ((9 * 60 + 19, True), (9 * 60 + 20, False)):
        later = case(at=office(**SCAN), appointments=BOOK, now=now)
        both = with_visits(later.published, x_2=scanned(9 * 60, "dr-bell", "scanner"))
        assert bool(findings("devices", later, both)) is broken
        odd = with_visits(later.published, x_1=scanned(9 * 60, "dr-lee", "y"))
        assert bool(findings("devices", later, odd)) is broken


def test_the_model_shares_no_minute_of_a_device() -> None:
    usual = case(at=office(**SCAN), appointments=BOOK)
    model = Pinned(usual)
    for start, legal in ((9 * 60 + 20, True), (9 * 60 + 15, False)):
        plan = with_visits(usual.published, x_2=scanned(start, "dr-bell", "scanner"))
        assert (model.tiers(plan) is not None) is legal
