"""A part beside others: what it costs at the least, and the time that it gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.opening.cases import case_of
from engine.solving.side import Side, share_of
from scenarios.generator.days import generate
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.known.parts import part_of
from solvers.day.limits import HARM_WEIGHT, Bound, Worth


def side(key: tuple[int, int, int], bound: Bound, relaxed: float = 0.0) -> Side:
    """Return a side that costs so much, of which so much is proven."""
    office, day = generate(1, providers=2, sites=2, visits_per_provider=2)
    case = case_of(office, day)
    part = replace(part_of(case, frozenset([office.sites[0].id]), ()), crossing=frozenset())
    return Side(part, ring_zero(case), key, bound=bound, worth=Worth(relaxed, {}, {}))


def test_a_side_without_harm_costs_its_bound_or_one_unit_of_harm() -> None:
    proven = Bound(t0=0, cost=70, given=(0, 0))
    assert side((0, 0, 90), proven).weighed == 70
    dear = Bound(t0=0, cost=HARM_WEIGHT + 70, given=(0, 0))
    assert side((0, 0, HARM_WEIGHT + 90), dear).weighed == HARM_WEIGHT


def test_a_side_whose_harm_is_not_least_costs_what_the_relaxation_says() -> None:
    open_ = Bound(t0=0, cost=70, given=(0, 2))
    assert side((0, 2, 90), open_, relaxed=33.5).weighed == 33.5
    assert side((0, 2, 90), open_).open == 20 + 2 * HARM_WEIGHT
    least = replace(open_, t1=2)
    relaxed = 2.0 * HARM_WEIGHT
    assert side((0, 2, 90), least, relaxed=relaxed).weighed == 2 * HARM_WEIGHT + 70
    assert side((0, 2, 90), least, relaxed=relaxed).open == 20


@pytest.mark.parametrize("lanes", [1, 2])
def test_time_goes_to_where_most_is_open_and_to_nobody_less_than_half_his_turn(lanes: int) -> None:
    waiting = [side((0, 0, cost), Bound()) for cost in (900, 60, 40)]
    turns = -(-len(waiting) // lanes)
    assert share_of(waiting, lanes, even=True) == 1 / turns
    most = share_of(waiting, lanes, even=False)
    assert 1 / turns < most <= 1 - 0.5 * (turns - 1) / turns
    assert share_of(waiting[::-1], lanes, even=False) == 0.5 / turns
    assert share_of(waiting[2:], lanes, even=False) == 1
