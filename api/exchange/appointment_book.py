"""An appointment book out of a CSV export: every row becomes a visit, is left out, or rejected.

What names an appointment or a patient elsewhere is replaced by a keyed hash as it is read. The
caller gives the key where a later import of the same book must give the same references; without
one a random key is used, so that nobody can ever follow a reference back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.exchange.book_mapping import BookMapping
from api.exchange.book_rows import BookRow, RowReader
from api.exchange.csv_records import decoded, records
from api.exchange.import_report import ImportReport, RowNote
from api.exchange.joined_rows import visits_of
from api.exchange.references import random_key
from models.appointment import Appointment
from models.day import Day
from models.errors import BadInput, Fault
from models.reading import MOST_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from models.office import Office


def import_book(
    csv_text: bytes | str,
    mapping: BookMapping,
    office: Office,
    *,
    key: bytes | None = None,
    roster: Day | None = None,
) -> ImportReport:
    """Read an appointment book; the report holds the day, and accounts for every row.

    Args:
        csv_text: the export, bytes in any common encoding.
        mapping: how its columns and words are to be read.
        office: whose people, rooms and visit types the mapping names.
        key: secret with which references are hashed; by default a random one, used once.
        roster: a day of the same date that says the rest: shifts, duties, held and open slots;
            its appointments are replaced.

    Raises:
        BadInput: the file as a whole or the mapping cannot be used.
    """
    _refuse_unknown(mapping, office)
    text, encoding = decoded(csv_text, mapping.encoding)
    lines = records(text, mapping.delimiter, mapping.skip_lines)
    _, header = next(lines, (0, []))
    _refuse_header(header, mapping)
    reader = RowReader(office, mapping, header)
    if encoding == "cp1252" and mapping.encoding is None:
        reader.warnings.append(RowNote(field="file", reason="not UTF-8; read as cp1252"))
    count, read = 0, []
    for row, cells in lines:
        count += 1
        found = reader.read(row, cells)
        if found is not None:
            read.append(found)
    day_date = _date(read, mapping, roster, reader.rejected)
    visits, imported = visits_of(_of_day(read, day_date, reader), reader, key or random_key())
    return ImportReport(
        day=_day(office, day_date, visits, roster, reader),
        rows=count,
        imported=tuple(imported),
        left_out=_in_order(reader.left_out),
        rejected=_in_order(reader.rejected),
        warnings=_in_order(reader.warnings),
    )


def _refuse_unknown(mapping: BookMapping, office: Office) -> None:
    people = {person.id for person in office.people}
    rooms = {room.id for room in office.rooms}
    devices = {device.id for device in office.devices}
    sites = {site.id for site in office.sites}
    named: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("visit_types", mapping.visit_types.values(), office.visit_types),
        ("providers", mapping.providers.values(), people),
        ("resources", mapping.resources.values(), people | rooms | devices),
        ("rooms", mapping.rooms.values(), rooms),
        ("sites", mapping.sites.values(), sites),
        ("site", [mapping.site] if mapping.site else [], sites),
    )
    faults = [
        Fault(f"mapping.{where}", reference, "the office does not know this", "its own reference")
        for where, references, known in named
        for reference in sorted(set(references) - set(known))
    ]
    if faults:
        raise BadInput(faults)


def _refuse_header(header: list[str], mapping: BookMapping) -> None:
    """Refuse a header in which a mapped column does not stand exactly once."""
    columns = {f"reference.{i}": name for i, name in enumerate(mapping.columns.reference)}
    columns |= mapping.columns.named()
    faults = [
        Fault(
            f"mapping.columns.{what}",
            column,
            "no such column in the header" if column not in header else "this column stands twice",
            "write the name of one column as the header of the file has it",
        )
        for what, column in columns.items()
        if header.count(column) != 1
    ]
    if faults:
        raise BadInput(faults)


def _date(
    read: list[BookRow], mapping: BookMapping, roster: Day | None, rejected: list[RowNote]
) -> date:
    dates = {given for given in (mapping.date, roster.date if roster else None) if given}
    dates = dates or {row.facts["start"][0] for row in read}
    if len(dates) == 1:
        return dates.pop()
    many = "the file, mapping and roster name several dates" if dates else "no row has a date"
    faults = [Fault("mapping.date", "", many, "name the day that is to be imported")]
    if not dates:
        faults += [
            Fault(f"book.row {note.row}.{note.field}", "", note.reason, note.expected)
            for note in rejected[:MOST_FAULTS]
        ]
    raise BadInput(faults)


def _of_day(read: list[BookRow], day: date, reader: RowReader) -> list[BookRow]:
    for row in read:
        if row.facts["start"][0] != day:
            reader.left_out.append(RowNote(row=row.row, field="date", reason="another day"))
    return [row for row in read if row.facts["start"][0] == day]


def _day(
    office: Office,
    day: date,
    visits: list[Appointment],
    roster: Day | None,
    reader: RowReader,
) -> Day:
    if roster is None:
        note = RowNote(
            field="roster", reason="the file says nobody's shifts", expected="add them to the day"
        )
        reader.warnings.append(note)
        return Day(office=office.id, date=day, appointments=tuple(visits))
    return roster.model_copy(update={"office": office.id, "appointments": tuple(visits)})


def _in_order(notes: list[RowNote]) -> tuple[RowNote, ...]:
    return tuple(sorted(notes, key=lambda note: (note.row or 0, note.field)))
