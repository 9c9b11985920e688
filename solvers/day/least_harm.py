"""The least harm: T1 is made least, and proven so, before anything is traded below it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.limits import ROUNDING, WHOLE, Stage, rounded
from solvers.day.solving.core import SHARE, Aim, Core
from solvers.day.solving.whole import complete, prove

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solvers.day.placements.candidates import Candidates
    from solvers.day.search import Search

HARM_SHARE = 0.3
"""Of the time that is left, what each of the models may take to prove the least T1."""


def find_least_harm(search: Search, found: Mapping[str, Candidates], *, alone: bool) -> None:
    """Make T1 least: by the relaxation where it can prove it, else by the models.

    With `alone` the core has only the visits that may do harm: all others may be given up
    without, so nothing is lost of the bound, and nothing is gained but that.
    """
    if search.best_key[1] == 0 or search.left <= 0:
        return
    search.tell(Stage("harm", WHOLE))
    priced = search.priced(found, {Tier.T1: 1})
    search.lower_harm(priced.bound)
    for whole in (False, True):
        if search.left <= 0 or search.best_key[:2] == (search.least_gaps, search.bound.t1):
            return
        harm = search.best_key[1] if search.best_key[0] == search.least_gaps else math.inf
        limit = harm - 1 - priced.bound + ROUNDING
        within = priced.within(limit, search.best)
        aim = Aim(search, rounded(priced.bound + limit), harm=True)
        if whole:
            prove(search, within, aim, HARM_SHARE)
            continue
        if alone:
            within = {
                ref: each if ref in priced.costly else replace(each, starts={}, slots=[])
                for ref, each in within.items()
            }
        core = Core(search, within, aim)
        core.run(0, HARM_SHARE if alone else SHARE)
        if core.stays is not None and not alone:
            complete(search, found, core.stays, aim, core.watcher.breaks)
