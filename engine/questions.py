"""Questions about a plan, as the doors ask them: the plan first, then the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import why as whys
from engine.standing import standing

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from datetime import datetime

    from engine.asked import Asked, Given
    from models.day import Day
    from models.events import Event
    from models.explanation import Why
    from models.office import Office


def why(
    office: Office,
    day: Day,
    visit: str,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    given: Given | None = None,
    asked: Asked | None = None,
    stop: threading.Event | None = None,
) -> Why:
    """Explain one visit's entry in the plan that is given, or in the best one found in time.

    Raises:
        BadInput: something handed in does not make sense.
    """
    about = standing(office, day, events=events, now=now, given=given, asked=asked, stop=stop)
    return whys.why(about, visit)
