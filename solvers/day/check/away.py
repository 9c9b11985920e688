"""Who is away and when, as the checks read the events."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.events import Absent, Late, LeavesEarly, Returned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.events import Event

FOREVER = 10**6

Gone = dict[str, list[tuple[int, int, bool]]]
"""By person: (from, to, works by video)."""


def taken_away(events: Iterable[Event]) -> tuple[Gone, Gone]:
    """Return what takes people away, and of that what is an absence.

    Who comes late or leaves early can be reached all the same. A person who has returned is there
    from then on, as far as the events before that are concerned.
    """
    away: Gone = defaultdict(list)
    absent: Gone = defaultdict(list)
    for event in events:
        match event:
            case Absent(person=who, start=start, end=end, works_by_video=video):
                stretch = (start or 0, FOREVER if end is None else end, video)
                away[who].append(stretch)
                absent[who].append(stretch)
            case Late(person=who, until=until):
                away[who].append((0, until, False))
            case LeavesEarly(person=who, at=at):
                away[who].append((at, FOREVER, False))
            case Returned(person=who, at=back):
                for gone in (away, absent):
                    cut = [(a, min(b, back), video) for a, b, video in gone[who]]
                    gone[who] = [stretch for stretch in cut if stretch[0] < stretch[1]]
            case _:
                pass
    return away, absent
