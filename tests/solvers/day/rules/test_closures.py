"""Nobody is seen in person where it is closed, in a room or with a device that is out."""

from __future__ import annotations

from tests.engine.clinic import by_video, case, placed, with_visits
from tests.solvers.day.judging import breaches


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
