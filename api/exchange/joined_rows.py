"""Several rows of one appointment, one for each resource, become one visit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from api.exchange.import_report import ImportedVisit, RowNote
from api.exchange.references import opaque_reference
from models.appointment import Appointment
from models.office import Modality

if TYPE_CHECKING:
    from api.exchange.book_rows import BookRow, RowReader


def visits_of(
    read: list[BookRow], reader: RowReader, key: bytes
) -> tuple[list[Appointment], list[ImportedVisit]]:
    """Return the visits in order of time, and the rows of each; the reader notes all other rows."""
    by_names: dict[tuple[str, ...], list[BookRow]] = defaultdict(list)
    for row in read:
        by_names[row.names].append(row)
    visits, imported = [], []
    for names, rows in by_names.items():
        joined = _joined(rows, reader)
        visit = _visit(opaque_reference(names, key), joined, reader)
        if visit is not None:
            visits.append(visit)
            imported.append(
                ImportedVisit(appointment=visit.id, rows=tuple(row.row for row in joined))
            )
    visits.sort(key=lambda visit: (visit.at or 0, visit.provider or ""))
    return visits, imported


def _joined(rows: list[BookRow], reader: RowReader) -> list[BookRow]:
    """Return the rows that agree with the first and add to it; note what becomes of the rest."""
    first, kept = rows[0], [rows[0]]
    for row in rows[1:]:
        apart = [what for what, said in row.facts.items() if said != first.facts[what]]
        for kind in ("provider", "room"):
            before = _used(kept, kind)
            if before and set(row.used.get(kind, ())) - set(before):
                apart.append(kind)
        if apart:
            reader.rejected += [
                RowNote(
                    row=row.row,
                    field=what,
                    reason=f"says something else than row {first.row} of the same appointment",
                    expected="one appointment under one reference",
                )
                for what in apart
            ]
        elif all(set(used) <= set(_used(kept, kind)) for kind, used in row.used.items()):
            reader.left_out.append(
                RowNote(row=row.row, field="row", reason=f"says what row {first.row} said already")
            )
        else:
            kept.append(row)
    return kept


def _used(rows: list[BookRow], kind: str) -> list[str]:
    return list(dict.fromkeys(used for row in rows for used in row.used.get(kind, ())))


def _visit(reference: str, rows: list[BookRow], reader: RowReader) -> Appointment | None:
    facts: dict[str, Any] = rows[0].facts
    staff, rooms = _used(rows, "staff"), _used(rows, "room")
    # A nurse's own visits name no provider but the nurse.
    holders = _used(rows, "provider") or (staff if len(staff) == 1 else [])
    visit_type = reader.office.visit_types[facts["visit_type"]]
    wrong = None
    if not holders:
        wrong = ("provider", "no row of this appointment names who sees the patient", "a provider")
    elif not visit_type.template(facts["modality"]):
        wrong = ("modality", "this visit type is never held by video", "another type, or in person")
    if wrong is not None:
        what, reason, expected = wrong
        reader.rejected += [
            RowNote(row=row.row, field=what, reason=reason, expected=expected) for row in rows
        ]
        return None
    reader.warnings += [
        RowNote(row=row.row, field="resource", reason=f"the {kind} is chosen anew for the visit")
        for row in rows
        for kind in ("staff", "device")
        if set(row.used.get(kind, ())) - set(holders)
    ]
    return Appointment(
        id=reference,
        visit_type=facts["visit_type"],
        at=facts["start"][1],
        provider=holders[0],
        site=facts["site"],
        modality=facts["modality"],
        room=rooms[0] if rooms else None,
        status=facts["status"],
        urgency=facts["urgency"],
        video=facts["modality"] is Modality.VIDEO,
    )
