"""Shift types: their times, and breaks that lie within them."""

from __future__ import annotations

import pytest

from models.errors import BadInput
from models.reading import read
from models.shift_types import ShiftType


def test_a_break_lies_within_its_shift() -> None:
    night = {"from": "22:00", "to": "30:00", "breaks": [{"at": "26:00", "minutes": 30}]}
    assert read(ShiftType, night, "night").breaks[0].at == 26 * 60


@pytest.mark.parametrize("at", ["07:45", "15:45"])
def test_a_break_beside_its_shift_is_refused(at: str) -> None:
    day = {"from": "08:00", "to": "16:00", "breaks": [{"at": at, "minutes": 30}]}
    with pytest.raises(BadInput, match="each of 'breaks' must lie within 'from' and 'to'"):
        read(ShiftType, day, "day")
