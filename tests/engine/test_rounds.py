"""A second and a third disruption of one day, on an example day and on generated ones."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.asked import Asked
from models.clock import minutes_of
from models.events import Absent, CallResult, LeavesEarly, Returned
from models.staff import Role
from scenarios.generator.days import generate
from scenarios.generator.disruptions import disrupt
from scenarios.library import Following, load
from tests.engine.rounds import assert_faithful, differences, play

PATIENT = Asked(deadline=120.0, options=False)
AT_ONCE = Asked(deadline=0.0, options=False)
SAID = (
    CallResult.REACHED_ACCEPTED,
    CallResult.NO_ANSWER,
    CallResult.REACHED_DECLINED,
    CallResult.MESSAGE_LEFT,
    CallResult.REACHED_ACCEPTED,
)


@pytest.mark.thorough
def test_the_doctor_who_turns_up_undoes_no_confirmed_call() -> None:
    scenario = load("wrong-then-return")
    rounds = list(play(scenario.office, scenario.day, scenario.rounds, PATIENT))

    for played in rounds:
        assert_faithful(played)
        assert played.answer.certificate.proven, played.answer.summary
        assert not played.answer.gaps
    for later, played in zip(scenario.rounds, rounds[1:], strict=True):
        for key, bounds in later.kpis.items():
            value = getattr(played.answer.kpis, key)
            assert bounds.admit(value), f"{key}: {value}"
    for before, after in pairwise(rounds):
        told = {change.appointment for change in after.answer.since_issued}
        assert told == differences(before.answer.plan, after.answer.plan)
        assert all(change.reason and change.rule for change in after.answer.since_issued)
    first, second, _ = (played.answer for played in rounds)
    # Not one patient of Dr Lee's who is still to come has to leave the day any more.
    left = {v.appointment for v in second.plan.visits if v.placement is None}
    said_yes = {
        one.appointment
        for one in rounds[1].said
        if one.outcome is CallResult.REACHED_ACCEPTED and one.offer and one.offer.slot
    }
    early = {v.id for v in scenario.day.appointments if (v.at or 0) < minutes_of("10:00")}
    assert left <= said_yes | early
    assert len(left) < sum(v.placement is None for v in first.plan.visits)


@pytest.mark.parametrize(
    "asked",
    [
        AT_ONCE,
        pytest.param(Asked(deadline=6.0, options=False), marks=pytest.mark.thorough),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_generated_days_go_on(seed: int, asked: Asked) -> None:
    office, day = generate(seed, providers=3, visits_per_provider=12)
    day = disrupt(day, office, "one-provider", seed)
    (out,) = (event for event in day.events if isinstance(event, Absent))
    roles = {person.id: person.roles for person in office.people}
    helper = next(s.person for s in day.shifts if Role.MEDICAL_ASSISTANT in roles[s.person])
    colleague = next(
        s.person for s in day.shifts if Role.PROVIDER in roles[s.person] and s.person != out.person
    )
    back = Returned(person=out.person, at=minutes_of("09:30"))
    gone = LeavesEarly(person=helper, at=minutes_of("10:30"))
    again = Absent(person=colleague, start=minutes_of("11:00"))
    rounds = [
        Following(minutes_of("09:00"), SAID, (back,), {}),
        Following(minutes_of("10:00"), SAID[1:], (gone,), {}),
        Following(minutes_of("10:45"), SAID[2:], (again,), {}),
    ]

    for played in play(office, day, rounds, asked):
        assert_faithful(played)


def test_a_day_on_which_nothing_more_happens_stays_as_issued() -> None:
    scenario = load("infeasible-honest")
    nothing_more = Following(minutes_of("07:00"), (CallResult.TO_CALL,), (), {})

    first, second = play(scenario.office, scenario.day, [nothing_more], PATIENT)

    assert not differences(first.answer.plan, second.answer.plan)
    assert second.answer.since_issued == ()
    assert [call.appointment for call in first.answer.calls] == [
        call.appointment for call in second.answer.calls
    ]
