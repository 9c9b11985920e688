"""Questions about a plan, as the doors ask them: the plan first, then the answer.

Each raises `BadInput` when something handed in does not make sense.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.asking import conflict as conflicts
from engine.asking import frontier as frontiers
from engine.asking import help as helps
from engine.asking import not_there
from engine.asking import why as whys
from engine.asking.standing import standing
from engine.asking.wishes import seconds_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from engine.asking.enquiry import Enquiry
    from models.explanation import Conflict, Frontier, Help, Why, WhyNot, WishFor

FRONTIER_WITHIN = 20.0
"""Seconds for all points of the frontier, by default."""

HELP_WITHIN = 4.5
"""Seconds for trying what would help, by default."""

WITHIN = 3.0
"""Seconds for a question about a plan that is known, by default."""


def why(about: Enquiry, visit: str, *, stop: threading.Event | None = None) -> Why:
    """Explain one visit's entry in the plan that is given, or in the best one found in time."""
    return whys.why(standing(about, stop), visit)


def why_not(
    about: Enquiry,
    wish: WishFor,
    *,
    within: float | None = None,
    stop: threading.Event | None = None,
) -> WhyNot:
    """Say why a visit is not where it is asked to be."""
    seconds = seconds_of(within, WITHIN)
    return not_there.why_not(standing(about, stop), wish, seconds, seed=about.asked.seed, stop=stop)


def conflict(
    about: Enquiry,
    wishes: Sequence[WishFor],
    *,
    within: float | None = None,
    stop: threading.Event | None = None,
) -> Conflict:
    """Say what stands against wishes, if anything does."""
    seconds = seconds_of(within, WITHIN)
    return conflicts.conflict(
        standing(about, stop), wishes, seconds, seed=about.asked.seed, stop=stop
    )


def help_me(
    about: Enquiry, *, within: float | None = None, stop: threading.Event | None = None
) -> Help:
    """Say what would help, each relief verified by solving with it."""
    seconds, how = seconds_of(within, HELP_WITHIN), about.asked
    return helps.help_me(
        standing(about, stop), seconds, lanes=min(4, how.cores), seed=how.seed, stop=stop
    )


def frontier(
    about: Enquiry, *, within: float | None = None, stop: threading.Event | None = None
) -> Frontier:
    """Say how many can be seen with how many calls chosen, each point with its certificate."""
    seconds = seconds_of(within, FRONTIER_WITHIN)
    return frontiers.frontier(standing(about, stop), seconds, seed=about.asked.seed, stop=stop)
