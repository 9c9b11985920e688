"""Arrangements of small tight days, from what first fit makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.day.days import DayName
from models.finding import Tier
from scenarios.generator.tiers import Book
from solvers.day.bounds.columns import Builder
from solvers.day.bounds.cuts import cut_of
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.improving.arrangement import Arrangement
from solvers.day.improving.column_table import ColumnTable
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Plan
    from scenarios.generator.disruptions import Disruption
    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.limits import Key
    from solvers.day.placements.candidates import Candidates

WEIGHTS = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}


@dataclass
class Arranged:
    """A day with all that an arrangement is made of."""

    case: Case
    facts: Facts
    found: dict[str, Candidates]
    builder: Builder
    columns: Columns
    rows: list[Cut]
    plan: Plan
    key: Key

    def arrangement(self) -> Arrangement:
        """Return a new arrangement of the plan."""
        table = ColumnTable(self.columns, self.found, self.builder.arrivals)
        return Arrangement(self.facts, table, self.rows, self.plan)

    def costs(self, plan: Plan) -> int:
        """Return what a plan costs, harm weighed in."""
        verdict = check(self.case, plan)
        assert not verdict.breaches
        _, t1, cost = verdict.key
        return HARM_WEIGHT * t1 + cost


def arranged(morning: Disruption, seed: int) -> Arranged:
    """Return a tight day of 60 visits."""
    case = DayName("S", Book.TIGHT, morning, seed).case()
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    builder = Builder(facts, rules(), found, WEIGHTS)
    columns = builder.columns(may_miss_breaks=False)
    limits = [row for rule in rules() for row in rule.limits(facts, columns)]
    rows = [cut_of(weights, most) for weights, most in limits]
    rows += [cut for rule in rules() for cut in rule.cuts(facts, columns)]
    plan = first_fit(facts, found, ring_zero(case))
    return Arranged(case, facts, found, builder, columns, rows, plan, check(case, plan).key)
