"""Generated days have the size that was asked for, and are the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest

from models.day import Day
from models.errors import BadInput
from models.office import By
from models.published import published_plan
from models.staff import Role
from scenarios.generator.days import generate

SIZES = [
    {},
    {"providers": 1},
    {"providers": 5, "tightness": 0.95},
    {"providers": 10, "sites": 2},
    {"providers": 4, "step": 15},
    {"providers": 7, "sites": 3, "visits_per_provider": 6},
]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_most_visits_that_were_wanted_are_booked(size):
    _, day = generate(seed=1, **size)
    wanted = size.get("providers", 3) * size.get("visits_per_provider", 20)
    assert 0.8 * wanted <= len(day.appointments) <= wanted


def test_the_same_seed_gives_the_same_day_and_another_one_does_not():
    assert generate(seed=7, providers=4) == generate(seed=7, providers=4)
    assert generate(seed=7, providers=4) != generate(seed=8, providers=4)


def test_a_generated_day_survives_being_written_and_read():
    office, day = generate(seed=3)
    assert Day.model_validate_json(day.model_dump_json()) == day
    assert type(office).model_validate_json(office.model_dump_json()) == office


def test_the_measures_hold():
    office, day = generate(seed=2, providers=20, sites=2, visits_per_provider=18)
    roles = Counter(role for person in office.people for role in person.roles)
    assert roles[Role.PROVIDER] == 20
    assert roles[Role.MEDICAL_ASSISTANT] <= 20
    assert len(office.rooms) <= 2.2 * 20
    teams = Counter(person.team for person in office.people if person.team)
    assert set(teams.values()) == {5}
    special = 0
    for visit in day.appointments:
        template = office.visit_types[visit.visit_type].phases
        assert len(template) >= 3
        assert len(visit.phases) == len(template)
        assert any(phase.lag.most > phase.lag.min for phase in template)
        special += any(
            phase.device or len([t for t in phase.tasks if t in {"operate", "assist"}]) > 1
            for phase in template
        )
    assert special / len(day.appointments) == pytest.approx(0.10, abs=0.05)


def test_as_much_of_the_providers_time_is_booked_as_was_asked():
    office, day = generate(seed=2, providers=20, sites=4, tightness=0.85)
    plan = published_plan(office, day)
    visits = {visit.id: visit for visit in day.appointments}
    minutes = sum(
        placed.end - placed.start
        for planned in plan.visits
        if planned.placement
        for phase, placed in zip(
            office.visit_types[visits[planned.appointment].visit_type].phases,
            planned.placement.phases,
            strict=True,
        )
        if any(office.tasks[task].by is By.PROVIDER for task in phase.tasks)
    )
    template = sum(
        shift.end - shift.start - sum(taken.minutes for taken in shift.breaks)
        for shift in day.shifts
        if "-p" in shift.person
    )
    kept = sum(b.end - b.start for b in (*day.protected, *day.held_slots))
    assert minutes / (template - kept) == pytest.approx(0.85, abs=0.06)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"providers": 0}, "size.providers"),
        ({"sites": 4}, "size.sites"),
        ({"tightness": 2.0}, "size.tightness"),
        ({"step": 7}, "size.step"),
    ],
)
def test_a_size_that_no_day_has_is_refused(wrong, said):
    with pytest.raises(BadInput, match=said):
        generate(seed=1, **wrong)
