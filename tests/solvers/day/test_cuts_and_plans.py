"""Plans keep every limit and cut of the relaxation, and cost no less than it says of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.day.days import DayName
from models.finding import FindingKind, Tier
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import Book
from solvers.day.bounds.columns import Builder
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.limits import TRADED
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from tests.solvers.day.rows_of_plans import priced_by, rows_of, taken_by
from tests.solvers.day.solving import solve_here

WEIGHTS = dict.fromkeys(TRADED, 1)

SHORT = (1, Disruption.ONE_PROVIDER)
"""The day that is tried in every run."""


@pytest.mark.parametrize(
    ("seed", "morning"),
    [
        pytest.param(seed, morning, marks=() if (seed, morning) == SHORT else pytest.mark.thorough)
        for seed in (1, 4)
        for morning in Disruption
    ],
)
def test_a_plan_keeps_every_row(seed: int, morning: Disruption) -> None:
    case = DayName("S", Book.TIGHT, morning, seed).case()
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    columns = Builder(facts, rules(), found, WEIGHTS).columns(may_miss_breaks=False)
    rows = rows_of(facts, columns)
    assert sum(math.isfinite(cut.price) for cut in rows)
    first = first_fit(facts, found, ring_zero(case))
    for plan in (first, solve_here(case, 2.0).plan):
        verdict = check(case, plan)
        assert not verdict.breaches
        taken = taken_by(plan, found, columns)
        assert sorted(columns.job[taken].tolist()) == list(range(columns.jobs))
        priced = float(columns.price[taken].sum()) + priced_by(rows, taken)
        fresh = taken & (columns.job < len(columns.refs)) & ~columns.as_published
        for span in columns.shared:
            here = fresh & (columns.resource == span.resource)
            lasts = np.maximum(columns.begin[:, here], span.start)
            priced += span.price * bool((lasts < np.minimum(columns.end[:, here], span.end)).any())
        assert priced <= sum(
            finding.cost
            for finding in verdict.findings
            if finding.kind is FindingKind.COST and finding.tier not in {Tier.T0, Tier.T1}
        )
