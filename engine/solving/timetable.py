"""The timetable of an answer: by when each step is over, so that the answer is there in time.

What an answer cannot do without after the search (a judged plan in plain words) grows with the day
and with how busy the machine is, as the check of the whole day does. The check is timed once, on
ring 0's plan, and all else is reckoned in checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.asked import Asked

MAIN_SHARE = 0.6
"""The share of the deadline that the asked profile may use while others wait for theirs."""

MAIN_TOLD = 0.7
"""The share by which the asked profile's plan is put into words where others are to follow."""

TELLING = 0.03
"""The share of the deadline kept for putting the answer into words, at the least."""

OTHERS_TOLD = 0.1
"""The share of the deadline kept, at the most, for saying why in the other profiles' plans."""

CHECKS_TO_TELL = 0.4
"""The checks that it takes to say what stands in the way of a visit that was hit (measured)."""

LEAST_SHARE = 0.5
"""The share of the deadline that is searched, however much there is to tell, if plain words fit."""

CHECKS_TO_SAY = 2.5
"""The checks that it takes to put a plan into plain words (1.5 to 2, measured)."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Values of `time.monotonic()`; all None where time does not count.

    Attributes:
        searched: the asked profile's search is over.
        told: nothing more is said of why things are as they are in its plan.
        others_searched: the other profiles' searches are over.
        others_told: as `told`, of theirs.
    """

    searched: float | None = None
    told: float | None = None
    others_searched: float | None = None
    others_told: float | None = None


def timetable(asked: Asked, began: float, check: float, hit: int, others: int) -> Timetable:
    """Return the timetable of a question.

    Args:
        asked: how it is asked.
        began: when.
        check: seconds that a check of the whole day takes.
        hit: visits that were hit.
        others: other profiles whose plans are to follow.
    """
    if asked.deterministic:
        return Timetable()
    whole = asked.deadline
    end, plain, telling = began + whole, CHECKS_TO_SAY * check, CHECKS_TO_TELL * check * hit
    # Each option is judged at the default rates as well.
    rest = (others * (CHECKS_TO_SAY + 1) + 1) * check if asked.options else 0.0
    alone = not asked.options or rest > (1 - MAIN_SHARE) * whole
    if alone and asked.options:
        # What the other profiles' plans would take is better spent on the one asked for.
        rest = check
    share = 1 - TELLING if alone else MAIN_SHARE
    if whole > 0:
        share = min(share, max(LEAST_SHARE, 1 - telling / whole))
    told = end - rest - plain
    others_searched = end - rest - min(OTHERS_TOLD * whole, others * telling)
    return Timetable(
        # A plan that comes in at the last moment has still to be checked.
        searched=min(began + share * whole, told - check),
        told=told if alone else min(began + MAIN_TOLD * whole, told),
        others_searched=began if alone else others_searched,
        others_told=end - rest,
    )
