"""The fixtures are what their sheets say: whole, comfortable, and hit as described."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from engine.opening.cases import case_of, published_findings
from models.clock import minutes_of
from models.errors import BadInput
from models.events import Absent, CallResult, Offered
from models.office import By, Modality
from models.plan import Disposition
from models.proposal import Call, Kpis
from models.staff import Role
from scenarios.generator.first_fit import Wanted, book, fit
from scenarios.generator.occupied import Occupied
from scenarios.library import Bounds, Following, load, names, written
from solvers.day.registry import rules

FIXTURES = (
    "allergy-clinic",
    "desk-out-lunch",
    "infeasible-honest",
    "infusion-rn-out",
    "ma-out-small-pc",
    "md-out-small-pc",
    "midday-cascade",
    "network-200",
    "no-op",
    "np-out-supervision",
    "peds-flu-monday",
    "two-sites-snow",
    "wrong-then-return",
    "xray-tech-out",
)

COMFORTABLE = ("desk-out-lunch", "infeasible-honest", "ma-out-small-pc", "md-out-small-pc", "no-op")
"""The small offices, without duties for several or scarce staff."""


def provider_minutes(scenario):
    minutes: Counter[str] = Counter()
    for visit in scenario.day.appointments:
        visit_type = scenario.office.visit_types[visit.visit_type]
        for phase in visit_type.template(visit.modality):
            if any(scenario.office.tasks[task].by is By.PROVIDER for task in phase.tasks):
                minutes[visit.provider] += phase.minutes
    return minutes


def test_every_fixture_has_its_folder():
    assert names() == FIXTURES


def test_all_but_the_network_are_written_out():
    assert set(names()) - set(written()) == {"network-200"}


def test_the_network_is_as_large_as_it_says_and_has_26_people_out():
    scenario = load("network-200")
    providers = [p for p in scenario.office.people if Role.PROVIDER in p.roles]
    assert (len(providers), len(scenario.office.sites)) == (200, 22)
    assert len(scenario.office.people) == 650
    assert len(scenario.day.appointments) == 3_800
    out = {event.person for event in scenario.day.events if isinstance(event, Absent)}
    assert (len(out & {p.id for p in providers}), len(out)) == (7, 26)


def test_an_unknown_fixture_is_refused_with_the_known_ones():
    with pytest.raises(BadInput) as refused:
        load("md-out")
    assert all(name in str(refused.value) for name in FIXTURES)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_reference_is_known(name):
    office, day = (scenario := load(name)).office, scenario.day
    people = {person.id for person in office.people}
    visits = [visit.id for visit in day.appointments]
    assert day.office == office.id
    assert len(visits) == len(set(visits))
    assert {shift.person for shift in day.shifts} <= people
    assert {given.person for given in day.duties} <= people
    assert {given.duty for given in day.duties} <= {duty.id for duty in office.duties}
    assert {slot.person for slot in day.open_slots} <= people
    assert {visit.provider for visit in day.appointments} <= people
    assert {visit.visit_type for visit in day.appointments} <= set(office.visit_types)
    assert {event.person for event in day.events if isinstance(event, Absent)} <= people
    expected = scenario.expectations
    assert {*expected.seen_today, *(expected.manual_decision or ())} <= set(visits)
    assert set(expected.kpis) <= set(Kpis.model_fields)
    assert set(expected.silent) <= {rule.name for rule in rules()}


@pytest.mark.parametrize("name", COMFORTABLE)
def test_the_published_book_is_comfortable(name):
    """Taken in order of time, every visit fits, and nobody waits more than five minutes."""
    scenario = load(name)
    occupied = Occupied(scenario.office, scenario.day)
    for visit in sorted(scenario.day.appointments, key=lambda visit: (visit.at, visit.id)):
        assert visit.at is not None
        assert visit.provider is not None
        wanted = Wanted(visit.visit_type, visit.at, visit.provider, "main", visit.modality)
        placement = fit(occupied, wanted, step=5)
        assert placement is not None, visit.id
        phases = placement.phases
        lags = [b.start - a.end for a, b in pairwise(phases)]
        assert sum(lags) <= 5, visit.id
        book(occupied, wanted, placement)


@pytest.mark.parametrize("name", FIXTURES)
def test_nothing_is_wrong_before_anything_happens(name):
    scenario = load(name)
    assert published_findings(case_of(scenario.office, scenario.day)) == ()


def test_small_primary_care_is_the_office_of_the_domain():
    scenario = load("md-out-small-pc")
    minutes = provider_minutes(scenario)
    day = scenario.day
    assert len(day.appointments) == 62
    assert sum(visit.provider == "dr-lee" for visit in day.appointments) == 21
    assert {visit.modality for visit in day.appointments} == set(Modality)
    assert any(visit.locks for visit in day.appointments)
    for shift in day.shifts:
        if shift.person in minutes:
            template = shift.end - shift.start - sum(pause.minutes for pause in shift.breaks)
            template -= sum(b.end - b.start for b in day.protected if b.person == shift.person)
            assert 0.7 <= minutes[shift.person] / template <= 0.9, shift.person


def test_the_three_small_fixtures_share_one_book():
    first, *others = (load(name) for name in ("md-out-small-pc", "ma-out-small-pc", "no-op"))
    for other in others:
        assert other.office == first.office
        assert other.day.model_copy(update={"events": ()}) == first.day.model_copy(
            update={"events": ()}
        )
        assert other.day.events != first.day.events


@pytest.mark.parametrize("name", ["ma-out-small-pc", "desk-out-lunch", "no-op"])
def test_where_no_patient_is_to_be_called_nobody_out_has_patients(name):
    scenario = load(name)
    out = {event.person for event in scenario.day.events if isinstance(event, Absent)}
    assert not out & {visit.provider for visit in scenario.day.appointments}
    assert scenario.expectations.kpis["calls"].most == 0


def test_the_day_that_goes_on_starts_like_the_doctor_being_out():
    first, later = load("md-out-small-pc"), load("wrong-then-return")
    assert (later.office, later.day) == (first.office, first.day)
    assert [each.now for each in later.rounds] == [minutes_of("09:50"), minutes_of("12:45")]
    assert [event.type for each in later.rounds for event in each.events] == [
        "returned",
        "leaves-early",
    ]
    people = {person.id for person in later.office.people}
    assert {
        getattr(event, "person", "") for each in later.rounds for event in each.events
    } <= people
    assert {key for each in later.rounds for key in each.kpis} <= set(Kpis.model_fields)


def test_calls_are_answered_over_and_over_in_their_order():
    offer = Offered(slot="s-1")
    calls = [
        Call(
            order=n,
            appointment=f"a-{n}",
            booked=None,
            disposition=Disposition.MOVED,
            say="",
            offer=made,
        )
        for n, made in enumerate((offer, offer, None, offer), start=1)
    ]
    said = (CallResult.REACHED_ACCEPTED, CallResult.NO_ANSWER)
    later = Following(now=590, answers=said, events=(), kpis={})

    assert [(one.appointment, one.outcome, one.offer) for one in later.outcomes(calls)] == [
        ("a-1", "reached-accepted", offer),
        ("a-2", "no-answer", offer),
        ("a-3", "message-left", None),
        ("a-4", "no-answer", offer),
    ]
    assert Following(now=590, answers=(), events=(), kpis={}).outcomes(calls) == ()


def test_nobody_but_the_doctor_may_see_the_doctors_patients():
    scenario = load("infeasible-honest")
    office, day = scenario.office, scenario.day
    hit = [visit for visit in day.appointments if visit.provider == "dr-okafor"]
    assert len(hit) == 18
    assert sum(person.holds("md", day.date) for person in office.people) == 1
    must = [
        visit.id
        for visit in hit
        if (visit.urgency or office.visit_types[visit.visit_type].urgency) == "must-today"
    ]
    assert tuple(must) == scenario.expectations.manual_decision


def test_bounds_are_counts_or_times():
    assert Bounds.model_validate({"most": "17:30"}).admit(minutes_of("17:30"))
    assert not Bounds(least=2, most=3).admit(4)
    assert not Bounds(least=2).admit(1)
    assert Bounds().admit(10**9)
