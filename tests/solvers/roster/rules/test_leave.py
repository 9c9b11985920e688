"""Leave that was granted is free."""

from __future__ import annotations

from tests.solvers.roster.judging import findings
from tests.solvers.roster.weeks import case, plan


def test_leave_is_free() -> None:
    away = case(leave=[{"person": "ben", "from": "2026-03-05", "to": "2026-03-20"}])
    assert not findings("leave", away, plan(ann="D D D D", ben="D D D -"))
    (found,) = findings("leave", away, plan(ann="D D D D", ben="D D D N"))
    assert (found.kind, found.about) == ("breach", ("ben", "2026-03-05"))
    assert found.sentence == "ben works N on 2026-03-05, a day of leave."


def test_what_is_held_stays() -> None:
    lock = {"person": "ben", "date": "2026-03-05", "author": "m", "reason": "swapped"}
    away = case(
        leave=[{"person": "ben", "from": "2026-03-05"}],
        published={"ben": [None, None, None, "D"]},
        locked=[lock],
    )
    assert not findings("leave", away, plan(ann="- - - -", ben="- - - D"))
