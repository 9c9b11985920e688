"""Early plans: what was hit and some visits about it are moved, before all candidates are known.

On large days it takes seconds until the candidates of all visits, and the rows over them, stand. A
forked process works out those of a few visits alone right after first fit, with every other visit
where it is, and ruins and recreates on these columns until it may on all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from models.office import Modality
from solvers.day.bounds.columns import Builder
from solvers.day.bounds.cuts import cut_of
from solvers.day.improving.arrangement import Arrangement
from solvers.day.improving.column_table import ColumnTable
from solvers.day.improving.nearby import LARGE
from solvers.day.improving.ruin import Ruin
from solvers.day.improving.ruin_beside import tell_some
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.placements.candidates import Candidates, Mode, Offer, candidates, template
from solvers.day.registry import rules
from solvers.forked import Forked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from models.plan import Placement, Plan, PlannedVisit
    from solvers.day.known.facts import Facts
    from solvers.day.limits import Key
    from solvers.day.search import Search

    Better = tuple[Plan, Key]

ABOUT = 40
"""Visits that may be moved besides those that were hit."""


class EarlyPlans:
    """The process, if there is one: small days and deterministic searches have none."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self._fork: Forked | None = None

    @property
    def is_due(self) -> bool:
        """Whether it pays, and the answer may hang on the time that it takes."""
        limits, visits = self.search.limits, self.search.facts.visits
        return limits.workers > 1 and not limits.deterministic and len(visits) >= LARGE

    def begin(self, hit: Mapping[str, Candidates]) -> None:
        """Begin from the incumbent, with what was hit; better plans are told as they come."""
        if not hit:
            return
        search = self.search
        facts, plan, key = search.facts, search.best, search.best_key

        def work(tell: Callable[[Better | None], None]) -> None:
            free = hit.keys() | visits_about(hit, plan)
            found = some_free(facts, hit, free, plan)
            arranged = arranged_so(facts, found, plan, may_miss_breaks=search.least_gaps > 0)
            tell_some(Ruin(arranged, key, search.limits.seed, free), tell)

        self._fork = Forked(work, lambda better: search.hear(*better))

    @property
    def process(self) -> int | None:
        """The process that works beside, by its number; None without one."""
        return None if self._fork is None else self._fork.pid

    def end(self) -> None:
        """End it, and take what it has found."""
        if self._fork is not None:
            self._fork.end()
            self._fork = None
            self.search.take_heard()


def visits_about(hit: Mapping[str, Candidates], plan: Plan) -> frozenset[str]:
    """Return visits of the providers who could see most of what was hit."""
    wanted = Counter(offer.provider for found in hit.values() for offer in found.starts)
    order = sorted(
        (-wanted[visit.placement.provider], visit.appointment)
        for visit in plan.visits
        if visit.placement is not None and visit.appointment not in hit
    )
    return frozenset(ref for count, ref in order[:ABOUT] if count)


def some_free(
    facts: Facts, known: Mapping[str, Candidates], free: AbstractSet[str], plan: Plan
) -> dict[str, Candidates]:
    """Return what visits may do when some are free and all others stay where a plan has them.

    Only what the plan has not placed may be put into another visit's time: for all that was hit
    this doubles the time until columns and rows stand.
    """
    planned = {visit.appointment: visit for visit in plan.visits}
    found = {}
    for ref, visit in facts.visits.items():
        if ref not in free:
            found[ref] = _staying(facts, planned[ref])
            continue
        all_of_it = known.get(ref) or candidates(facts, rules(), visit)
        held = planned[ref].placement
        starts = {
            offer: blocks
            for offer, blocks in all_of_it.starts.items()
            if not offer.double or held is None or _is_held(offer, held)
        }
        found[ref] = replace(all_of_it, starts=starts)
    return found


def _is_held(offer: Offer, held: Placement) -> bool:
    return (offer.provider, offer.double) == (held.provider, held.double_booked)


def _staying(facts: Facts, planned: PlannedVisit) -> Candidates:
    """Return the one candidate that a plan has; no rule is asked, since the check has been."""
    visit, held = facts.visits[planned.appointment], planned.placement
    slots = [] if planned.slot is None else [planned.slot]
    cut = None if held is None else template(facts, visit, held.modality)
    if held is None or cut is None:
        return Candidates(visit, {}, slots=slots)
    remote = held.modality is Modality.VIDEO and held.room is None and cut.roomed is not None
    offer = Offer(
        visit.id, Mode(held.site, held.modality, remote), held.provider, held.double_booked
    )
    starts = [np.array([held.phases[block.phases[0]].start]) for block in cut.blocks]
    return Candidates(visit, {held.modality: cut}, {offer: starts}, slots=slots)


def arranged_so(
    facts: Facts, found: Mapping[str, Candidates], plan: Plan, *, may_miss_breaks: bool
) -> Arrangement:
    """Return a plan over the columns of what visits may do."""
    weights = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}
    builder = Builder(facts, rules(), found, weights)
    columns = builder.columns(may_miss_breaks=may_miss_breaks)
    limits = [cut_of(*row) for rule in rules() for row in rule.limits(facts, columns)]
    cuts = [cut for rule in rules() for cut in rule.cuts(facts, columns)]
    table = ColumnTable(columns, found, builder.arrivals)
    return Arrangement(facts, table, [*limits, *cuts], plan)
