"""What is proven around broken days holds for the whole roster, and so does what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from ortools.sat.python import cp_model

from engine.opening.rosters import roster_case_of
from engine.rosters.easing import eased_for
from engine.rosters.standing_roster import standing_roster
from models.roster_answer import Lean
from scenarios.generator.weeks.absences import Absences, with_absences
from scenarios.generator.weeks.weeks import generate_weeks
from solvers.roster.around import Around, Days
from solvers.roster.check import check
from solvers.roster.outcome import RosterLimits
from solvers.roster.repair import Repair
from solvers.roster.repair_job import ORDERS, Aim, RepairJob, Step
from tests.solvers.roster.weeks import TYPES, case

if TYPE_CHECKING:
    from models.roster_case import RosterCase
    from solvers.roster.repair_job import Impossible

KINDS = (Absences.ONE_DAY, Absences.ONE_WEEK, Absences.OUTBREAK)
AIMS = ORDERS[Lean.FEWEST_CHANGES]


def office(seed: int, days: int = 28) -> RosterCase:
    """Return some weeks with somebody out, in which each person is needed."""
    of, roster = generate_weeks(seed, people=7, days=days, tightness=1.0, requests=2.0)
    case = roster_case_of(of, with_absences(roster, KINDS[seed % len(KINDS)], seed))
    return eased_for(case, check(case, standing_roster(case)).breaches)


def repair_of(case: RosterCase) -> tuple[Repair, list[Step | Impossible]]:
    told: list[Step | Impossible] = []
    limits = RosterLimits(120, workers=1)
    job = RepairJob(case, limits, standing_roster(case), (Lean.FEWEST_CHANGES,))
    return Repair(job, told.append), told


def least(repair: Repair) -> list[int]:
    """Return the least of each aim in its order, by the whole model alone."""
    model, found = repair.board.model.clone(), []
    for aim in AIMS:
        amount = repair.aims[aim]
        if isinstance(amount, int):
            found.append(amount)
            continue
        model.minimize(amount)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.extra_subsolvers.append("max_lp")
        assert solver.solve(model) == cp_model.OPTIMAL
        found.append(round(solver.objective_value))
        model.add(amount <= found[-1])
    return found


@pytest.mark.parametrize(
    "seeds", [range(3), pytest.param(range(3, 40), marks=pytest.mark.thorough)]
)
def test_what_is_proven_around_broken_days_is_the_least_of_the_whole(seeds: range) -> None:
    """The cost too, though all cells that the changes leave no room for are held."""
    for seed in seeds:
        case = office(seed)
        repair, told = repair_of(case)
        wanted = least(repair)
        repair.run()
        step = told[-1]
        assert isinstance(step, Step) and step.done, seed
        assert [step.bounds[aim] for aim in AIMS] == wanted, seed
        assert not check(case, step.plan).breaches, seed


def test_days_at_will_never_have_more_than_the_whole_at_the_least() -> None:
    case = office(2)
    repair, _ = repair_of(case)
    short, changes = least(repair)[:2]
    start = repair._pinned(repair.job.start)
    assert start is not None
    met = 0
    for first in range(0, 28, 3):

        def solve(model: cp_model.CpModel, _aim: Aim, solver: cp_model.CpSolver) -> int:
            solver.parameters.num_workers = 1
            return int(solver.solve(model))

        around = Around(repair.board, repair.aims, start, solve)
        around.plan((Aim.SHORT, Aim.CHANGES), set(range(first, first + 7)))
        assert around.bounds[Aim.SHORT] <= short
        met += around.bounds[Aim.SHORT] == short
        if Aim.SHORT in around.proven:
            assert around.bounds[Aim.CHANGES] <= changes
    assert met


def test_bug_what_there_was_no_time_for_is_not_proven() -> None:
    """CP-SAT says 0 where it ends without a bound; a kept shift counts one less than none."""
    case = office(2)
    repair, _ = repair_of(case)
    start = repair._pinned(repair.job.start)
    assert start is not None

    def solve(model: cp_model.CpModel, _aim: Aim, solver: cp_model.CpSolver) -> int:
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = 1e-9
        return int(solver.solve(model))

    around = Around(repair.board, repair.aims, start, solve)
    days = Days(around.rows, repair.board, set(range(9, 16)), around.values)
    assert around._bound(days, Aim.CHANGES) == 0
    assert around._bound(days, Aim.UNASKED) == 0


def test_the_rest_stays_as_it_is_in_the_one_model_and_is_no_row_of_the_other() -> None:
    case = office(1)
    repair, _ = repair_of(case)
    start = repair._pinned(repair.job.start)
    assert start is not None
    around = Around(repair.board, repair.aims, start, lambda *_: 0)
    days = Days(around.rows, repair.board, {20}, around.values)
    here = [
        x.index for (_, d), cell in repair.board.cells.items() if d == 20 for x in cell.values()
    ]
    cells = np.flatnonzero(around.rows.is_cell)
    assert set(days.tight.free.tolist()) & set(cells.tolist()) == set(here)
    assert (days.loose.free == days.tight.free).all()


def test_bug_where_the_whole_needs_more_than_the_days_others_may_change_too() -> None:
    """Two changes on Monday will do, but so will one on Monday and one on Tuesday.

    Cat can take ann's day if she gives up her own; or ben takes it, and dan his evening.
    """
    of = case(
        {"shift-counts": [{"kinds": ["day"], "most": 1}]},
        people={
            "ann": {"credentials": ["day"]},
            "ben": {"credentials": ["day", "evening"]},
            "cat": {"credentials": ["day"]},
            "dan": {"credentials": ["evening"]},
        },
        types={
            "D": TYPES["D"] | {"credentials": ["day"]},
            "E": TYPES["E"] | {"credentials": ["evening"]},
        },
        days=2,
        published={
            "ann": ["D", None],
            "ben": ["E", None],
            "cat": [None, "D"],
            "dan": [None, None],
        },
        demand=[
            {"dates": ["2026-03-02"], "shift_types": ["D"], "minimum": 1},
            {"dates": ["2026-03-02"], "shift_types": ["E"], "minimum": 1},
        ],
        absences=[{"person": "ann", "from": "2026-03-02"}],
    )
    repair, _ = repair_of(of)
    start = repair._pinned(repair.job.start)
    assert start is not None

    def solve(model: cp_model.CpModel, _aim: Aim, solver: cp_model.CpSolver) -> int:
        return int(solver.solve(model))

    around = Around(repair.board, repair.aims, start, solve)
    assert around.plan((Aim.SHORT,), {0})
    # This is proven of the whole, not of Monday.
    around.bounds[Aim.CHANGES] = 2
    assert around.plan((Aim.CHANGES,), {0})
    assert around.untouched() is None


def test_a_hint_that_is_lost_does_not_make_it_worse() -> None:
    repair, _ = repair_of(office(2))
    start = repair._pinned(repair.job.start)
    assert start is not None

    def dearest(model: cp_model.CpModel, _aim: Aim, solver: cp_model.CpSolver) -> int:
        objective = model.proto.objective
        for place, factor in enumerate(list(objective.coeffs)):
            objective.coeffs[place] = -factor
        solver.parameters.num_workers = 1
        return int(solver.solve(model))

    around = Around(repair.board, repair.aims, start, dearest)
    before = around.amounts[Aim.CHANGES].at(around.values)
    days = Days(around.rows, repair.board, set(range(9, 16)), around.values)
    around.bounds[Aim.CHANGES] = 0
    assert around._better(days, Aim.CHANGES) <= before
