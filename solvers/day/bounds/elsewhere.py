"""Elsewhere: what it would cost at the least to see displaced patients at a site of another part.

Each part is solved as if its patients stayed there, and others' patients too. In a plan where some
go elsewhere, a part costs at least its relaxation's bound less what the visits that leave are
worth to it, and the part that takes them at least its own with the price of the time they take
(both by the multipliers, see `relaxation`). So a set of visits that leave changes the sum by no
less than the sum of their `gain`s, and bounds that rest on more than the relaxation hold where no
visit can gain by leaving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.bounds.columns import Builder
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.known.facts import Facts
from solvers.day.known.parts import restricted, within
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.placements.candidates import Candidates, candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from models.case import Case
    from models.plan import Plan, PlannedVisit
    from solvers.day.bounds.columns import Chunk, Columns
    from solvers.day.known.parts import Part


@dataclass(frozen=True, slots=True)
class Way:
    """The columns of one visit with one provider at another part's site, or into its slots.

    Attributes:
        visit: who would go.
        provider: whom they would see; None for open slots of other days.
        site: where.
        price: of each column, T1 weighed in.
        begin, end: the minutes each takes of the provider, one row for each phase.
        share: how much of them.
    """

    visit: str
    provider: str | None
    site: str
    price: NDArray[np.float64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    share: NDArray[np.float64]

    def least(self, minutes: NDArray[np.float64] | None) -> float:
        """Return the least that a column comes to, at prices of the provider's minutes."""
        if minutes is None:
            return float(self.price.min())
        total = np.concatenate([[0.0], np.cumsum(minutes)])
        spent = (total[self.end] - total[self.begin]).sum(axis=0) * self.share
        return float((self.price + spent).min())


def ways_out(case: Case, part: Part) -> list[Way]:
    """Return the ways in which a part's displaced visits could be seen elsewhere."""
    if not part.crossing:
        return []
    named = {site for ref in part.crossing for site in case.visits[ref].sites}
    both = restricted(case, part.sites | named, part.crossing)
    facts = Facts(both)
    refs = sorted(part.crossing)
    found = {ref: candidates(facts, rules(), facts.visits[ref]) for ref in refs}
    weights = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}
    columns = Builder(facts, rules(), found, weights).columns(may_miss_breaks=False)
    ways = [_seen(columns, c) for c in columns.chunks if c.offer.mode.site not in part.sites]
    return ways + _slots(both, columns, part.sites)


def sent_elsewhere(case: Case, part: Part, plan: Plan) -> dict[str, PlannedVisit]:
    """Return the part's displaced visits that a plan gives up, where they fit elsewhere.

    Nobody is moved for them.
    """
    given_up = {v.appointment for v in plan.visits if v.placement is None} & part.crossing
    if not given_up:
        return {}
    named = {site for ref in given_up for site in case.visits[ref].sites}
    both = restricted(case, part.sites | named)
    facts = Facts(both)
    found = {ref: Candidates(visit, {}) for ref, visit in facts.visits.items()}
    for ref in sorted(given_up):
        mine = candidates(facts, rules(), facts.visits[ref])
        starts = {o: s for o, s in mine.starts.items() if o.mode.site not in part.sites}
        away = [s for s in mine.slots if both.open_slots[s].site not in part.sites]
        found[ref] = replace(mine, starts=starts, slots=away)
    local = within(plan, both.day, case, frozenset(both.sites))
    tried = first_fit(facts, found, with_undecided(local, given_up))
    before = {visit.appointment: visit for visit in plan.visits}
    return {
        visit.appointment: visit
        for visit in tried.visits
        if visit.appointment in given_up
        and (visit.placement is not None or visit.slot is not None)
        and visit != before[visit.appointment]
    }


def with_undecided(plan: Plan, refs: AbstractSet[str]) -> Plan:
    """Return the plan with some visits in no slot of another day any more."""
    visits = tuple(
        v.model_copy(update={"slot": None}) if v.appointment in refs else v for v in plan.visits
    )
    return plan.model_copy(update={"visits": visits})


def with_sent(plan: Plan, sent: Mapping[str, PlannedVisit]) -> Plan:
    """Return the plan with visits sent elsewhere that it does not see."""
    visits = tuple(
        sent[v.appointment] if v.appointment in sent and v.placement is None else v
        for v in plan.visits
    )
    return plan.model_copy(update={"visits": visits})


def kept_apart(plan: Plan, part: Part) -> tuple[Plan, dict[str, PlannedVisit]]:
    """Return a part's plan without the visits that it has at sites of others, and these."""
    away = {
        v.appointment: v
        for v in plan.visits
        if (v.placement is not None and v.placement.site not in part.sites)
        or (v.slot is not None and v.slot not in part.case.open_slots)
    }
    visits = tuple(
        v.model_copy(update={"placement": None, "slot": None}) if v.appointment in away else v
        for v in plan.visits
    )
    return plan.model_copy(update={"visits": visits}) if away else plan, away


def _seen(columns: Columns, chunk: Chunk) -> Way:
    here = slice(chunk.first, chunk.first + len(chunk.starts))
    return Way(
        visit=chunk.ref,
        provider=chunk.offer.provider,
        site=chunk.offer.mode.site,
        price=columns.price[here],
        begin=columns.begin[:, here],
        end=columns.end[:, here],
        share=columns.share[here],
    )


def _slots(case: Case, columns: Columns, sites: frozenset[str]) -> list[Way]:
    ways = []
    none = np.zeros((1, 1), dtype=np.int64)
    for position, (ref, slot) in enumerate(columns.away, columns.first_away):
        site = None if slot is None else case.open_slots[slot].site
        if site is not None and site not in sites:
            price = columns.price[position : position + 1]
            ways.append(Way(ref, None, site, price, none, none, np.ones(1)))
    return ways
