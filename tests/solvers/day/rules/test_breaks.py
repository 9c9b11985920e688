"""Everybody gets the breaks that the law or the contract gives."""

from __future__ import annotations

from models.rules import BreakKind
from solvers.day.known.facts import Facts
from tests.engine.clinic import case, office
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.pinning import Pinned

MEAL = {"breaks": {"entitlements": [{"minutes": 30, "over-minutes": 300, "start-by": 300}]}}


def test_a_published_break_that_is_dropped_is_a_gap_and_a_change() -> None:
    usual = case()
    without = usual.published.model_copy(update={"breaks": ()})
    assert cost("breaks", usual, usual.published) == {}
    assert cost("breaks", usual, without) == {"T0": 10_000, "T4": usual.rates.break_moved}


def test_a_moved_break_costs_and_a_second_one_is_too_many() -> None:
    usual = case()
    (meal,) = usual.published.breaks
    later = meal.model_copy(update={"start": meal.start + 60, "end": meal.end + 60})
    moved = usual.published.model_copy(update={"breaks": (later,)})
    assert cost("breaks", usual, moved) == {"T4": usual.rates.break_moved}
    both = usual.published.model_copy(update={"breaks": (meal, later)})
    assert [f.about for f in breaches("breaks", usual, both)] == [("ma-1",)]


def test_a_break_that_starts_too_late_does_not_count() -> None:
    entitled = case(at=office(rules=MEAL))
    (own,) = [b for b in entitled.published.breaks if b.person == "ma-1"]
    others = tuple(b for b in entitled.published.breaks if b is not own)
    for start, gaps in ((13 * 60, 0), (13 * 60 + 1, 10_000)):
        late = own.model_copy(update={"start": start, "end": start + 30})
        plan = entitled.published.model_copy(update={"breaks": (*others, late)})
        assert cost("breaks", entitled, plan).get("T0", 0) == gaps


def test_what_is_missed_and_what_moves_is_said() -> None:
    dear = case(at=office(exchange_rates={"break_moved": 7}))
    without = dear.published.model_copy(update={"breaks": ()})
    gap, moved = findings("breaks", dear, without)
    assert (gap.kind, gap.tier, gap.cost, gap.about) == ("gap", "T0", 10_000, ("ma-1",))
    assert gap.sentence == "ma-1 misses a break that is due."
    assert "relieve ma-1" in gap.advice
    assert (moved.kind, moved.tier, moved.cost, moved.about) == ("cost", "T4", 7, ("ma-1",))
    assert moved.sentence == "ma-1's break at 12:00 moves."


def test_a_break_of_another_kind_or_length_meets_no_claim() -> None:
    usual = case()
    (meal,) = usual.published.breaks
    for odd in (
        meal.model_copy(update={"kind": BreakKind.REST}),
        meal.model_copy(update={"end": meal.end - 1}),
        meal.model_copy(update={"end": meal.end + 1}),
    ):
        plan = usual.published.model_copy(update={"breaks": (odd,)})
        (found,) = breaches("breaks", usual, plan)
        assert found.sentence == "ma-1 has a break that meets no claim."
        assert cost("breaks", usual, plan)["T0"] == 10_000


def test_a_break_that_began_before_now_moves_no_more() -> None:
    for now, expected in ((12 * 60, 2), (12 * 60 + 1, 0)):
        later = case(now=now)
        without = later.published.model_copy(update={"breaks": ()})
        assert cost("breaks", later, without).get("T4", 0) == expected


def test_the_model_prices_the_same_and_offers_no_start_too_late() -> None:
    usual = case()
    (meal,) = usual.published.breaks
    later = meal.model_copy(update={"start": meal.start + 60, "end": meal.end + 60})
    model = Pinned(usual)
    for breaks, tiers in (((later,), (0, 2)), ((), (10_000, 2))):
        found = model.tiers(usual.published.model_copy(update={"breaks": breaks}))
        assert found is not None
        assert (found["T0"], found["T4"]) == tiers
    assert model.tiers(usual.published.model_copy(update={"breaks": (meal, later)})) is None
    facts = Facts(case(at=office(rules=MEAL)))
    (claim,) = [claim for claim in facts.claims if claim.person == "ma-1"]
    assert max(facts.break_starts(claim)) == 13 * 60


def test_only_breaks_from_now_on_need_a_claim() -> None:
    for now, broken in ((14 * 60, True), (14 * 60 + 1, False)):
        later = case(now=now)
        (meal,) = later.published.breaks
        another = meal.model_copy(update={"start": 14 * 60, "end": 14 * 60 + 30})
        plan = later.published.model_copy(update={"breaks": (meal, another)})
        found = findings("breaks", later, plan)
        assert [(f.kind, f.about, f.sentence) for f in found] == [
            ("breach", ("ma-1",), "ma-1 has 2 breaks and a claim to 1.")
        ] * broken
