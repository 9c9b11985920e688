"""Ruin and recreate finds better plans, all of them legal, and the same ones each time."""

from __future__ import annotations

import threading

import pytest

from models.plan import Plan
from scenarios.generator.disruptions import Disruption
from solvers.day.check.verdict import check
from solvers.day.improving import ruin_beside
from solvers.day.improving.ruin import Ruin
from solvers.day.improving.ruin_beside import RuinBeside
from solvers.day.limits import HARM_WEIGHT, Found, Key, Limits, Message
from solvers.day.search import Search
from tests.solvers.day.arranged import WEIGHTS, Arranged, arranged

ROUNDS = 300


def ruined(day: Arranged, seed: int) -> list[tuple[Plan, Key]]:
    """Return what some rounds find."""
    ruin = Ruin(day.arrangement(), day.key, seed)
    return list(ruin.run(lambda: ruin.rounds < ROUNDS))


@pytest.mark.parametrize(
    "morning",
    [
        Disruption.ONE_PROVIDER,
        pytest.param(Disruption.TWO_PEOPLE, marks=pytest.mark.thorough),
    ],
)
def test_each_plan_is_legal_and_better_than_the_last(morning: Disruption) -> None:
    day = arranged(morning, 1)
    found = ruined(day, 0)
    keys = [day.key, *(key for _, key in found)]
    assert keys == sorted(keys, reverse=True)
    assert keys[-1] < keys[0]
    for plan, key in found:
        verdict = check(day.case, plan)
        assert not verdict.breaches
        assert verdict.key == key


def test_the_same_seed_finds_the_same() -> None:
    day = arranged(Disruption.ONE_PROVIDER, 3)
    assert ruined(day, 7) == ruined(day, 7)


def test_it_ends_when_it_is_told_to() -> None:
    day = arranged(Disruption.ONE_PROVIDER, 3)
    ruin = Ruin(day.arrangement(), day.key, 0)
    assert list(ruin.run(lambda: False)) == []
    assert ruin.rounds == 0


def beside(day: Arranged, limits: Limits) -> tuple[Search, list[Message], threading.Event]:
    """Return a search from first fit that has begun to ruin beside, and what it tells."""
    told: list[Message] = []
    heard = threading.Event()

    def tell(message: Message) -> None:
        told.append(message)
        heard.set()

    search = Search(day.case, limits, tell, day.plan, day.key)
    process = RuinBeside(search, day.found)
    process.begin(day.columns, day.rows, day.builder.arrivals)
    if not limits.deterministic:
        assert heard.wait(120)
    process.end()
    return search, told, heard


def test_beside_a_search_it_tells_at_once_and_is_taken_at_the_end() -> None:
    day = arranged(Disruption.ONE_PROVIDER, 1)
    search, told, _ = beside(day, Limits(seconds=600.0, workers=2))
    plans = [message for message in told if isinstance(message, Found)]
    assert plans
    assert search.best_key == min(message.key for message in plans) < day.key
    assert not check(day.case, search.best).breaches


def test_a_deterministic_search_has_nothing_beside() -> None:
    day = arranged(Disruption.ONE_PROVIDER, 1)
    search, told, _ = beside(day, Limits(seconds=1.0, workers=2, deterministic=True))
    assert not told
    assert search.best is day.plan


def test_the_incumbent_stays_until_what_was_heard_is_taken() -> None:
    day = arranged(Disruption.ONE_PROVIDER, 1)
    search = Search(day.case, Limits(seconds=1.0), lambda _: None, day.plan, day.key)
    plan, key = ruined(day, 0)[-1]
    search.hear(plan, key)
    assert search.best is day.plan
    search.take_heard()
    assert (search.best, search.best_key) == (plan, key)
    search.hear(day.plan, day.key)
    search.take_heard()
    assert search.best_key == key


@pytest.mark.parametrize("workers", [1, 2])
def test_a_choice_of_columns_is_waited_for_and_taken(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruin_beside, "WAIT", 120.0)
    begun: list[bool] = []
    day = arranged(Disruption.ONE_PROVIDER, 2)
    limits = Limits(seconds=600.0, workers=workers)
    search = Search(day.case, limits, lambda _: None, day.plan, day.key)
    process = RuinBeside(search, day.found)
    priced = search.priced(
        day.found, WEIGHTS, process.begin, lambda early: begun.append(process.choose(early))
    )
    process.wait()
    process.end()
    assert begun == [True]
    assert search.best_key < day.key
    assert HARM_WEIGHT * search.best_key[1] + search.best_key[2] >= priced.bound
    assert not check(day.case, search.best).breaches


def test_nothing_is_waited_for_where_nothing_was_begun() -> None:
    day = arranged(Disruption.ONE_PROVIDER, 2)
    limits = Limits(seconds=600.0, workers=2, deterministic=True)
    search = Search(day.case, limits, lambda _: None, day.plan, day.key)
    process = RuinBeside(search, day.found)
    process.begin(day.columns, day.rows, day.builder.arrivals)
    process.wait()
    process.end()
    assert search.best is day.plan
