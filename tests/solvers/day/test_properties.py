"""What holds of every answer, whatever the day."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.case import Case
from models.day import Day, OpenSlot
from models.office import Office, Place
from models.plan import Plan
from scenarios.generator.days import generate
from scenarios.generator.disruptions import disrupt
from scenarios.generator.tiny import generate_tiny
from solvers.day.by_hand.published import published_plan
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from tests.solvers.day.solving import case_for, solve_here
from tests.solvers.day.test_agreement import walk

SEEDS = st.integers(min_value=0, max_value=20_000)
often = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
seldom = settings(often, max_examples=6)


def tiny_case(seed: int) -> Case:
    """Return the case of a tiny day."""
    tiny = generate_tiny(seed)
    return case_for(tiny.office, tiny.day, tiny.now, tiny.issued)


def small(seed: int, kind: str) -> tuple[Office, Day]:
    """Return a day of two providers with something that has happened."""
    office, day = generate(seed, providers=2, visits_per_provider=8)
    return office, disrupt(day, office, kind, seed)


@often
@given(SEEDS)
def test_an_answer_passes_the_check_and_has_no_more_gaps_than_ring_zero(seed: int) -> None:
    case = tiny_case(seed)
    zero = check(case, ring_zero(case))
    answer = solve_here(case)
    assert not zero.breaches
    assert not answer.troubles
    assert not answer.verdict.breaches
    assert answer.verdict.key <= zero.key
    for bound in answer.bounds:
        if bound.given == answer.verdict.key[:2] and bound.cost is not None:
            assert bound.cost <= answer.verdict.cost


@often
@given(SEEDS)
def test_a_legal_published_plan_with_no_event_changes_nothing(seed: int) -> None:
    tiny = generate_tiny(seed)
    day = tiny.day.model_copy(update={"events": ()})
    case = case_for(tiny.office, day, -10_000)
    before = check(case, case.published)
    if before.breaches or before.gaps:
        return
    answer = solve_here(case)
    assert answer.plan == case.published.canonical()
    assert answer.proven


@often
@given(SEEDS)
def test_resolving_a_proven_plan_again_changes_nothing(seed: int) -> None:
    case = tiny_case(seed)
    first = solve_here(case)
    if not first.proven:
        pytest.fail(f"seed {seed}: a tiny day was not proven")
    kept = {v.appointment for v in first.plan.visits if v.placement is not None}
    book = tuple(_as_planned(case, first.plan, ref) for ref in sorted(kept))
    day = case.day.model_copy(update={"appointments": book, "events": (), "open_slots": ()})
    again = Case(
        case.office,
        day,
        -10_000,
        case.rates,
        first.plan.model_copy(
            update={"visits": tuple(v for v in first.plan.visits if v.appointment in kept)}
        ),
    )
    if check(again, again.published).breaches or check(again, again.published).gaps:
        return
    assert solve_here(again).plan == again.published


def _as_planned(case: Case, plan: Plan, ref: str):
    placement = next(v.placement for v in plan.visits if v.appointment == ref)
    assert placement is not None
    update = {
        "at": placement.start,
        "provider": placement.provider,
        "site": placement.site,
        "modality": placement.modality,
        "room": placement.room,
        "phases": (),
        "windows": (),
    }
    return case.visits[ref].model_copy(update=update)


@often
@given(SEEDS)
def test_more_capacity_never_costs_more(seed: int) -> None:
    tiny = generate_tiny(seed)
    if tiny.office.exchange_rates.spread:
        return
    case = case_for(tiny.office, tiny.day, tiny.now, tiny.issued)
    site = tiny.office.sites[0].id
    features = tuple({f for room in tiny.office.rooms for f in room.features})
    room = Place(id="one-more-room", site=site, features=features)
    offered = next(iter(tiny.day.open_slots), None)
    slots = tiny.day.open_slots
    if offered is not None:
        slots = (*slots, OpenSlot(**(offered.model_dump() | {"id": "one-more-slot"})))
    richer = Case(
        tiny.office.model_copy(update={"rooms": (*tiny.office.rooms, room)}),
        case.day.model_copy(update={"open_slots": slots}),
        case.now,
        case.rates,
        case.published,
        case.issued,
    )
    poor, rich = solve_here(case), solve_here(richer)
    assert poor.proven and rich.proven
    assert rich.verdict.key <= poor.verdict.key


@often
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(seed: int, dice: random.Random) -> None:
    tiny = generate_tiny(seed)
    office = tiny.office.model_copy(
        update={
            name: _shuffled(dice, getattr(tiny.office, name))
            for name in ("people", "rooms", "devices", "duties")
        }
    )
    day = tiny.day.model_copy(
        update={
            name: _shuffled(dice, getattr(tiny.day, name))
            for name in (
                "shifts",
                "protected",
                "held_slots",
                "open_slots",
                "duties",
                "appointments",
            )
        }
    )
    one = solve_here(case_for(tiny.office, tiny.day, tiny.now, tiny.issued))
    other = solve_here(case_for(office, day, tiny.now, tiny.issued))
    assert one.plan.model_dump_json() == other.plan.model_dump_json()


@often
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_things_in_a_plan_does_not_matter(seed: int, dice: random.Random) -> None:
    case = tiny_case(seed)
    for plan, verdict in walk(case, seed, 15):
        twice = plan.model_copy(
            update={"visits": (*plan.visits, *plan.visits[:1]), "breaks": plan.breaks * 2}
        )
        assert check(case, _reordered(dice, plan)) == verdict
        assert check(case, _reordered(dice, twice)) == check(case, twice)


def _reordered(dice: random.Random, plan: Plan) -> Plan:
    names = ("visits", "breaks", "duties", "overrides", "called_in", "transfers")
    return plan.model_copy(update={name: _shuffled(dice, getattr(plan, name)) for name in names})


def _shuffled(dice: random.Random, items: tuple[object, ...]) -> tuple[object, ...]:
    listed = list(items)
    dice.shuffle(listed)
    return tuple(listed)


@pytest.mark.thorough
@seldom
@given(SEEDS, st.sampled_from(["one-provider", "one-ma"]))
def test_the_same_seed_gives_the_same_plan(seed: int, kind: str) -> None:
    office, day = small(seed, kind)
    case = Case(office, day, 7 * 60, office.exchange_rates, published_plan(office, day))
    one, other = (solve_here(case, 2.0, seed=seed % 7) for _ in range(2))
    assert one.plan.model_dump_json() == other.plan.model_dump_json()
    assert one.bounds == other.bounds
    assert not one.troubles
    assert not one.verdict.breaches
