"""Where groups are seen and rooms have seats, model and check agree, and the best is proven."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.solvers.day.enumeration import best_key
from tests.solvers.day.group_days import group_day
from tests.solvers.day.solving import case_for, solve_here
from tests.solvers.day.test_agreement import compare


def test_model_and_check_agree_where_groups_are_seen() -> None:
    alone = Counter[str]()
    for seed in range(40):
        tiny = group_day(Random(seed), visits=4, step=15, hours=90)
        _, broken = compare(tiny, seed, 40)
        alone += broken
    assert {"provider-overlap", "rooms", "devices", "double-booking"} <= set(alone)


@pytest.mark.parametrize("seed", range(5))
def test_proven_cost_is_the_enumerated_optimum_where_groups_are_seen(seed: int) -> None:
    tiny = group_day(Random(seed), visits=3, step=30, hours=120)
    case = case_for(tiny.office, tiny.day, tiny.now)
    answer = solve_here(case)
    least, _ = best_key(case)
    assert not answer.troubles
    assert answer.proven
    assert answer.verdict.key == least
