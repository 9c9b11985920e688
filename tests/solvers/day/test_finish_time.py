"""Starts from which a day ends too late for what is known are left out, and no others."""

from __future__ import annotations

import random

import pytest

from benchmarks.mspsp.as_day import day_of, office_of
from benchmarks.mspsp.instance import Instance
from engine.opening.cases import case_of
from models.case import Case
from solvers.day.known.facts import Facts
from solvers.day.placements.candidates import candidates
from solvers.day.placements.finish_time import in_time
from solvers.day.registry import rules
from solvers.day.solving import whole
from tests.solvers.day.solving import solve_here


def shop(
    durations: tuple[int, ...],
    needs: tuple[tuple[int, ...], ...],
    mastery: tuple[frozenset[int], ...],
    precedence: tuple[tuple[int, int], ...] = (),
    **rates: int,
) -> Case:
    """A day of add-ons without providers' parts, whose finish has a price."""
    instance = Instance("shop", durations, needs, mastery, precedence)
    office = office_of(instance)
    priced = office.exchange_rates.model_copy(update=rates)
    return case_of(office.model_copy(update={"exchange_rates": priced}), day_of(instance), now=0)


def drawn(seed: int) -> Case:
    """Five visits that one to three people hold, who have one or both of two skills."""
    dice = random.Random(seed)
    needs = tuple(dice.choice([(1, 0), (0, 1), (1, 1), (0, 2), (2, 1)]) for _ in range(5))
    mastery = (frozenset({0, 1}), frozenset({0, 1}), frozenset({dice.randrange(2)}))
    precedence = tuple((a, b) for a in range(5) for b in range(a + 1, 5) if dice.random() < 0.25)
    return shop(tuple(dice.randint(1, 6) for _ in range(5)), needs, mastery, precedence)


def starts(case: Case, cost: int) -> dict[str, list[int]]:
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    left = in_time(facts, found, cost)
    return {
        ref: sorted({int(t) for blocks in candidate.starts.values() for t in blocks[0]})
        for ref, candidate in left.items()
    }


CHAIN = ((3, 2, 4), ((1,), (1,), (1,)), (frozenset({0}), frozenset({0})), ((0, 1),))


def test_a_chain_leaves_no_choice() -> None:
    # The second takes 2 minutes after the first one's 3; the third, 4 minutes, goes on beside.
    assert starts(shop(*CHAIN), 5) == {"a-0": [0], "a-1": [3], "a-2": [0, 1]}
    assert starts(shop(*CHAIN), 6) == {"a-0": [0, 1], "a-1": [3, 4], "a-2": [0, 1, 2]}


def test_a_visit_that_may_as_well_be_left_out_presses_no_other() -> None:
    cheap = shop(*CHAIN, not_seen_today=0, no_date=0)
    assert starts(cheap, 5) == {"a-0": [0, 1, 2], "a-1": [0, 1, 2, 3], "a-2": [0, 1]}


def test_without_a_price_for_the_finish_all_starts_stay() -> None:
    free = starts(shop(*CHAIN, finish_minute=0), 5)
    assert free == {"a-0": list(range(7)), "a-1": list(range(8)), "a-2": list(range(6))}


@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_is_the_same_with_all_starts(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = drawn(seed)
    pruned = solve_here(case)
    monkeypatch.setattr(whole, "in_time", lambda facts, found, cost: dict(found))
    full = solve_here(case)
    assert pruned.proven and full.proven
    assert not pruned.troubles
    assert pruned.verdict.key == full.verdict.key
