"""The least cost: the core over the cheapest candidates, then over more, and plans on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.improving.around import Around
from solvers.day.improving.dive import dives
from solvers.day.improving.nearby import LARGE, far, nearby
from solvers.day.improving.ruin_beside import RuinBeside
from solvers.day.improving.sketch import sketch
from solvers.day.least_harm import find_least_harm
from solvers.day.limits import HARM_WEIGHT, TRADED, WHOLE, Stage
from solvers.day.model.roster_choice import staffed_by
from solvers.day.solving.core import Aim, Core
from solvers.day.solving.whole import complete, cross, prove, repair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solvers.day.bounds.priced import Priced
    from solvers.day.model.board import Stay
    from solvers.day.placements.candidates import Candidates
    from solvers.day.search import Search

FEW = 8
"""Candidates of a visit, on the average, in the first core; in each next four times as many."""

MORE = 30
"""The same where staff are scarce, of whom the prices know nothing."""

CLOSE = 0.005
"""The gap to which a core is solved that is neither the first nor the last."""

LAST_SHARE = 0.85
"""Of the time that is left, what the last core may take: what it proves holds for the whole."""

DIVES = 3
"""Plans made of the relaxation's solution before the first core."""

ROUGH = 0.01
"""The gap to which the first core is solved: a plan is what it is for."""


def find_least_cost(search: Search, found: Mapping[str, Candidates]) -> None:
    """Solve the whole problem in candidates that a better plan can use, fewest first.

    What a dive has is not for the first core: it is solved sooner without.
    """
    beside = RuinBeside(search, found)
    try:
        priced = _by_cores(search, found, beside)
    finally:
        beside.end()
    if search.left > 0 and not search.certified():
        search.tell(Stage("whole", WHOLE))
        limit = search.open_cost(priced)
        aim = Aim(search, search.ceiling(priced.bound + limit))
        prove(search, priced.within(limit, search.best), aim)


def _by_cores(search: Search, found: Mapping[str, Candidates], beside: RuinBeside) -> Priced:
    """Solve cores, from the cheapest candidates to all that a better plan can use."""
    search.tell(Stage("prices", WHOLE))
    offered, harm = search.best, search.best_key[:2]
    weights = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}
    priced = search.priced(found, weights, beside.begin, lambda p: _draft(search, found, p, beside))
    search.lower(priced.bound, weighted=True)
    if len(found) < LARGE:
        _dive(search, found, priced, DIVES)
    if not _by_choice(found):
        beside.end()
    search.take_heard()
    if search.limits.prices:
        search.tell(priced.worth)
    most, first = (MORE if search.staffed else FEW) * len(found), True
    while search.left > 0 and not search.certified():
        search.lower(priced.bound, weighted=True)
        limit = min(search.open_cost(priced), priced.limit_for(most))
        search.tell(Stage("cost", WHOLE))
        aim = Aim(search, search.ceiling(priced.bound + limit))
        if not first or search.best_key[:2] < harm:
            offered = search.best
        core = Core(search, priced.within(limit, offered), aim)
        around = Around(search, found, priced)
        last = limit >= search.open_cost(priced)
        beside.wait()
        if last:
            core.run(search.limits.tolerance, LAST_SHARE, around.round)
        else:
            core.run(ROUGH if first else CLOSE, meanwhile=around.round)
        search.take_heard()
        if core.stays is not None:
            _plan_of(search, core, core.stays, found, priced, limit)
            if search.fell_short(core) and not search.staffed:
                # The core must know how many of the staff there are: once more.
                search.staffed = True
                continue
        if first:
            # The first core's plan seldom does harm that could be helped, or is far too dear.
            first = False
            if not search.harm_is_least:
                find_least_harm(search, found, alone=len(found) >= LARGE)
            nearby(search, found, priced, most)
            beside.end()
        if limit >= search.open_cost(priced):
            break
        most *= 4
    return priced


def _draft(
    search: Search, found: Mapping[str, Candidates], priced: Priced, beside: RuinBeside
) -> None:
    """Make a plan of the first prices: by choices of columns beside, or by a dive.

    Columns know nothing of staff, so where these are scarce few choices may hold: both are tried.
    """
    if not _by_choice(found) or not beside.choose(priced) or search.staffed:
        _dive(search, found, priced, 1)


def _by_choice(found: Mapping[str, Candidates]) -> bool:
    """Tell whether columns are chosen while prices are worked out, and a core waits for it.

    Of small days a core is solved as soon.
    """
    return len(found) >= LARGE


def _dive(search: Search, found: Mapping[str, Candidates], priced: Priced, times: int) -> None:
    """Make plans of the relaxation's solution, where the incumbent is far from the bound."""
    plans = dives(search.facts, found, search.best, priced, search.open_cost(priced))
    for _ in range(times):
        if search.left <= 0 or not far(search, priced.bound):
            return
        plan = next(plans, None)
        if plan is not None:
            search.offer_plan(WHOLE, plan)


def _plan_of(
    search: Search,
    core: Core,
    stays: Mapping[str, Stay],
    found: Mapping[str, Candidates],
    priced: Priced,
    limit: float,
) -> None:
    """Make plans of a core's solution; that of the last core is completed anyway."""
    breaks, aim = core.watcher.breaks, core.aim
    based = staffed_by(search.best, search.facts, core.watcher.rosters)
    drawn = sketch(search.facts, found, based, stays, breaks)
    if drawn is not None:
        search.offer_plan(WHOLE, drawn)
    if limit >= search.open_cost(priced) or search.fell_short(core):
        _complete(search, found, core, stays, aim)
    if search.fell_short(core):
        cross(search, found, stays, aim)
    if search.fell_short(core):
        repair(search, priced.within(limit, search.best), stays, aim)


def _complete(
    search: Search, found: Mapping[str, Candidates], core: Core, stays: Mapping[str, Stay], aim: Aim
) -> None:
    """Complete a core's solution, without more calls in or transfers where that will do."""
    breaks, rosters = core.watcher.breaks, core.watcher.rosters
    if all(roster.reserve is None and roster.transfer is None for roster in rosters):
        complete(search, found, stays, aim, breaks, search.facts.base)
        if not search.facts.rosters or not search.fell_short(core):
            return
    complete(search, found, stays, aim, breaks)
