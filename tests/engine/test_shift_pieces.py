"""Cells of a roster as one day sees them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.day.shift_pieces import duties_of, pieces, shifts_of
from models.clock import wall
from tests.engine.absences import MONDAY, TUESDAY, case


def seen(cells: list[Any], day: Any = TUESDAY, **roster: Any) -> list[str]:
    of = case({"ann": cells, "ben": [None] * len(cells)}, out=[], **roster)
    found = pieces(of.roster_case, of.roster.published, "ann", day)
    return [f"{p.site} {wall(p.start)}-{wall(p.end)}" for p in found]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([None, None], []),
        ([None, "D"], ["main 08:00-16:00"]),
        ([None, "H"], ["north 08:00-16:00"]),
        ([None, ["A", "M"]], ["main 08:00-12:00", "main 12:00-16:00"]),
        (["D", None], []),
        # on call is not at work; an evening after closing is nobody's visit
        ([None, "C"], []),
        ([None, "X"], []),
        # a night that ends after opening is on the day after, and not on its own evening
        (["N", None], ["main 00:00-09:00"]),
        ([None, "N"], []),
    ],
)
def test_a_cell_is_on_the_days_on_which_it_can_be_seen(
    cells: list[Any], expected: list[str]
) -> None:
    assert seen(cells) == expected


def test_the_night_before_the_horizon_is_in_the_history() -> None:
    assert seen([None, None], MONDAY, history={"ann": ["N"]}) == ["main 00:00-09:00"]
    assert seen([None, None], MONDAY, history={"ann": ["N", None]}) == []


def test_shifts_that_touch_at_one_site_are_one_with_the_breaks_of_their_types() -> None:
    of = case({"ann": [["A", "M"], "D"], "ben": ["N", None]}, out=[])
    rows = of.roster.published
    (joined,) = shifts_of("ann", pieces(of.roster_case, rows, "ann", MONDAY))
    assert (joined.start, joined.end, joined.breaks) == (480, 960, ())
    (day,) = shifts_of("ann", pieces(of.roster_case, rows, "ann", TUESDAY))
    assert [(taken.at, taken.minutes) for taken in day.breaks] == [(720, 30)]
    (night,) = shifts_of("ben", pieces(of.roster_case, rows, "ben", TUESDAY))
    assert [(taken.at, taken.minutes) for taken in night.breaks] == [(495, 15)]


def test_a_post_is_a_duty_of_the_day_and_a_presence_needs_none() -> None:
    of = case({"ann": ["K"], "ben": ["W"]}, out=[])
    rows = of.roster.published
    desk, watch = (
        list(duties_of(of.office, who, pieces(of.roster_case, rows, who, MONDAY)))
        for who in ("ann", "ben")
    )
    assert [(d.duty, d.person, d.start, d.end) for d in desk] == [("desk", "ann", 480, 960)]
    assert watch == []
