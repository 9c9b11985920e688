"""Questions about a plan, as the doors ask them: the plan first, then the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import conflict as conflicts
from engine import frontier as frontiers
from engine import help as helps
from engine import not_there
from engine import why as whys
from engine.asked import Asked
from engine.standing import standing
from engine.wishes import seconds_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from datetime import datetime

    from engine.asked import Given
    from models.day import Day
    from models.events import Event
    from models.explanation import Conflict, Frontier, Help, Why, WhyNot, WishFor
    from models.office import Office
    from models.plan import Plan

FRONTIER_WITHIN = 20.0
"""Seconds for all points of the frontier, by default."""

HELP_WITHIN = 4.5
"""Seconds for trying what would help, by default."""

WITHIN = 3.0
"""Seconds for a question about a plan that is known, by default."""


def why(
    office: Office,
    day: Day,
    visit: str,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
    given: Given | None = None,
    asked: Asked | None = None,
    stop: threading.Event | None = None,
) -> Why:
    """Explain one visit's entry in the plan that is given, or in the best one found in time.

    Raises:
        BadInput: something handed in does not make sense.
    """
    about = standing(
        office, day, events=events, now=now, issued=issued, given=given, asked=asked, stop=stop
    )
    return whys.why(about, visit)


def why_not(
    office: Office,
    day: Day,
    wish: WishFor,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
    given: Given | None = None,
    asked: Asked | None = None,
    within: float | None = None,
    stop: threading.Event | None = None,
) -> WhyNot:
    """Say why a visit is not where it is asked to be.

    Raises:
        BadInput: something handed in does not make sense.
    """
    seconds = seconds_of(within, WITHIN)
    about = standing(
        office, day, events=events, now=now, issued=issued, given=given, asked=asked, stop=stop
    )
    return not_there.why_not(about, wish, seconds, seed=(asked or Asked()).seed, stop=stop)


def conflict(
    office: Office,
    day: Day,
    wishes: Sequence[WishFor],
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
    given: Given | None = None,
    asked: Asked | None = None,
    within: float | None = None,
    stop: threading.Event | None = None,
) -> Conflict:
    """Say what stands against wishes, if anything does.

    Raises:
        BadInput: something handed in does not make sense.
    """
    seconds = seconds_of(within, WITHIN)
    about = standing(
        office, day, events=events, now=now, issued=issued, given=given, asked=asked, stop=stop
    )
    return conflicts.conflict(about, wishes, seconds, seed=(asked or Asked()).seed, stop=stop)


def help_me(
    office: Office,
    day: Day,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
    given: Given | None = None,
    asked: Asked | None = None,
    within: float | None = None,
    stop: threading.Event | None = None,
) -> Help:
    """Say what would help, each relief verified by solving with it.

    Raises:
        BadInput: something handed in does not make sense.
    """
    seconds, how = seconds_of(within, HELP_WITHIN), asked or Asked()
    about = standing(
        office, day, events=events, now=now, issued=issued, given=given, asked=how, stop=stop
    )
    return helps.help_me(about, seconds, lanes=min(4, how.cores), seed=how.seed, stop=stop)


def frontier(
    office: Office,
    day: Day,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
    given: Given | None = None,
    asked: Asked | None = None,
    within: float | None = None,
    stop: threading.Event | None = None,
) -> Frontier:
    """Say how many can be seen with how many calls chosen, each point with its certificate.

    Raises:
        BadInput: something handed in does not make sense.
    """
    seconds, how = seconds_of(within, FRONTIER_WITHIN), asked or Asked()
    about = standing(
        office, day, events=events, now=now, issued=issued, given=given, asked=how, stop=stop
    )
    return frontiers.frontier(about, seconds, seed=how.seed, stop=stop)
