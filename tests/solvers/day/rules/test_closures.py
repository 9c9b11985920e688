"""Nobody is seen in person where it is closed, in a room or with a device that is out."""

from __future__ import annotations

from models.plan import PlacedPhase, Placement
from tests.engine.clinic import OFFICE, by_video, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import starts
from tests.solvers.day.pinning import Pinned


def test_a_closed_site_is_caught_up_to_the_minute() -> None:
    closed = case({"type": "site-closed", "site": "main", "from": "13:29", "to": "14:00"})
    assert [f.about for f in breaches("closures", closed, closed.published)] == [("b-2",)]
    later = case({"type": "site-closed", "site": "main", "from": "13:30", "to": "14:00"})
    assert not breaches("closures", later, later.published)


def test_a_room_that_is_out_is_caught() -> None:
    usual = case({"type": "room-out", "room": "room-2", "from": "09:00", "to": "10:00"})
    plan = with_visits(
        usual.published,
        a_1=placed(540, "dr-lee", "ma-2", "room-2"),
        b_1=placed(540, "dr-bell", "ma-1", "room-1"),
    )
    found = breaches("closures", usual, plan)
    assert [finding.about for finding in found] == [("a-1",)]
    assert "room-2" in found[0].sentence


def test_video_goes_on_while_the_site_is_closed() -> None:
    closed = case({"type": "site-closed", "site": "main", "from": "10:00", "to": "10:30"})
    by = with_visits(closed.published, a_2=by_video(600, "dr-lee"))
    assert not breaches("closures", closed, by)


def test_what_is_closed_or_out_is_said() -> None:
    closed = case({"type": "site-closed", "site": "main", "from": "13:29"})
    (found,) = breaches("closures", closed, closed.published)
    assert (found.kind, found.about) == ("breach", ("b-2",))
    assert found.sentence == "b-2 is in person at main while it is closed."


def test_a_room_matters_from_its_first_phase_to_its_last() -> None:
    stretches = (("12:00", "13:00", 0), ("12:00", "13:01", 1), ("13:29", "14:00", 1))
    for start, end, breaks in (*stretches, ("13:30", "14:00", 0)):
        out = case({"type": "room-out", "room": "room-1", "from": start, "to": end})
        plan = with_visits(out.published, b_2=placed(13 * 60, "dr-bell", "ma-2"))
        found = findings("closures", out, plan)
        said = [f.sentence for f in found if f.about == ("b-2",)]
        assert said == ["b-2 is in room-1 while it is out."] * breaks


def test_a_device_that_is_out_is_caught_up_to_the_minute() -> None:
    scan = {"phase": "provider", "minutes": 20, "tasks": ["visit"], "device": "scan"}
    equipped = office(
        devices=[{"id": "scanner", "site": "main", "features": ["scan"]}],
        visit_types=OFFICE["visit_types"] | {"scan": {"phases": [scan]}},
    )
    book = [{"id": "x-1", "visit_type": "scan", "at": "09:00", "provider": "dr-lee"}]
    for start, now, broken in (
        ("09:20", 0, False),
        ("09:19", 0, True),
        ("09:10", 559, True),
        ("09:10", 560, False),
    ):
        out = case(
            {"type": "device-out", "device": "scanner", "from": start},
            at=equipped,
            now=now,
            appointments=book,
        )
        phase = PlacedPhase(start=540, end=560, device="scanner")
        plan = with_visits(
            out.published, x_1=Placement(provider="dr-lee", site="main", phases=(phase,))
        )
        said = [(finding.about, finding.sentence) for finding in findings("closures", out, plan)]
        assert said == [(("x-1",), "x-1 uses scanner while it is out.")] * broken


def test_minutes_before_now_are_fact() -> None:
    for now, broken in ((9 * 60 + 14, True), (9 * 60 + 15, False)):
        closed = case(
            {"type": "site-closed", "site": "main", "from": "09:10", "to": "09:15"},
            {"type": "room-out", "room": "room-1", "from": "09:10", "to": "09:15"},
            now=now,
        )
        assert bool(findings("closures", closed, closed.published)) is broken


def test_the_model_offers_no_minute_of_a_closure_and_no_room_that_is_out() -> None:
    closed = case({"type": "site-closed", "site": "main", "from": "10:00", "to": "11:00"})
    seen = starts(closed, "a-2", "dr-lee")
    assert {570, 660} <= seen
    assert not [start for start in seen if 570 < start < 660]
    for end, legal in (("13:00", True), ("13:01", False)):
        out = case({"type": "room-out", "room": "room-1", "from": "12:00", "to": end})
        plan = with_visits(out.published, b_2=placed(13 * 60, "dr-bell", "ma-2", "room-1"))
        assert (Pinned(out).tiers(plan) is not None) is legal
