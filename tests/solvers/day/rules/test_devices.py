"""A phase that needs a device has one, free and fit for it."""

from __future__ import annotations

from models.plan import PlacedPhase, Placement
from tests.engine.clinic import OFFICE, case, office, with_visits
from tests.solvers.day.judging import breaches

SCAN = {
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
