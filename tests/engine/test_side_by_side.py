"""The parts of a day: taken apart and put together nothing changes, and their bounds hold."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.asked import Asked
from engine.opening.cases import case_of
from engine.solving.side_by_side import SideBySide
from engine.solving.solve import solve
from engine.solving.warm import shut_down
from models.lock import Pinned
from scenarios.generator import tiers
from scenarios.generator.days import generate
from scenarios.generator.disruptions import disrupt
from scenarios.generator.tiny import generate_tiny
from solvers.day.bounds.elsewhere import Way, ways_out
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known import parts
from solvers.day.known.facts import Facts
from solvers.day.known.parts import held_still, merged, parts_of, within
from solvers.day.limits import Bound, Found, Trouble
from tests.solvers.day.enumeration import best_key
from tests.solvers.day.solving import case_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case

SEEDS = range(100)
"""Tiny days, of which a few have two sites that can be planned apart."""

SMALL = tiers.Tier(providers=4, sites=2, staff=16, visits=30)


@pytest.fixture(autouse=True)
def _workers() -> Iterator[None]:
    yield
    shut_down()


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep sites apart however many patients could go from one to the other."""
    monkeypatch.setattr(parts, "CROSSING", 99)


def small(seed: int, monkeypatch: pytest.MonkeyPatch, kind: str = "one-provider") -> Case:
    """Return a case of two sites with every rule on."""
    monkeypatch.setitem(tiers.TIERS, "small", SMALL)
    office, day = tiers.tier_day("small", tiers.Book.TIGHT, seed)
    return case_of(office, tiers.disrupted(office, day, kind, seed))


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize("seed", [6, 8, 10, 12])
def test_parts_put_together_are_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = small(seed, monkeypatch)
    plan = ring_zero(case)
    found = parts_of(case, Facts(case).hit)
    assert len(found) == 2
    assert sorted(ref for part in found for ref in part.case.visits) == sorted(case.visits)
    alone = [within(plan, part.case.day, case, part.sites) for part in found]
    keys = [check(part.case, own).key for part, own in zip(found, alone, strict=True)]
    assert tuple(np.sum(keys, axis=0)) == check(case, plan).key
    for part, own in zip(found, alone, strict=True):
        assert not check(part.case, own).breaches
        assert merged(plan, part, own) == plan.canonical()


@pytest.mark.usefixtures("apart")
def test_parts_come_to_the_least_of_all_plans_and_no_bound_is_above_it() -> None:
    assert agree(SEEDS) >= 3


@pytest.mark.long
@pytest.mark.usefixtures("apart")
def test_parts_of_many_days_come_to_the_least_of_all_plans() -> None:
    assert agree(range(100, 1000)) >= 40


def agree(seeds: range) -> int:
    """Search tiny days in parts and write down all their plans; return how many had parts."""
    searched = 0
    for seed in seeds:
        tiny = generate_tiny(seed, most_plans=20_000)
        case = case_for(tiny.office, tiny.day, tiny.now, tiny.issued)
        told: list[object] = []
        sides = SideBySide(case, Facts(case).hit, ring_zero(case), told.append)
        if not sides.apart or not sides.sides:
            continue
        searched += 1
        sides.run(Asked(deadline=5), time.monotonic() + 5, 2, None)
        least, _ = best_key(case)
        assert not [message for message in told if isinstance(message, Trouble)]
        for message in told:
            if isinstance(message, Found):
                assert not check(case, message.plan).breaches, seed
                assert check(case, message.plan).key == message.key >= least, seed
            if isinstance(message, Bound):
                assert (message.t0 or 0) <= least[0], seed
                if message.given == least[:2]:
                    assert (message.cost or 0) <= least[2], seed
        assert not sides.proven or sides.key == least, seed
    return searched


def test_a_day_in_parts_is_proven_as_the_whole_is(monkeypatch: pytest.MonkeyPatch) -> None:
    case = small(6, monkeypatch)
    start = ring_zero(case)
    found = solve(case, start, Asked(deadline=60, options=False), 60, workers=2)
    assert not found.troubles
    assert not found.verdict.breaches
    assert found.verdict.key < check(case, start).key
    assert found.bound.given == found.verdict.key[:2]
    assert found.bound.cost == found.verdict.key[2]


def test_a_plan_that_has_sent_visits_elsewhere_is_gone_on_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = small(6, monkeypatch, "two-people")
    asked = Asked(deadline=0.3, deterministic=True, options=False)
    found = solve(case, ring_zero(case), asked, asked.deadline, workers=1)
    sites = {
        visit.appointment: visit.placement.site for visit in found.plan.visits if visit.placement
    }
    assert [ref for ref, site in sites.items() if site != case.site_of(case.visits[ref])]
    other = case.with_rates(case.rates.model_copy(update={"call": 1}))
    again = solve(other, found.plan, asked, asked.deadline, workers=1)
    assert not found.troubles + again.troubles
    assert again.verdict.key <= check(other, found.plan).key


def test_only_what_was_touched_is_searched() -> None:
    office, day = generate(1, providers=12, sites=6, visits_per_provider=6)
    case = case_of(office, disrupt(day, office, "one-provider", 1))
    hit = Facts(case).hit
    sides = SideBySide(case, hit, ring_zero(case), lambda _: None)
    assert sides.apart
    assert [side.part.sites for side in sides.sides] == [
        frozenset(case.site_of(case.visits[ref]) for ref in hit)
    ]


def test_one_figure_over_all_sites_keeps_them_together(monkeypatch: pytest.MonkeyPatch) -> None:
    case = small(6, monkeypatch)
    rates = case.rates.model_copy(update={"spread": 1})
    assert len(parts_of(case, Facts(case).hit)) == 2
    assert parts_of(case.with_rates(rates), Facts(case).hit) == []


@pytest.mark.usefixtures("apart")
def test_held_still_nobody_comes_and_tied_visits_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    case = small(8, monkeypatch)
    part = parts_of(case, Facts(case).hit)[0]
    ref = sorted(part.case.visits)[0]
    tied = replace(part, linked=frozenset({ref}))
    still = held_still(tied)
    assert Pinned.TIME in still.case.visits[ref].locks[-1].holds
    assert not any(
        person.other_sites for person in still.case.office.people if person.id not in part.own
    )


@pytest.mark.usefixtures("apart")
def test_a_way_out_costs_more_where_time_has_a_price(monkeypatch: pytest.MonkeyPatch) -> None:
    case = small(8, monkeypatch)
    found = [way for part in parts_of(case, Facts(case).hit) for way in ways_out(case, part)]
    assert found
    for way in found:
        assert way.site in case.visits[way.visit].sites
        assert way.least(np.ones(24 * 60 * 2)) >= way.least(None)
    begin, end = np.array([[0, 10]]), np.array([[9, 19]])
    seen = Way("v", "p", "s", np.array([5.0, 1.0]), begin, end, np.ones(2))
    assert seen.least(None) == 1
    assert seen.least(np.concatenate([np.zeros(10), np.ones(10)])) == 5
