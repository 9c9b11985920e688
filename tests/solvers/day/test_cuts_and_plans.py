"""Plans keep every limit and cut of the relaxation, and cost no less than it says of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.day.days import DayName
from models.finding import FindingKind, Tier
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import Book
from solvers.day.candidates import candidates
from solvers.day.check import check
from solvers.day.columns import Builder
from solvers.day.cuts import Cut
from solvers.day.facts import Facts
from solvers.day.first_fit import first_fit
from solvers.day.limits import TRADED
from solvers.day.registry import rules
from solvers.day.ring_zero import ring_zero
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from models.plan import Plan
    from solvers.day.candidates import Candidates
    from solvers.day.columns import Columns

WEIGHTS = dict.fromkeys(TRADED, 1)


def taken_by(plan: Plan, found: Mapping[str, Candidates], columns: Columns) -> NDArray[np.bool_]:
    """Return the columns of a plan."""
    taken = np.zeros(len(columns.job), dtype=bool)
    visits = {visit.appointment: visit for visit in plan.visits}
    for chunk in columns.chunks:
        at, offer = visits[chunk.ref].placement, chunk.offer
        if at is None or (at.provider, at.site, at.modality, at.double_booked) != (
            offer.provider,
            offer.mode.site,
            offer.mode.modality,
            offer.double,
        ):
            continue
        blocks = found[chunk.ref].templates[offer.mode.modality].blocks
        first = next(block for block in blocks if block.provided)
        same = chunk.starts == at.phases[first.phases[0]].start
        taken[chunk.first : chunk.first + len(same)] = same
    for position, (ref, slot) in enumerate(columns.away, columns.first_away):
        taken[position] = visits[ref].placement is None and visits[ref].slot == slot
    resting = {(b.person, b.start) for b in plan.breaks}
    for position in range(columns.first_away + len(columns.away), len(columns.job)):
        person = columns.providers[columns.resource[position]]
        taken[position] = (person, int(columns.begin[0, position])) in resting
    return taken


@pytest.mark.parametrize("morning", list(Disruption))
@pytest.mark.parametrize("seed", [1, 4])
def test_a_plan_keeps_every_row(seed: int, morning: Disruption) -> None:
    case = DayName("S", Book.TIGHT, morning, seed).case()
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    columns = Builder(facts, rules(), found, WEIGHTS).columns(may_miss_breaks=False)
    rows = [
        Cut(np.arange(len(weights)), weights, float(most))
        for rule in rules()
        for weights, most in rule.limits(facts, columns)
    ]
    rows += [cut for rule in rules() for cut in rule.cuts(facts, columns)]
    assert sum(math.isfinite(cut.price) for cut in rows)
    first = first_fit(facts, found, ring_zero(case))
    for plan in (first, solve_here(case, 2.0).plan):
        verdict = check(case, plan)
        assert not verdict.breaches
        taken = taken_by(plan, found, columns)
        assert sorted(columns.job[taken].tolist()) == list(range(columns.jobs))
        priced = float(columns.price[taken].sum())
        for cut in rows:
            over = max(0.0, float((taken[cut.columns] * cut.weights).sum()) - cut.most)
            assert over == 0 or math.isfinite(cut.price)
            priced += cut.price * over if over else 0.0
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
