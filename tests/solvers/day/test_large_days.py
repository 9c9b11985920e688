"""What is done for large days alone: the same comes of it, or better, and bounds still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.opening.cases import case_of
from models.events import Absent
from models.finding import Tier
from scenarios.generator import tiers
from scenarios.generator.tiny import generate_tiny
from solvers.day.by_hand import ring_zero
from solvers.day.check.verdict import check
from solvers.day.improving import nearby
from solvers.day.least_gaps import find_least_gaps
from solvers.day.limits import HARM_WEIGHT, TRADED, Bound, Found, Limits, Stage, Trouble
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from solvers.day.search import Search
from tests.solvers.day.enumeration import best_key
from tests.solvers.day.solving import case_for

if TYPE_CHECKING:
    from models.case import Case
    from solvers.day.known.facts import Facts
    from solvers.day.limits import Message

SMALL = tiers.Tier(providers=4, sites=2, staff=16, visits=30)

OVER_NOON = tiers.Tier(providers=4, sites=2, staff=22, visits=100)
"""A day so long that somebody has the desk while whoever is there all day is at lunch."""

SHORT_OF_STAFF = (12, 19, 42, 59, 112)
"""Tiny days on which ring 0 leaves gaps that other breaks, duties or people called in cure."""

WITH_ROUNDS = (2, 4, 8, 12, 14, 21, 32)
"""Tiny days on which first fit is above the bound."""


def small(seed: int, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Return a case of two sites, tight, on which somebody of the support staff is out."""
    monkeypatch.setitem(tiers.TIERS, "small", SMALL)
    office, day = tiers.tier_day("small", tiers.Book.TIGHT, seed)
    return case_of(office, tiers.disrupted(office, day, "one-ma", seed))


def tiny(seed: int) -> Case:
    """Return the case of a tiny day."""
    day = generate_tiny(seed, most_plans=20_000)
    return case_for(day.office, day.day, day.now, day.issued)


@pytest.mark.parametrize("seed", [1, 7])
def test_sites_apart_are_kept_as_if_all_were_tried_again(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = small(seed, monkeypatch)
    groups: list[int] = []
    apart = ring_zero._apart

    def all_together(facts: Facts, starts: list[int]) -> list[frozenset[str]]:
        groups.append(len(apart(facts, starts)))
        return [frozenset(facts.visits)]

    site_by_site = ring_zero.ring_zero(case)
    monkeypatch.setattr(ring_zero, "_apart", all_together)
    assert site_by_site == ring_zero.ring_zero(case)
    assert groups == [2]
    assert check(case, site_by_site).cost > 0


@pytest.mark.parametrize("seed", SHORT_OF_STAFF)
def test_the_first_plan_told_has_the_least_gaps(seed: int) -> None:
    case, told = tiny(seed), list[object]()
    start = ring_zero.ring_zero(case)
    key = check(case, start).key

    def tell(message: Message) -> None:
        told.append(message)

    search = Search(case, Limits(30, workers=1, deterministic=True), tell, start, key)
    find_least_gaps(search)
    found = [message for message in told if isinstance(message, Found)]
    assert search.best_key[0] == search.least_gaps < key[0]
    assert found[-1].plan == search.best
    assert not check(case, search.best).breaches


def test_nobody_is_on_duty_without_need_where_cover_is_made_up_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tiers.TIERS, "noon", OVER_NOON)
    office, day = tiers.tier_day("noon", tiers.Book.TIGHT, 1)
    at_noon = min(day.duties, key=lambda given: given.end - given.start)
    absent = Absent(person=at_noon.person, reported=405)
    case = case_of(office, day.model_copy(update={"events": (*day.events, absent)}))
    start = ring_zero.ring_zero(case)
    limits = Limits(30, workers=1, deterministic=True)
    search = Search(case, limits, lambda _: None, start, check(case, start).key)
    find_least_gaps(search)
    assert search.best_key[0] == 0 < check(case, start).key[0]
    for given in search.best.duties:
        duties = tuple(other for other in search.best.duties if other != given)
        without = check(case, search.best.model_copy(update={"duties": duties}))
        assert without.breaches or without.key > search.best_key


@pytest.mark.parametrize(
    "seed",
    [WITH_ROUNDS[0], *(pytest.param(s, marks=pytest.mark.thorough) for s in WITH_ROUNDS[1:])],
)
def test_rounds_nearby_come_to_plans_that_hold_and_to_no_bound_above_the_least(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "LARGE", 0)
    monkeypatch.setattr(nearby, "far", lambda search, bound: search.best_key[2] > bound)
    case, told = tiny(seed), list[object]()
    start = ring_zero.ring_zero(case)
    limits = Limits(30, workers=1, deterministic=True)
    search = Search(case, limits, told.append, start, check(case, start).key)
    find_least_gaps(search)
    found = {ref: candidates(search.facts, rules(), v) for ref, v in search.facts.visits.items()}
    priced = search.priced(found, {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)})
    nearby.nearby(search, found, priced, 1_000)
    least, _ = best_key(case)
    assert any(isinstance(message, Stage) and message.name == "nearby" for message in told)
    assert not any(isinstance(message, Trouble) for message in told)
    assert not check(case, search.best).breaches
    assert check(case, search.best).key == search.best_key >= least
    for bound in (message for message in told if isinstance(message, Bound)):
        assert bound.given != least[:2] or (bound.cost or 0) <= least[2]
