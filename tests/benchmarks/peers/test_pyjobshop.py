"""The day as a job shop: its initial solution is whole, its costs are ours, its plans are legal."""

import pytest
from ortools.sat.python import cp_model

from benchmarks.peers.expert_cp import ExpertCp
from benchmarks.peers.from_case import Outlook, instance_of
from benchmarks.peers.peer import Clock
from benchmarks.peers.score import score
from benchmarks.peers.start_plan import hint
from benchmarks.peers.start_table import StartTable
from tests.benchmarks.peers.test_instance import small

SEEDS = range(1, 4)

peer = pytest.importorskip(
    "benchmarks.peers.pyjobshop",
    reason="the extra [peers] is not installed",
    exc_type=ImportError,
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("visits", [3, 9])
def test_the_initial_solution_is_whole_and_costs_what_it_does_elsewhere(seed, visits):
    instance = instance_of(small(seed, visits_per_provider=visits))
    day = peer.JobShopDay(instance, Clock(60.0))
    data = day.shop.data()
    built, solution = peer.CPModel(data), peer.Solution(data, peer.initial(day))
    built.variables.warmstart(solution)
    solver = cp_model.CpSolver()
    solver.parameters.fix_variables_to_their_hinted_value = True
    assert solver.solve(built.model) == cp_model.OPTIMAL
    table = StartTable(instance)
    assert round(solver.objective_value) == solution.objective == int(table.costs @ hint(table))


@pytest.mark.parametrize("seed", SEEDS)
def test_it_agrees_with_the_expert_where_both_prove(seed):
    outlook = Outlook(small(seed, visits_per_provider=3))
    instance = instance_of(outlook.case, outlook)
    expert, own = (each.run(instance, 20.0, 0) for each in (ExpertCp(), peer.PyJobShop()))
    assert own.proven
    assert own.answers[-1].cost == round(own.bound_at(99)) == expert.answers[-1].cost
    scored = score(outlook.case, own.answers[-1].seats, own.answers[-1].rests, outlook=outlook)
    assert not scored.verdict.breaches


def test_every_plan_is_scored_without_a_breach():
    outlook = Outlook(small(2, visits_per_provider=15))
    instance = instance_of(outlook.case, outlook)
    trace = peer.PyJobShop().run(instance, 2.0, 0)
    costs = [answer.cost for answer in trace.answers if answer.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert trace.answers[0].cost is None  # the manager's plan, there from the start
    for answer in (trace.answers[0], trace.answers[-1]):
        scored = score(outlook.case, answer.seats, answer.rests, outlook=outlook)
        assert not scored.verdict.breaches


def test_without_time_for_a_model_there_is_the_managers_plan():
    instance = instance_of(small(1))
    trace = peer.PyJobShop().run(instance, 0.0, 0)
    assert [answer.cost for answer in trace.answers] == [None]
    assert not trace.bounds
    assert not trace.proven


def test_no_row_is_added_after_the_end():
    model = peer.TimedModel(Clock(0.0))
    with pytest.raises(TimeoutError):
        model.add(model.new_bool_var("late") == 1)
