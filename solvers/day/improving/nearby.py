"""Nearby first: what was hit, and the visits of a provider who could see it, free at a time.

On large days the core over the whole office is long in coming to a solution that is better than
first fit. With all other visits where the incumbent has them it is solved in a few seconds, and
what it comes to is near enough to the incumbent to be completed. A core of some visits says nothing
of the rest, so its bound is worth no more than the relaxation's.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.improving.sketch import sketch
from solvers.day.limits import HARM_WEIGHT, WHOLE, Stage
from solvers.day.model.roster_choice import staffed_by
from solvers.day.solving.core import Aim, Core
from solvers.day.solving.whole import cross, only, stay_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from solvers.day.bounds.priced import Priced
    from solvers.day.placements.candidates import Candidates
    from solvers.day.search import Search

LARGE = 100
"""Visits from which on it pays; fewer are solved as a whole in as little time."""

TOGETHER = 1
"""Providers whose visits are free at a time."""

ROUNDS = 5
"""Times that it is done: the providers who come after these have less to offer to what was hit."""

SHARE = 0.15
"""Of the time that is left, what one round may take."""

SECONDS = 8.0
"""What it may take besides when little is left: a round cut short comes to nothing."""

MOST = 0.6
"""Of the time that is left, what those seconds may come to at the most."""

APART = 1.25
"""Times the bound that an incumbent costs at the least for which it is done."""

CLOSE = 0.005
"""The gap to which a core of some visits is solved."""


def nearby(search: Search, found: Mapping[str, Candidates], priced: Priced, most: int) -> None:
    """Improve the incumbent around what was hit, where it is far above the bound.

    `most` is the number of candidates of all visits together among which the free ones choose.
    """
    if len(found) < LARGE:
        return
    limit = priced.limit_for(most)
    for providers in _in_turn(search, priced, limit):
        if search.left <= 0 or not far(search, priced.bound):
            return
        search.tell(Stage("nearby", WHOLE))
        share = SHARE
        if not search.limits.deterministic:
            share = max(share, min(MOST, SECONDS / search.left))
        with search.within(share):
            _around(search, found, priced.within(limit, search.best), priced.bound, providers)


def far(search: Search, bound: float) -> bool:
    """Tell whether a visit more could be seen, and the incumbent is far above the bound."""
    _, t1, cost = search.best_key
    total = HARM_WEIGHT * t1 + cost
    return total > APART * bound and total - bound >= search.facts.rates.not_seen_today


def _in_turn(search: Search, priced: Priced, limit: float) -> Iterator[frozenset[str]]:
    """Yield the providers who have most cheap candidates for what was hit, some at a time."""
    wanted = _struck(search)
    offered: Counter[str] = Counter()
    for chunk in priced.columns.chunks:
        if chunk.ref in wanted:
            here = priced.reduced[chunk.first : chunk.first + len(chunk.starts)]
            offered[chunk.offer.provider] += int(np.count_nonzero(here <= limit))
    order = sorted((p for p in offered if offered[p]), key=lambda p: (-offered[p], p))
    for turn in range(0, min(len(order), ROUNDS * TOGETHER), TOGETHER):
        yield frozenset(order[turn : turn + TOGETHER])


def _struck(search: Search) -> set[str]:
    """Return what was hit, and what a plan has given up."""
    undecided = {v.appointment for v in search.best.visits if v.placement is None}
    return undecided | search.facts.hit


def _around(
    search: Search,
    found: Mapping[str, Candidates],
    wide: Mapping[str, Candidates],
    bound: float,
    providers: frozenset[str],
) -> None:
    """Solve the core with some visits free, and make of its solution what can be made of it."""
    free = _struck(search)
    some: dict[str, Candidates] = {}
    for planned in search.best.visits:
        ref, placement = planned.appointment, planned.placement
        stay = stay_of(found[ref], planned)
        stands = placement is None or stay.offer is not None
        moves = ref in free or (placement is not None and placement.provider in providers)
        some[ref] = wide[ref] if moves or not stands else only(found[ref], (stay,))
    aim = Aim(search, search.ceiling(bound))
    core = Core(search, some, aim)
    core.run(CLOSE)
    if core.stays is None:
        return
    based = staffed_by(search.best, search.facts, core.watcher.rosters)
    drawn = sketch(search.facts, found, based, core.stays, core.watcher.breaks)
    if drawn is not None:
        search.offer_plan(WHOLE, drawn)
    if search.fell_short(core):
        cross(search, found, core.stays, aim)
