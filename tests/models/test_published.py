"""A day whose book says everything amounts to a plan."""

from __future__ import annotations

import pytest

from models.appointment import Status
from models.errors import BadInput
from models.events import AddOn, Cancelled
from models.office import Modality
from models.published import published_plan
from scenarios.generator.days import generate
from scenarios.library import load


def test_the_plan_is_what_the_book_says():
    office, day = generate(seed=4, providers=2, visits_per_provider=6)
    plan = published_plan(office, day)
    placed = {visit.appointment: visit.placement for visit in plan.visits}
    assert (plan.office, plan.date, plan.duties) == (office.id, day.date, plan.canonical().duties)
    assert set(placed) == {visit.id for visit in day.appointments}
    for visit in day.appointments:
        placement = placed[visit.id]
        assert placement is not None
        assert (placement.start, placement.provider) == (visit.at, visit.provider)
        assert (placement.site, placement.room) == (visit.site, visit.room)
        template = office.visit_types[visit.visit_type].phases
        assert [p.end - p.start for p in placement.phases] == [p.minutes for p in template]
        assert [p.people for p in placement.phases] == [p.people for p in visit.phases]
        assert [p.device for p in placement.phases] == [p.device for p in visit.phases]
    assert {(b.person, b.start, b.end) for b in plan.breaks} == {
        (shift.person, taken.at, taken.at + taken.minutes)
        for shift in day.shifts
        for taken in shift.breaks
    }


def test_what_is_over_was_published_too_and_an_add_on_waits_for_a_decision():
    office, day = generate(seed=4, providers=2, visits_per_provider=6)
    first, second, *others = day.appointments
    done = first.model_copy(update={"status": Status.FULFILLED})
    added = second.model_copy(update={"id": "x", "at": None, "provider": None, "phases": ()})
    day = day.model_copy(
        update={
            "appointments": (done, second, *others),
            "events": (Cancelled(appointment=second.id), AddOn(appointment=added)),
        }
    )
    plan = published_plan(office, day)
    by_id = {visit.appointment: visit for visit in plan.visits}
    assert set(by_id) == {"x", *(visit.id for visit in day.appointments)}
    assert by_id["x"].placement is None
    assert by_id["x"].slot is None
    assert all(by_id[visit.id].placement for visit in day.appointments)


def test_visits_without_their_phases_are_named():
    scenario = load("infeasible-honest")
    with pytest.raises(BadInput) as refused:
        published_plan(scenario.office, scenario.day)
    assert len(refused.value.faults) == len(scenario.day.appointments)
    assert refused.value.faults[0].field == "day.appointments.c-1.phases"
    assert "give 3, one for each phase of consult-20" in str(refused.value)


def test_a_visit_by_video_that_its_type_does_not_know_is_named():
    office, day = generate(seed=4, providers=1, visits_per_provider=20)
    visit = next(v for v in day.appointments if not office.visit_types[v.visit_type].video)
    remote = visit.model_copy(update={"modality": Modality.VIDEO})
    day = day.model_copy(update={"appointments": (remote,)})
    with pytest.raises(BadInput, match=visit.id):
        published_plan(office, day)
