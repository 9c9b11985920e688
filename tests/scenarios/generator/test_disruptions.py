"""Whoever is out of a generated day was at work on it."""

from __future__ import annotations

import pytest

from models.errors import BadInput
from models.events import Absent, LeavesEarly
from models.staff import Role
from scenarios.generator.days import generate
from scenarios.generator.disruptions import MIDDAY, Disruption, disrupt

OFFICE, DAY = generate(seed=5, providers=6, sites=2)
PEOPLE = {person.id: person for person in OFFICE.people}
PATIENTS = {visit.provider for visit in DAY.appointments}


def struck(kind: str, seed: int) -> list[str]:
    events = disrupt(DAY, OFFICE, kind, seed).events
    return [event.person for event in events if isinstance(event, Absent | LeavesEarly)]


@pytest.mark.parametrize("seed", range(5))
def test_one_provider_with_patients_is_out(seed):
    (person,) = struck("one-provider", seed)
    assert person in PATIENTS


@pytest.mark.parametrize("seed", range(5))
def test_one_assistant_is_out(seed):
    (person,) = struck("one-ma", seed)
    assert PEOPLE[person].roles == (Role.MEDICAL_ASSISTANT,)


@pytest.mark.parametrize("seed", range(5))
def test_two_people_of_one_site_are_out(seed):
    provider, other = struck("two-people", seed)
    assert provider in PATIENTS
    assert Role.PROVIDER not in PEOPLE[other].roles
    assert provider.split("-")[0] == other.split("-")[0]


@pytest.mark.parametrize("seed", range(5))
def test_a_provider_leaves_at_midday(seed):
    (event,) = disrupt(DAY, OFFICE, "provider-leaves-midday", seed).events
    assert isinstance(event, LeavesEarly)
    assert event.at == MIDDAY
    assert any(v.provider == event.person and (v.at or 0) >= MIDDAY for v in DAY.appointments)


def test_the_same_seed_strikes_the_same_person_and_seeds_differ():
    people = [struck("one-provider", seed) for seed in range(20)]
    assert people == [struck("one-provider", seed) for seed in range(20)]
    assert len({person for (person,) in people}) > 1


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(BadInput) as refused:
        disrupt(DAY, OFFICE, "flood", 1)
    assert all(kind in str(refused.value) for kind in Disruption)


def test_a_day_without_patients_cannot_be_struck():
    empty = DAY.model_copy(update={"appointments": ()})
    with pytest.raises(BadInput, match="there is no provider with patients"):
        disrupt(empty, OFFICE, "one-provider", 1)
