"""Dives come to legal plans, and better ones than first fit where a day is tight."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from benchmarks.day.days import DayName
from models.finding import Tier
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import Book
from solvers.day.bounds.priced import Priced
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.improving.dive import dives
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from models.case import Case
    from solvers.day.limits import Key

WEIGHTS = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}


def dived(case: Case, times: int) -> tuple[Key, list[Key], float]:
    """Return what first fit comes to, what each dive from there comes to, and the bound."""
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    first = first_fit(facts, found, ring_zero(case))
    drafts: list[float] = []
    priced = Priced(
        facts,
        found,
        WEIGHTS,
        may_miss_breaks=False,
        seconds=60.0,
        draft=lambda early: drafts.append(early.bound),
    )
    assert len(drafts) == 1
    assert 0 < drafts[0] <= priced.bound
    keys = []
    for plan in islice(dives(facts, found, first, priced, float("inf")), times):
        verdict = check(case, plan)
        assert not verdict.breaches
        keys.append(verdict.key)
    return check(case, first).key, keys, priced.bound


AWAY = [Disruption.ONE_PROVIDER, Disruption.TWO_PEOPLE, Disruption.PROVIDER_LEAVES_MIDDAY]


@pytest.mark.parametrize("morning", AWAY)
def test_one_of_three_dives_is_better_than_first_fit(morning: Disruption) -> None:
    first, keys, bound = dived(DayName("S", Book.TIGHT, morning, 2).case(), 3)
    assert len(keys) == 3
    assert min(keys) < first
    assert all(t0 > 0 or HARM_WEIGHT * t1 + cost >= bound for t0, t1, cost in keys)


@pytest.mark.thorough
def test_a_dive_of_a_large_day_is_legal() -> None:
    _, keys, _ = dived(DayName("M", Book.EASY, Disruption.ONE_PROVIDER, 1).case(), 1)
    assert len(keys) == 1


def test_dives_are_the_same_each_time() -> None:
    case = DayName("S", Book.TIGHT, Disruption.TWO_PEOPLE, 3).case()
    assert dived(case, 2) == dived(case, 2)
