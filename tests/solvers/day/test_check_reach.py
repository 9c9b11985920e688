"""What a check is shown of a plan is enough to judge one visit's change by."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random
from typing import TYPE_CHECKING

import pytest

from scenarios.generator.tiny import generate_tiny
from solvers.day.check.reach import Excerpts, Reach, reach_of
from solvers.day.check.verdict import checks
from tests.solvers.day.solving import case_for
from tests.solvers.day.test_agreement import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.finding import Finding
    from models.plan import Plan, PlannedVisit


@pytest.mark.parametrize("first", range(0, 120, 40))
def test_a_part_of_the_plan_shows_what_the_whole_would(first: int) -> None:
    asked = 0
    for seed in range(first, first + 40):
        tiny = generate_tiny(seed)
        case = case_for(tiny.office, tiny.day, tiny.now, tiny.issued)
        plans = [plan.canonical() for plan, _ in walk(case, seed, 12)]
        for plan, planned in _tried(plans, Random(seed)):
            _same_either_way(case, plan, planned)
            asked += 1
    assert asked > 100


def _tried(plans: list[Plan], dice: Random) -> Iterator[tuple[Plan, PlannedVisit]]:
    """Yield plans, each with an entry that one of its visits has in another of them."""
    entries: dict[str, list[PlannedVisit]] = defaultdict(list)
    for plan in plans:
        for planned in plan.visits:
            entries[planned.appointment].append(planned)
    for plan in dice.sample(plans, 3):
        for planned in plan.visits:
            other = dice.choice(entries[planned.appointment])
            if other != planned:
                yield plan, other


def _same_either_way(case: Case, plan: Plan, planned: PlannedVisit) -> None:
    visits = tuple(planned if v.appointment == planned.appointment else v for v in plan.visits)
    other = plan.model_copy(update={"visits": visits})
    whole = case.staffed(plan)
    parts = Excerpts(case, plan).both(planned)
    for judge in checks():
        here, there = Counter(judge(whole, plan)), Counter(judge(whole, other))
        reach = reach_of(judge)
        if reach is Reach.NOTHING:
            assert here == there, judge.__module__
        elif reach is not Reach.PLAN:
            narrow, before, after = parts[reach]
            less, more = Counter(judge(narrow, before)), Counter(judge(narrow, after))
            assert _moved(less, more) == _moved(here, there), judge.__module__


def _moved(before: Counter[Finding], after: Counter[Finding]) -> list[Counter[Finding]]:
    return [after - before, before - after]
