"""The peers of this folder, on small days: legal after scoring, and agreed where proven."""

import pytest

from benchmarks.peers.expert_cp import ExpertCp
from benchmarks.peers.expert_mip import ExpertMip
from benchmarks.peers.from_case import Outlook, instance_of
from benchmarks.peers.heuristic import Heuristic
from benchmarks.peers.obvious import Obvious
from benchmarks.peers.score import score
from benchmarks.peers.start_plan import hint
from benchmarks.peers.start_table import StartTable
from solvers.day.limits import Bound, Found, Limits, Message
from solvers.day.search import Search
from tests.benchmarks.peers.test_instance import small

SEEDS = range(1, 4)


def by_us(outlook):
    """Our own search's cost, once it is proven."""
    told: list[Message] = []
    verdict = score(outlook.case, {}, outlook=outlook, seconds=0).verdict
    start = score(outlook.case, {}, outlook=outlook, seconds=0).plan
    Search(outlook.case, Limits(20.0), told.append, start, verdict.key).run()
    best = [m for m in told if isinstance(m, Found)][-1]
    bound = [m for m in told if isinstance(m, Bound)][-1]
    assert bound.cost == best.key[2]
    return best.key[2]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("peer", [Obvious(), ExpertCp(), ExpertMip(), Heuristic()])
def test_every_plan_is_scored_without_a_breach(peer, seed):
    outlook = Outlook(small(seed))
    trace = peer.run(instance_of(outlook.case, outlook), 2.0, 0)
    assert trace.answers
    costs = [answer.cost for answer in trace.answers if answer.cost is not None]
    assert costs == sorted(costs, reverse=True)
    for answer in (trace.answers[0], trace.answers[-1]):
        scored = score(outlook.case, answer.seats, answer.rests, outlook=outlook)
        assert not scored.verdict.breaches


@pytest.mark.parametrize("seed", SEEDS)
def test_the_experts_agree_and_no_plan_of_ours_is_below_them(seed):
    outlook = Outlook(small(seed, visits_per_provider=9))
    instance = instance_of(outlook.case, outlook)
    cp, mip = (peer.run(instance, 20.0, 0) for peer in (ExpertCp(), ExpertMip()))
    assert cp.proven
    assert mip.proven
    assert cp.answers[-1].cost == mip.answers[-1].cost == round(mip.bound_at(99))
    assert cp.answers[-1].cost <= by_us(outlook)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_obvious_model_agrees_where_it_proves(seed):
    outlook = Outlook(small(seed, visits_per_provider=3))
    instance = instance_of(outlook.case, outlook)
    expert, obvious = (peer.run(instance, 20.0, 0) for peer in (ExpertCp(), Obvious()))
    assert obvious.proven
    assert obvious.answers[-1].cost == expert.answers[-1].cost


@pytest.mark.parametrize("seed", SEEDS)
def test_the_hint_is_a_whole_solution(seed):
    table = StartTable(instance_of(small(seed, visits_per_provider=15)))
    values = hint(table).astype(int)
    for row in table.rows:
        weights = 1 if row.coefficients is None else row.coefficients
        assert row.low <= (weights * values[row.literals]).sum() <= row.high
