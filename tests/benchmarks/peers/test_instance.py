"""A day written down as an instance: the same candidates, the same prices."""

import json

import pytest

from benchmarks.peers.from_case import Outlook, instance_of
from engine.opening.cases import case_of
from scenarios.generator.days import generate
from scenarios.generator.disruptions import disrupt
from solvers.day.check.verdict import check


def small(seed, kind="one-provider", **measures):
    size = {"providers": 2, "visits_per_provider": 6, "tightness": 0.7} | measures
    office, day = generate(seed, **size)
    return case_of(office, disrupt(day, office, kind, seed))


def priced(instance, plan):
    """What visits and breaks of a plan cost by the instance, waits aside."""
    planned = {visit.appointment: visit for visit in plan.visits}
    total = 0
    for visit in instance.visits:
        seat = visit.hint
        if seat is None:
            slot = planned[visit.ref].slot
            total += next(away.price for away in visit.away if away.slot == slot)
            continue
        mode = visit.modes[seat.mode]
        way = mode.ways[seat.way]
        arrival = mode.arrivals.index(seat.starts[0])
        first = next(k for k, phase in enumerate(mode.phases) if phase.provider)
        total += mode.arrival_prices[arrival] + way.price
        total += way.prices[way.starts.index(seat.starts[first])]
        wait = seat.starts[first] - seat.starts[0] - mode.lead[0]
        total += visit.wait_minute * max(0, wait - visit.wait_free)
    return total + sum(taken.prices[taken.hint] for taken in instance.breaks if taken.hint >= 0)


@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize("kind", ["one-provider", "one-ma", "two-people"])
def test_a_plan_costs_at_most_what_the_check_says(seed, kind):
    outlook = Outlook(small(seed, kind))
    instance = instance_of(outlook.case, outlook)
    verdict = check(outlook.case, outlook.first)
    assert priced(instance, outlook.first) <= 1000 * verdict.key[1] + verdict.cost


def test_it_is_plain_json():
    instance = instance_of(small(1))
    read = json.loads(instance.to_json())
    assert [visit["ref"] for visit in read["visits"]] == [v.ref for v in instance.visits]
    assert {g for pool in read["pools"] for g in pool["groups"]} == read["groups"].keys()
