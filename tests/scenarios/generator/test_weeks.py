"""Generated rosters are legal as published, built and repaired; across seams, clocks and years."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from ortools.sat.python import cp_model

from engine.opening.rosters import judge_roster, roster_case_of
from engine.rosters.easing import eased_for
from engine.rosters.standing_roster import standing_roster
from models.errors import BadInput
from models.finding import Tier
from models.roster import RosterPlan
from models.roster_answer import Lean
from models.roster_case import RosterCase
from scenarios.generator.weeks.absences import Absences, with_absences
from scenarios.generator.weeks.size import MOST_PEOPLE, Measures, Size
from scenarios.generator.weeks.terms import TERMS
from scenarios.generator.weeks.weeks import generate_weeks
from solvers.roster.board import Board
from solvers.roster.check import check
from solvers.roster.facts import Facts
from solvers.roster.outcome import RosterLimits
from solvers.roster.registry import rules
from solvers.roster.repair_job import RepairJob, Step
from solvers.roster.search import plan_of

if TYPE_CHECKING:
    from models.office import Office
    from models.roster import Roster

EDGES = (date(2026, 3, 2), date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 21))
"""First days before clocks change in America and in Europe, and before the year's end."""

EFFORT = 2.0
"""Deterministic seconds of a search that has only to be legal."""


def some(seed: int) -> tuple[Office, Roster]:
    """Return weeks of any measures."""
    dice = Random(seed)
    people = dice.randint(1, 14)
    measures: Measures = {
        "people": people,
        "sites": dice.randint(1, min(3, people)),
        "days": dice.randint(1, 42),
        "history": dice.randint(0, 28),
        "first": dice.choice(EDGES) + timedelta(days=dice.randint(0, 6)),
        "tightness": dice.random(),
        "contracts": tuple(dice.sample(tuple(TERMS), dice.randint(1, len(TERMS)))),
        "floats": dice.random(),
        "students": dice.random() / 2,
        "calls": dice.random(),
        "leave": dice.random(),
        "requests": 3 * dice.random(),
        "volunteers": dice.random(),
        "zone": dice.choice(("UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu")),
    }
    return generate_weeks(seed, **measures)


def legal(case: RosterCase) -> RosterPlan:
    """Return a roster that the model allows, with few people short."""
    board = Board(Facts(case), rules())
    board.model.minimize(board.total(Tier.T0))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    assert solver.solve(board.model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    values = list(solver.response_proto.solution)
    plan = plan_of(board, values)
    assert not check(case, plan).breaches
    return plan


def repaired(case: RosterCase, seconds: float) -> Step:
    """Return the last step of a repair, however far it came."""
    told: list[Any] = []
    limits = RosterLimits(seconds, workers=1)
    RepairJob(case, limits, standing_roster(case), (Lean.FEWEST_CHANGES,)).run(told.append)
    assert isinstance(told[-1], Step)
    return told[-1]


MANY = [range(40), pytest.param(range(40, 2000), marks=pytest.mark.thorough)]


@pytest.mark.parametrize("seeds", MANY)
def test_as_published_none_is_illegal_or_leaves_demand_uncovered(seeds: range) -> None:
    for seed in seeds:
        verdict = judge_roster(*some(seed))
        assert not verdict.breaches, f"seed {seed}: {verdict.breaches[0].sentence}"
        assert not verdict.gaps, f"seed {seed}: {verdict.gaps[0].sentence}"


FEW = [range(8), pytest.param(range(8, 100), marks=pytest.mark.long)]
"""Of these measures; `tests/engine/test_many_rosters.py` has thousands of smaller ones."""


@pytest.mark.parametrize("seeds", FEW)
def test_what_is_built_or_repaired_breaks_nothing(seeds: range) -> None:
    kinds = [Absences.ONE_DAY, Absences.ONE_WEEK, Absences.OUTBREAK]
    for seed in seeds:
        office, roster = some(seed)
        legal(roster_case_of(office, roster.model_copy(update={"published": {}})))
        try:
            out = with_absences(roster, kinds[seed % len(kinds)], seed)
        except BadInput:
            continue  # nobody is at work in so few days
        case = roster_case_of(office, out)
        case = eased_for(case, check(case, standing_roster(case)).breaches)
        step = repaired(case, 20)
        assert not check(case, step.plan).breaches, f"seed {seed}"


@pytest.mark.parametrize(
    "seeds", [range(2), pytest.param(range(2, 60), marks=pytest.mark.thorough)]
)
def test_two_weeks_and_two_more_with_history_break_nothing_across_the_seam(seeds: range) -> None:
    for seed in seeds:
        dice = Random(seed)
        office, roster = generate_weeks(
            seed,
            people=6,
            first=dice.choice(EDGES),
            zone=dice.choice(("America/New_York", "Europe/Berlin")),
            leave=0.0,
            requests=0.0,
        )
        bare = roster.model_copy(update={"published": {}, "volunteers": ()})
        half = bare.model_copy(update={"days": 14})
        one = legal(roster_case_of(office, half))
        known = {ref: (*row, *one.rows[ref]) for ref, row in bare.history.items()}
        later = half.model_copy(update={"first": half.first + timedelta(days=14), "history": known})
        two = legal(roster_case_of(office, later))
        whole = RosterPlan(rows={ref: (*row, *two.rows[ref]) for ref, row in one.rows.items()})
        found = check(roster_case_of(office, bare), whole).breaches
        assert not found, f"seed {seed}: {found[0].sentence}"


def test_where_nobody_is_out_nothing_changes() -> None:
    for seed in range(3):
        office, roster = generate_weeks(seed, people=6)
        assert with_absences(roster, Absences.NOBODY, seed) == roster
        case = roster_case_of(office, roster.model_copy(update={"as_of": roster.first}))
        step = repaired(case, 60)
        assert step.done
        assert step.plan.rows == roster.published


def test_people_in_another_order_are_short_by_as_many() -> None:
    office, roster = generate_weeks(3, people=7, days=14, tightness=1.0)
    out = with_absences(roster, Absences.ONE_WEEK, 3)
    turned = office.model_copy(update={"people": tuple(reversed(office.people))})
    bounds = [
        repaired(eased_for(case, check(case, standing_roster(case)).breaches), 120)
        for case in (roster_case_of(of, out) for of in (office, turned))
    ]
    assert all(step.done for step in bounds)
    assert bounds[0].bounds == bounds[1].bounds


def test_the_same_seed_gives_the_same_and_another_something_else() -> None:
    assert generate_weeks(5) == generate_weeks(5)
    assert generate_weeks(5)[1].published != generate_weeks(6)[1].published


def test_whoever_is_asked_for_is_there() -> None:
    office, roster = generate_weeks(
        2, people=30, sites=3, days=56, history=21, leave=0.5, calls=1.0, students=0.2
    )
    types = office.rostering.shift_types
    worked = {t for row in roster.published.values() for cell in row for t in cell}
    assert {types[t].site for t in worked if types[t].site} == {"s1", "s2", "s3"}
    assert any(types[t].on_call for t in worked)
    assert {person.contract for person in office.people} == {*TERMS, "student"}
    assert len(office.people) == 30
    assert all(len(row) == 21 for row in roster.history.values())
    assert roster.leave and roster.requests and roster.demand and roster.volunteers
    assert office.rostering.pairings and office.rostering.fairness
    assert {b for c in roster.carried.values() for b in c.burdens} == {
        burden.id for burden in office.rostering.fairness
    }


def test_a_fortnight_of_leave_and_three_single_days() -> None:
    _, roster = generate_weeks(1, people=12, days=56)
    out = with_absences(roster, Absences.LEAVE_AND_DAYS, 1)
    assert sorted((a.end - a.first).days + 1 for a in out.absences) == [1, 1, 1, 14]
    assert len({a.person for a in out.absences}) == 4
    assert all(out.as_of is not None and a.first >= out.as_of for a in out.absences)
    for away in out.absences:
        assert roster.published[away.person][(away.first - roster.first).days]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"people": 0}, "size.people"),
        ({"people": MOST_PEOPLE + 1}, "size.people"),
        ({"sites": 13}, "size.sites"),
        ({"contracts": ()}, "size.contracts"),
        ({"contracts": ("night-owl",)}, "size.contracts"),
        ({"zone": "Mars"}, "size.zone"),
        ({"students": 0.7}, "size.students"),
    ],
)
def test_measures_that_no_roster_has_are_refused(wrong: Measures, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Size(**wrong)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_an_absence_of_no_known_kind_is_refused() -> None:
    with pytest.raises(BadInput, match="no such kind"):
        with_absences(generate_weeks(1)[1], "holiday", 1)
