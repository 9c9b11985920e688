"""Real sessions become a day of three doctors by way of the import."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.clinic_service_times import (
    EXAMPLE,
    Consultation,
    booked,
    clinic_day,
    export,
    import_sessions,
)
from engine.asked import Asked
from engine.resolve import resolve
from models.staff import Role
from scenarios.data_folder import data_folder
from scenarios.generator.first_fit import Wanted, book, fit
from scenarios.generator.occupied import Occupied

MORNING = [Consultation(511.7, 11.5), Consultation(523.2, 10.2), Consultation(540.0, 58.9)]


def test_consultations_are_booked_on_the_grid_and_never_overlap():
    assert booked(MORNING) == [(510, 10), (525, 10), (540, 60)]
    assert booked([Consultation(510, 14), Consultation(518, 7)]) == [(510, 15), (525, 5)]


def test_the_export_is_imported_without_loss():
    _, report = import_sessions([MORNING, MORNING[:2]])
    assert report.summary == "5 rows: 5 make 5 visits, 0 left out, 0 rejected"
    assert report.warnings == ()
    assert [(v.at, v.provider, v.visit_type) for v in report.day.appointments] == [
        (500, "dr-a", "consult-10"),
        (500, "dr-b", "consult-10"),
        (515, "dr-a", "consult-10"),
        (515, "dr-b", "consult-10"),
        (530, "dr-a", "consult-60"),
    ]


def test_the_export_is_what_the_example_shows():
    lines = export([MORNING], date(2026, 11, 23)).splitlines()
    assert lines[1] == "1,1,11/23/2026,08:20 AM,CONSULT 10,20,DOCTOR 1,Scheduled"
    assert (EXAMPLE / "mapping.yaml").is_file()


def test_three_real_sessions_are_a_day_with_a_doctor_out():
    if data_folder("clinic-service-times") is None:
        pytest.skip("clinic-service-times is not there; HUDDLE_DATA names the folder that holds it")
    found = clinic_day()
    assert found is not None
    office, day = found
    providers = {person.id for person in office.people if Role.PROVIDER in person.roles}
    assert {visit.provider for visit in day.appointments} == providers
    assert len(day.appointments) > 20
    assert [event.type for event in day.events] == ["absent"]
    occupied = Occupied(office, day)
    for visit in day.appointments:
        assert visit.at is not None
        assert visit.provider is not None
        wanted = Wanted(visit.visit_type, visit.at, visit.provider, "main")
        placement = fit(occupied, wanted, step=5)
        assert placement is not None, "the published book has room for every visit"
        book(occupied, wanted, placement)


def test_without_the_data_there_is_no_day(monkeypatch, tmp_path):
    monkeypatch.setenv("HUDDLE_DATA", str(tmp_path))
    assert clinic_day() is None


@pytest.mark.skipif(clinic_day() is None, reason="clinic-service-times is not there")
def test_the_real_day_is_re_planned_and_proven():
    real = clinic_day()
    assert real is not None
    office, day = real
    answer = resolve(office, day, asked=Asked(deadline=60, options=False))
    assert answer.certificate.proven
    assert not answer.violations
    assert answer.kpis.hit == sum(v.provider == "dr-a" for v in day.appointments)
    assert 0 < answer.kpis.calls < answer.kpis.visits
