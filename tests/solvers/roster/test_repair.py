"""Repairs of tiny rosters: the fewest short, then the fewest changes, are those of all rosters."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from engine.rosters.easing import eased_for, eased_throughout
from engine.rosters.standing_roster import standing_roster
from models.finding import Tier
from models.roster_answer import Lean
from solvers.roster.check import check
from solvers.roster.check_view import RosterView
from solvers.roster.outcome import RosterLimits
from solvers.roster.repair_job import Aim, Impossible, RepairJob, Step
from tests.solvers.roster.spice import tiny
from tests.solvers.roster.weeks import case, every_plan

if TYPE_CHECKING:
    from models.roster import RosterPlan
    from models.roster_case import RosterCase


def told(of: RosterCase, *leans: Lean) -> list[Step | Impossible]:
    """Return what a repair tells of a case."""
    messages: list[Step | Impossible] = []
    limits = RosterLimits(60, workers=1)
    RepairJob(of, limits, standing_roster(of), leans or (Lean.FEWEST_CHANGES,)).run(messages.append)
    return messages


def last(of: RosterCase, lean: Lean = Lean.FEWEST_CHANGES) -> Step:
    """Return the last step of one way to lean, every aim of it proven."""
    step = told(of, lean)[-1]
    assert isinstance(step, Step) and step.done
    return step


def figures(of: RosterCase, plan: RosterPlan) -> dict[Aim, int]:
    """Return what the checks say of a roster, by aim."""
    verdict, view = check(of, plan), RosterView(of, plan)
    changed = {person.id: view.changed(person.id) for person in of.people}
    of_rule = {f.rule: 0 for f in verdict.findings}
    for finding in verdict.findings:
        of_rule[finding.rule] += finding.cost
    return {
        Aim.SHORT: verdict.tier_cost(Tier.T0),
        Aim.OPTIMUM: verdict.tier_cost(Tier.T2),
        Aim.CHANGES: sum(map(len, changed.values())),
        Aim.UNASKED: sum(
            1
            for person, days in changed.items()
            for day in days
            if person not in of.roster.volunteers
            and not any(view.type(t).on_call for t in view.published(person, day) or ())
        ),
        Aim.FAIRNESS: of_rule.get("fairness", 0),
        Aim.MOST: max(map(len, changed.values()), default=0),
        Aim.COST: verdict.cost,
    }


def repairable(seeds: range) -> list[tuple[int, RosterCase]]:
    """Return tiny cases with a published roster that can all be written down."""
    found = []
    for seed in seeds:
        of = tiny(Random(seed))
        one_shift = all(c.one_shift.most == 1 for c in of.contracts.values())
        if of.roster.published and one_shift and len(of.people) * of.roster.days <= 4:
            found.append((seed, of))
    return found


def compare(seed: int, of: RosterCase, lean: Lean) -> None:
    """Hold what is proven of a repair against every roster there is."""
    eased = eased_for(of, check(of, standing_roster(of)).breaches)
    messages = told(eased, lean)
    legal = [plan for plan in every_plan(eased, "- D E N") if not check(eased, plan).breaches]
    if isinstance(messages[-1], Impossible):
        assert not legal, seed
        return
    step = messages[-1]
    assert step.done and not check(eased, step.plan).breaches, seed
    here = figures(eased, step.plan)
    aims = tuple(step.bounds)
    least = min(tuple(figures(eased, plan)[aim] for aim in aims) for plan in legal)
    assert tuple(here[aim] for aim in aims) == least, seed
    assert tuple(step.bounds.values()) == least, seed


def test_what_is_proven_of_a_repair_is_the_least_of_all() -> None:
    tried = repairable(range(60))
    assert len(tried) > 5
    for seed, of in tried:
        compare(seed, of, Lean.FEWEST_CHANGES)


@pytest.mark.thorough
@pytest.mark.parametrize("lean", list(Lean))
def test_so_it_is_of_every_way_to_lean(lean: Lean) -> None:
    for seed, of in repairable(range(400)):
        compare(seed, of, lean)


@pytest.mark.parametrize(
    "seeds", [range(30), pytest.param(range(30, 400), marks=pytest.mark.thorough)]
)
def test_no_repair_is_impossible_once_everything_has_a_price(seeds: range) -> None:
    for seed in seeds:
        of = tiny(Random(seed))
        if of.roster.published:
            step = told(eased_throughout(of))[-1]
            assert isinstance(step, Step), seed
            assert not check(eased_throughout(of), step.plan).breaches, seed


WARD: dict[str, Any] = {
    "people": {"ann": {}, "ben": {}, "cat": {}},
    "published": {"ann": ["D", "D"], "ben": ["E", "E"], "cat": [None, None]},
    "demand": [{"shift_types": ["D"], "minimum": 1}, {"shift_types": ["E"], "minimum": 1}],
    "absences": [{"person": "ann", "from": "2026-03-02"}],
    "days": 2,
}


def test_one_out_is_covered_by_one_change() -> None:
    step = last(case(**WARD))
    assert step.plan.rows == {"ann": ((), ("D",)), "ben": (("E",),) * 2, "cat": (("D",), ())}
    assert step.bounds[Aim.CHANGES] == 1


def test_without_anybody_left_it_is_short_by_as_few_as_can_be() -> None:
    absences = [{"person": p, "from": "2026-03-02"} for p in ("ann", "cat")]
    step = last(case(**(WARD | {"absences": absences})))
    assert (step.bounds[Aim.SHORT], step.bounds[Aim.CHANGES]) == (1, 0)


def test_a_volunteer_comes_before_somebody_else() -> None:
    four = WARD | {
        "people": {"ann": {}, "ben": {}, "cat": {}, "dan": {}},
        "published": WARD["published"] | {"dan": [None, None]},
    }
    assert last(case(**four, volunteers=["dan"])).plan.rows["dan"] == (("D",), ())
    assert last(case(**four, volunteers=["cat"])).plan.rows["cat"] == (("D",), ())


def test_who_is_on_call_comes_before_who_is_off() -> None:
    types = {
        "D": {"from": "06:00", "to": "14:00"},
        "E": {"from": "14:00", "to": "22:00"},
        "R": {"from": "06:00", "to": "14:00", "on_call": True},
    }
    four = WARD | {
        "people": {"ann": {}, "ben": {}, "cat": {}, "dan": {}},
        "published": WARD["published"] | {"dan": ["R", None]},
    }
    assert last(case(types=types, **four)).plan.rows["dan"] == (("D",), ())


def test_nobody_is_changed_more_often_than_the_cap_allows() -> None:
    away = WARD | {"absences": [{"person": "ann", "from": "2026-03-02", "to": "2026-03-03"}]}
    capped = last(case(rostering={"changes": {"per-person": 1}}, **away))
    assert (capped.bounds[Aim.SHORT], capped.bounds[Aim.CHANGES]) == (1, 1)
    assert last(case(**away)).bounds[Aim.SHORT] == 0


def test_a_day_that_is_over_stays_as_it_was_worked() -> None:
    away = WARD | {"absences": [{"person": "ann", "from": "2026-03-02", "to": "2026-03-03"}]}
    step = last(case(as_of="2026-03-03", **away))
    assert step.plan.rows == {"ann": (("D",), ()), "ben": (("E",),) * 2, "cat": ((), ("D",))}


def test_bug_the_cheapest_is_not_looked_for_among_few_changes_alone() -> None:
    """What has the fewest changes keeps ben at work, whose wish to be off is dearer than a change.

    Who is short and what changes are settled together here, for all days are broken.
    """
    of = case(
        people={"ann": {}, "ben": {}, "cat": {}, "dan": {}},
        days=1,
        published={"ann": ["D"], "ben": ["D"], "cat": [None], "dan": [None]},
        demand=[{"shift_types": ["D"], "minimum": 2}],
        requests=[{"person": "ben", "date": "2026-03-02", "price": 50}],
        absences=[{"person": "ann", "from": "2026-03-02"}],
    )
    steps = told(of, Lean.FEWEST_CHANGES, Lean.CHEAPEST)
    fewest, cheapest = (
        [step for step in steps if isinstance(step, Step) and step.lean is lean][-1]
        for lean in (Lean.FEWEST_CHANGES, Lean.CHEAPEST)
    )
    assert (fewest.bounds[Aim.CHANGES], fewest.bounds[Aim.COST]) == (1, 50)
    assert (cheapest.bounds[Aim.CHANGES], cheapest.bounds[Aim.COST]) == (3, 0)
    assert cheapest.plan.rows["ben"] == ((),)


def test_bug_changes_that_nobody_has_chosen_are_proven() -> None:
    """Ann has lost what her shift asks for, and nobody else may work: one cell changes anyhow."""
    of = case(
        people={"ann": {}},
        types={"D": {"from": "08:00", "to": "16:00", "credentials": ["rn"]}},
        days=1,
        published={"ann": ["D"]},
    )
    step = last(of)
    assert step.plan.rows == {"ann": ((),)}
    assert (step.bounds[Aim.CHANGES], step.bounds[Aim.UNASKED]) == (1, 1)


def test_bug_a_start_that_is_against_the_rules_is_no_end_of_other_ways_to_lean() -> None:
    """Nobody can be short here, so that aim is a number and no row of the model."""
    of = case(
        {"shift-counts": [{"least": 1}]},
        people={"ann": {}},
        days=2,
        published={"ann": [None, None]},
        requests=[{"person": "ann", "date": "2026-03-02", "price": 5}],
    )
    steps = told(of, *Lean)
    for lean in Lean:
        done = [step for step in steps if isinstance(step, Step) and step.lean is lean][-1]
        assert done.done and done.bounds[Aim.SHORT] == 0, lean
        assert done.plan.rows["ann"][0] == (), lean
