"""Early plans move what was hit and visits about it, and nothing else."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from scenarios.generator.disruptions import Disruption
from solvers.day.check.verdict import check
from solvers.day.improving import early_plans, ruin_beside
from solvers.day.improving.early_plans import EarlyPlans, arranged_so, some_free, visits_about
from solvers.day.improving.ruin import Ruin
from solvers.day.improving.ruin_beside import RuinBeside
from solvers.day.limits import Found, Limits
from solvers.day.search import Search
from tests.solvers.day.arranged import Arranged, arranged

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.plan import Plan
    from solvers.day.limits import Key, Message
    from solvers.day.placements.candidates import Candidates

FEW = 8
"""Visits that may be moved besides those that were hit."""


@pytest.fixture(scope="module")
def day() -> Arranged:
    return arranged(Disruption.ONE_PROVIDER, 1)


def hit(day: Arranged) -> dict[str, Candidates]:
    """Return the candidates of what was hit."""
    return {ref: day.found[ref] for ref in sorted(day.facts.hit)}


def test_the_visits_about_are_of_providers_who_could_see_what_was_hit(
    day: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early_plans, "ABOUT", FEW)
    about = visits_about(hit(day), day.plan)
    could = {offer.provider for found in hit(day).values() for offer in found.starts}
    placed = {v.appointment: v.placement for v in day.plan.visits if v.placement is not None}
    assert len(about) == FEW
    assert not about & day.facts.hit
    assert {placed[ref].provider for ref in about} <= could


def test_what_is_not_free_stays_and_costs_what_it_costs(day: Arranged) -> None:
    free = frozenset(sorted(day.facts.hit))
    found = some_free(day.facts, hit(day), free, day.plan)
    assert list(found) == list(day.facts.visits)
    for planned in day.plan.visits:
        ref, held = planned.appointment, planned.placement
        if ref in free:
            assert found[ref].starts.keys() <= day.found[ref].starts.keys()
            continue
        assert held is not None
        ((offer, blocks),) = found[ref].starts.items()
        assert offer in day.found[ref].starts
        assert blocks[0].tolist() == [held.start]
    some = arranged_so(day.facts, found, day.plan, may_miss_breaks=False)
    assert len(some.table.columns.job) < len(day.columns.job)
    assert some.cost == pytest.approx(day.arrangement().cost)


def begun(day: Arranged, *, deterministic: bool) -> tuple[Search, list[Message]]:
    """Return a search of which early plans have been asked, and what it tells."""
    told: list[Message] = []
    heard = threading.Event()

    def tell(message: Message) -> None:
        told.append(message)
        heard.set()

    limits = Limits(seconds=600.0, workers=2, deterministic=deterministic)
    search = Search(day.case, limits, tell, day.plan, day.key)
    early = EarlyPlans(search)
    if early.is_due:
        early.begin(hit(day))
        assert heard.wait(120)
    early.end()
    return search, told


def test_better_plans_are_told_and_nothing_else_is_moved(
    day: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early_plans, "LARGE", 0)
    monkeypatch.setattr(early_plans, "ABOUT", FEW)
    search, told = begun(day, deterministic=False)
    assert all(isinstance(message, Found) for message in told)
    assert search.best_key < day.key
    verdict = check(day.case, search.best)
    assert not verdict.breaches
    assert verdict.key == search.best_key
    free = day.facts.hit | visits_about(hit(day), day.plan)
    before = {v.appointment: v for v in day.plan.visits}
    assert all(v == before[v.appointment] for v in search.best.visits if v.appointment not in free)


def test_small_days_and_deterministic_searches_have_none(
    day: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    search, told = begun(day, deterministic=False)
    monkeypatch.setattr(early_plans, "LARGE", 0)
    again, more = begun(day, deterministic=True)
    assert not told
    assert not more
    assert search.best is again.best is day.plan


def test_rounds_over_all_columns_begin_from_first_fit_and_the_better_plan_is_taken(
    day: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    better, key = next(Ruin(day.arrangement(), day.key, 0).run(lambda: True))
    search = Search(day.case, Limits(seconds=600.0, workers=2), lambda _: None, day.plan, day.key)
    search.hear(better, key)
    begun_from: list[Key] = []
    heard = threading.Event()

    def hear(_: Search, __: Plan, first: Key) -> None:
        begun_from.append(first)
        heard.set()

    def tell_at_once(ruin: Ruin, tell: Callable[[tuple[Plan, Key]], None]) -> None:
        tell((ruin.at.plan(), ruin.key))

    monkeypatch.setattr(Search, "hear", hear)
    monkeypatch.setattr(ruin_beside, "tell_some", tell_at_once)
    monkeypatch.setattr(search.early, "end", search.take_heard)
    process = RuinBeside(search, day.found)
    process.begin(day.columns, day.rows, day.builder.arrivals)
    assert (search.best, search.best_key) == (better, key)
    assert heard.wait(120)
    process.end()
    assert begun_from == [day.key]


def test_where_nothing_was_hit_nothing_is_begun(
    day: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early_plans, "LARGE", 0)
    search = Search(day.case, Limits(seconds=600.0, workers=2), lambda _: None, day.plan, day.key)
    early = EarlyPlans(search)
    early.begin({})
    assert early.process is None
    early.end()
    assert search.best is day.plan
