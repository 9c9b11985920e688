"""A book comes out of a CSV export whole: every row is a visit, left out, or rejected and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.appointment_book import import_book
from models.appointment import Status
from models.clock import minutes_of
from models.day import Day
from models.errors import BadInput
from models.office import Modality
from models.reading import read
from tests.api.exchange.books import OFFICE, export, mapping

LEE = '"LEE, ROBERT MD"'
GOOD = f'7001,"Doe, Jane",M-55,11/23/2026,9:10 AM,FOLLOW UP 15,{LEE},Scheduled'


def rows_of(report) -> list[int]:
    used = [row for visit in report.imported for row in visit.rows]
    left_out = [note.row for note in report.left_out]
    return sorted({*used} | {*left_out} | {note.row for note in report.rejected})


def only(notes) -> str:
    assert len(notes) == 1
    return str(notes[0])


def test_a_row_becomes_a_visit():
    report = import_book(export(GOOD), mapping(), OFFICE, key=b"k")
    (visit,) = report.day.appointments
    assert report.day.office == "corner"
    assert str(report.day.date) == "2026-11-23"
    assert (visit.visit_type, visit.provider, visit.site) == ("follow-up", "dr-lee", "main")
    assert visit.at == minutes_of("09:10")
    assert visit.status is Status.BOOKED
    assert report.summary == "1 rows: 1 make 1 visits, 0 left out, 0 rejected"
    assert report.imported[0].appointment == visit.id
    assert report.imported[0].rows == (2,)


def test_words_are_found_whatever_their_case_and_spaces_and_own_references_stand():
    row = "7002,x,M-1,11/23/2026,1:30 PM,  annual   PHYSICAL ,dr-bell,CHECKED in"
    report = import_book(export(row), mapping(), OFFICE)
    (visit,) = report.day.appointments
    assert (visit.visit_type, visit.provider) == ("physical", "dr-bell")
    assert visit.at == minutes_of("13:30")
    assert visit.status is Status.CHECKED_IN


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("FOLLOW UP 15", "MASSAGE"), "row 2, visit_type: this word is not in the"),
        (GOOD.replace("FOLLOW UP 15", ""), "row 2, visit_type: empty"),
        (GOOD.replace("ROBERT", "ROBERTA"), "row 2, provider: this word is not in the mapping"),
        (GOOD.replace(LEE, ""), "row 2, provider: no row of this appointment names who"),
        (GOOD.replace("Scheduled", "Limbo"), "row 2, status: this word is not in the mapping"),
        (GOOD.replace("9:10 AM", "9:10"), "row 2, time: no AM or PM on a 12-hour clock"),
        (GOOD.replace("9:10 AM", "soon"), "row 2, time: no AM or PM"),
        (GOOD.replace("9:10 AM", "25:10 AM"), "row 2, time: not a date or time"),
        (GOOD.replace("11/23/2026", "23/11/2026"), "row 2, date: not a date that is month-first"),
        (GOOD.replace("11/23/2026", "23"), "row 2, date: not a whole date"),
        (GOOD.replace("7001", ""), "row 2, reference: empty"),
        (GOOD + ",more", "row 2, row: 9 cells; 8 as in the header"),
        ("Total: 62", "row 2, row: 1 cells; 8 as in the header"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row, said):
    report = import_book(export(row), mapping(date="2026-11-23"), OFFICE)
    assert only(report.rejected).startswith(said)
    assert report.day.appointments == ()
    assert rows_of(report) == [2]


def test_everything_wrong_with_a_row_is_said_at_once():
    row = GOOD.replace("FOLLOW UP 15", "?").replace("9:10 AM", "?").replace(LEE, "?")
    report = import_book(export(row), mapping(date="2026-11-23"), OFFICE)
    assert [note.field for note in report.rejected] == ["provider", "time", "visit_type"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,,,,,,", "row 3, row: empty"),
        (GOOD.replace("Scheduled", "Canceled"), "row 3, status: the mapping leaves this status"),
        (GOOD.replace("7001", "7009").replace("11/23", "11/24"), "row 3, date: another day"),
        (GOOD, "row 3, row: says what row 2 said already"),
    ],
)
def test_rows_that_are_not_needed_are_left_out_with_their_reason(row, said):
    report = import_book(export(GOOD, row), mapping(date="2026-11-23"), OFFICE)
    assert only(report.left_out).startswith(said)
    assert report.rejected == ()
    assert len(report.day.appointments) == 1


def test_two_appointments_under_one_reference_are_not_one():
    other = GOOD.replace("9:10", "9:40").replace(LEE, "dr-bell")
    report = import_book(export(GOOD, other), mapping(), OFFICE)
    assert [(note.row, note.field) for note in report.rejected] == [(3, "provider"), (3, "start")]
    assert "row 2 of the same appointment" in report.rejected[0].reason


RESOURCE_HEADER = "Appt ID,Date,Time,Type,Resource"
RESOURCES: dict[str, Any] = {
    "columns": {"provider": None, "status": None, "resource": "Resource"},
    "resources": {
        "Dr Lee": "dr-lee",
        "Dr Bell": "dr-bell",
        "Nurse Ortiz": "rn-ortiz",
        "Assistant": "ma-1",
        "Room 1": "room-1",
        "Room 2": "room-2",
        "Ultrasound": "scanner",
    },
}


def resource_row(resource: str, reference: str = "1", at: str = "9:10 AM") -> str:
    return f"{reference},11/23/2026,{at},FOLLOW UP 15,{resource}"


def test_rows_of_one_appointment_are_joined_whatever_their_order():
    text = export(
        resource_row("Room 1"),
        resource_row("Dr Bell", "2"),
        resource_row("Ultrasound"),
        resource_row("Dr Lee"),
        resource_row("Room 2", "2"),
        header=RESOURCE_HEADER,
    )
    report = import_book(text, mapping(**RESOURCES), OFFICE)
    assert [(v.provider, v.room) for v in report.day.appointments] == [
        ("dr-bell", "room-2"),
        ("dr-lee", "room-1"),
    ]
    assert {visit.rows for visit in report.imported} == {(2, 4, 5), (3, 6)}
    assert str(report.warnings[1]) == "row 4, resource: the device is chosen anew for the visit"


@pytest.mark.parametrize(
    ("resources", "provider", "rejected"),
    [
        (["Dr Lee", "Dr Bell"], "dr-lee", [(3, "provider")]),
        (["Dr Lee", "Room 1", "Room 2"], "dr-lee", [(4, "room")]),
        (["Nurse Ortiz", "Room 1"], "rn-ortiz", []),
        (["Assistant", "Dr Lee"], "dr-lee", []),
        (["Assistant", "Nurse Ortiz"], None, [(2, "provider"), (3, "provider")]),
        (["Room 1"], None, [(2, "provider")]),
    ],
)
def test_who_sees_the_patient_comes_from_the_resources(resources, provider, rejected):
    text = export(*(resource_row(resource) for resource in resources), header=RESOURCE_HEADER)
    report = import_book(text, mapping(**RESOURCES), OFFICE)
    assert [visit.provider for visit in report.day.appointments] == ([provider] * bool(provider))
    assert [(note.row, note.field) for note in report.rejected] == rejected
    assert rows_of(report) == list(range(2, 2 + len(resources)))


def test_a_provider_and_another_in_one_row_are_too_many():
    changes = RESOURCES | {
        "columns": RESOURCES["columns"] | {"provider": "Provider"},
        "providers": {"Dr Bell": "dr-bell"},
    }
    header = RESOURCE_HEADER + ",Provider"
    text = export(resource_row("Dr Lee") + ",Dr Bell", header=header)
    report = import_book(text, mapping(date="2026-11-23", **changes), OFFICE)
    assert only(report.rejected) == (
        "row 2, provider: two of them in one row; one provider, one room"
    )


def test_site_modality_urgency_and_length_are_read_where_columns_say_them():
    header = "Appt ID,Start,Type,Provider,Site,How,Urgency,Minutes"
    row = "1,2026-11-23T15:10:00Z,FOLLOW UP 15,dr-lee,West Clinic,Telehealth,Urgent,20"
    columns = {
        "date": None,
        "time": None,
        "status": None,
        "start": "Start",
        "site": "Site",
        "modality": "How",
        "urgency": "Urgency",
        "minutes": "Minutes",
    }
    found = mapping(
        columns=columns,
        formats={"dates": "year-first", "times": "either"},
        sites={"West Clinic": "west"},
        modalities={"telehealth": "video"},
        urgencies={"urgent": "hours-48"},
    )
    report = import_book(export(row, header=header), found, OFFICE)
    (visit,) = report.day.appointments
    assert (visit.site, visit.modality, visit.urgency) == ("west", Modality.VIDEO, "hours-48")
    assert visit.video
    assert visit.at == minutes_of("09:10"), "15:10 UTC is 9:10 in Chicago"
    assert str(report.warnings[1]) == "row 2, minutes: the visit type takes 15 minutes"
    never = row.replace("FOLLOW UP 15", "Annual Physical")
    report = import_book(export(never, header=header), found, OFFICE)
    assert only(report.rejected).startswith("row 2, modality: this visit type is never held by")


def test_times_of_another_zone_are_put_on_the_clock_of_the_site():
    found = mapping(zone="America/Los_Angeles", site="west")
    report = import_book(export(GOOD), found, OFFICE)
    assert report.day.appointments[0].at == minutes_of("11:10")


def test_times_that_the_clock_skips_are_rejected_and_those_it_shows_twice_are_pointed_out():
    spring = GOOD.replace("11/23/2026,9:10 AM", "03/08/2026,2:30 AM")
    report = import_book(export(spring), mapping(date="2026-03-08"), OFFICE)
    assert only(report.rejected).startswith("row 2, time: the clock skipped this time")
    autumn = GOOD.replace("11/23/2026,9:10 AM", "11/01/2026,1:30 AM")
    report = import_book(export(autumn), mapping(), OFFICE)
    assert report.day.appointments[0].at == minutes_of("01:30")
    assert "the clock showed this time twice" in str(report.warnings[1])


def test_the_rest_of_the_day_comes_from_a_roster():
    roster = read(
        Day,
        {
            "office": "corner",
            "date": "2026-11-23",
            "shifts": [{"person": "dr-lee", "site": "main", "from": "08:00", "to": "17:00"}],
        },
        "roster",
    )
    report = import_book(export(GOOD), mapping(), OFFICE, roster=roster)
    assert report.day.shifts == roster.shifts
    assert len(report.day.appointments) == 1
    assert report.warnings == ()
    alone = import_book(export(GOOD), mapping(), OFFICE)
    assert only(alone.warnings) == "roster: the file says nobody's shifts; add them to the day"
    other = roster.model_copy(update={"date": roster.date.replace(day=24)})
    with pytest.raises(BadInput, match="name several dates"):
        import_book(export(GOOD), mapping(date="2026-11-23"), OFFICE, roster=other)


def test_several_dates_need_one_to_be_named():
    text = export(GOOD, GOOD.replace("7001", "7002").replace("11/23", "11/24"))
    with pytest.raises(BadInput, match="name the day that is to be imported"):
        import_book(text, mapping(), OFFICE)
    report = import_book(text, mapping(date="2026-11-24"), OFFICE)
    assert [visit.rows for visit in report.imported] == [(3,)]
    with pytest.raises(BadInput, match="no row has a date"):
        import_book(export(), mapping(), OFFICE)
    with pytest.raises(BadInput, match=r"row 2\.time: no AM or PM"):
        import_book(export(GOOD.replace(" AM", "")), mapping(), OFFICE)


def test_nothing_that_names_a_patient_comes_out():
    text = export(GOOD, GOOD.replace("7001", "7002").replace(LEE, "Jane Doe's sister"), "Doe, Jane")
    report = import_book(text, mapping(), OFFICE)
    written = report.model_dump_json() + report.summary + "".join(map(str, report.rejected))
    for secret in ("7001", "7002", "M-55", "Doe", "Jane", "ROBERT"):
        assert secret not in written
    with pytest.raises(BadInput) as refused:
        import_book(text, mapping(columns={"status": "Missing"}), OFFICE)
    assert "Jane" not in str(refused.value)


def test_references_last_as_long_as_the_key():
    def reference(**key) -> str:
        return import_book(export(GOOD), mapping(), OFFICE, **key).day.appointments[0].id

    assert reference(key=b"one") == reference(key=b"one")
    assert reference(key=b"one") != reference(key=b"two")
    assert reference() != reference()


def test_a_mapping_to_what_the_office_does_not_have_is_refused():
    wrong = mapping(providers={"x": "dr-who"}, sites={"y": "moon"}, visit_types={"z": "surgery"})
    with pytest.raises(BadInput) as refused:
        import_book(export(GOOD), wrong, OFFICE)
    assert [fault.field for fault in refused.value.faults] == [
        "mapping.visit_types",
        "mapping.providers",
        "mapping.sites",
    ]


def test_a_header_without_a_mapped_column_is_refused():
    with pytest.raises(BadInput, match=r"mapping\.columns.provider: no such column"):
        import_book(export(header="Appt ID,Date,Time,Type,Status"), mapping(), OFFICE)
    with pytest.raises(BadInput, match=r"mapping\.columns.time: this column stands twice"):
        import_book(export(header="Appt ID,Date,Time,Time,Type,Provider,Status"), mapping(), OFFICE)


CELLS = st.sampled_from(
    [
        *("", "7001", "7002", "11/23/2026", "11/24/2026", "9:10 AM", "26:99", "FOLLOW UP 15"),
        *("dr-lee", "Scheduled", "Canceled", "Limbo", "Doe", '"', "'", "\u2028", "\x85"),
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=12))
def test_every_row_is_accounted_for_once(table):
    lines = [
        ",".join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in cells)
        for cells in table
    ]
    report = import_book(export(*lines), mapping(date="2026-11-23"), OFFICE)
    used = [row for visit in report.imported for row in visit.rows]
    left_out = [note.row for note in report.left_out]
    rejected = {note.row for note in report.rejected}
    blank = sum(line == "" for line in lines)
    assert len(used) + len(left_out) + len(rejected) == report.rows
    assert {*used, *left_out, *rejected} == set(range(2, report.rows + 2))
    assert report.rows + blank >= len(lines)


def test_a_large_book_is_read_whole():
    lines = [GOOD.replace("7001", str(number)) for number in range(20_000)]
    report = import_book(export(*lines), mapping(), OFFICE)
    assert len(report.day.appointments) == 20_000
