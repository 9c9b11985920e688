"""What a tiny day has at all; small enough that every plan of it can be written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.generator.dice import Dice

OPENS = 8 * 60
"""When tiny days begin."""

DATE = date(2026, 11, 23)
"""The date of every tiny day, a Monday."""


@dataclass(frozen=True)
class Frame:
    """The switches of a tiny day.

    Attributes:
        step: minutes of the grid of starts.
        closes: when the sites close.
        visits: visits in the book.
        rooms: rooms of each site.
        assistants: medical assistants.
        desk: whether there is a front-desk duty.
        presence: whether a number of people must be in the building.
        device: whether each site has a device.
        breaks: whether shifts bring breaks with them.
        video: whether visits may be held by video.
        two_sites: whether there is a second site.
        slots: open slots on coming days.
        midday: whether something has already happened.
        opens: when the sites open.
        date: the day's date.
    """

    step: int
    closes: int
    visits: int
    rooms: int
    assistants: int
    desk: bool
    presence: bool
    device: bool
    breaks: bool
    video: bool
    two_sites: bool
    slots: int
    midday: bool
    opens: int = OPENS
    date: date = DATE

    @property
    def middle(self) -> int:
        """The middle of the day, on the hour or half past."""
        return self.opens + (self.closes - self.opens) // 60 * 30


def draw_frame(dice: Dice) -> Frame:
    """Draw the switches of one tiny day."""
    step = dice.pick((15, 30, 30))
    return Frame(
        step=step,
        closes=OPENS + (dice.pick((90, 120)) if step == 15 else dice.pick((120, 150, 180))),
        visits=dice.pick((2, 3, 3, 4)),
        rooms=dice.pick((0, 1, 2)),
        assistants=dice.pick((0, 1, 1, 2)),
        desk=dice.chance(0.3),
        presence=dice.chance(0.3),
        device=dice.chance(0.25),
        breaks=dice.chance(0.35),
        video=dice.chance(0.4),
        two_sites=dice.chance(0.2),
        slots=dice.pick((0, 1, 1, 2)),
        midday=dice.chance(0.45),
    )
