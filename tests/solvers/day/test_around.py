"""A round of neighbourhoods frees some visits, leaves all others as they are, and finds better."""

from __future__ import annotations

import pytest

from benchmarks.day.days import DayName
from models.case import Case
from models.finding import Tier
from models.plan import PlannedVisit
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import Book
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.improving.around import FREE, Around
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED, Limits
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from solvers.day.search import Search
from solvers.day.solving.whole import pinned, stay_of

WEIGHTS = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}


@pytest.fixture(scope="module")
def case() -> Case:
    return DayName("S", Book.TIGHT, Disruption.ONE_PROVIDER, 2).case()


@pytest.mark.thorough
def test_a_round_finds_better_and_leaves_the_others_as_they_are(case: Case) -> None:
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    start = first_fit(facts, found, ring_zero(case))
    limits = Limits(seconds=600.0, workers=1, seed=0, deterministic=True)
    search = Search(case, limits, lambda _: None, start, check(case, start).key)
    around = Around(search, found, search.priced(found, WEIGHTS))
    keys = [search.best_key]
    for _ in range(2):
        before = {visit.appointment: visit for visit in search.best.visits}
        assert around.round()
        after = {visit.appointment: visit for visit in search.best.visits}
        moved = [ref for ref in before if _times(before[ref]) != _times(after[ref])]
        assert len(moved) <= max(FREE)
        keys.append(search.best_key)
    assert keys == sorted(keys, reverse=True)
    assert keys[-1] < keys[0]
    assert not check(case, search.best).breaches


def test_a_pinned_visit_keeps_the_start_of_every_phase(case: Case) -> None:
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    plan = first_fit(facts, found, ring_zero(case))
    several = 0
    for planned in plan.visits:
        one = found[planned.appointment]
        kept = pinned(one, planned, stay_of(one, planned))
        if planned.placement is None:
            assert not kept.starts
            assert kept.slots == ([] if planned.slot is None else [planned.slot])
            continue
        ((offer, blocks),) = kept.starts.items()
        template = one.templates[offer.mode.modality]
        several += len(template.blocks) > 1
        for block, starts in zip(template.blocks, blocks, strict=True):
            for phase, offset in zip(block.phases, block.offsets, strict=True):
                assert [*starts + offset] == [planned.placement.phases[phase].start]
    assert several > 0


def _times(planned: PlannedVisit) -> tuple[object, ...]:
    place = planned.placement
    if place is None:
        return (planned.slot,)
    return (place.provider, *(phase.start for phase in place.phases))
