"""One row of an appointment book, read by the office's mapping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from api.exchange.import_report import RowNote
from api.exchange.wall_times import (
    UnreadableTimeError,
    instant_of,
    read_date,
    read_start,
    read_time,
)
from models.appointment import Status
from models.clock import LATEST, minute_of_instant
from models.office import Modality
from models.staff import Role

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from api.exchange.book_mapping import BookMapping
    from models.office import Office

LEAVE_OUT = "leave-out"


@dataclass(frozen=True)
class BookRow:
    """What a row says.

    Attributes:
        row: as a spreadsheet counts.
        names: what names the appointment in the other system; never leaves the import.
        facts: what all rows of one appointment share, by field.
        used: what this row adds, by kind: provider, staff, room or device.
    """

    row: int
    names: tuple[str, ...]
    facts: dict[str, Any]
    used: dict[str, tuple[str, ...]]


class RowReader:
    """Reads rows and notes what is to be said about each.

    Attributes:
        rejected: what is wrong with a row, one note for each thing.
        left_out: why a row is not needed.
        warnings: what is odd about a row, or about the whole file.
    """

    def __init__(self, office: Office, mapping: BookMapping, header: list[str]) -> None:
        self.office = office
        self.mapping = mapping
        self.rejected: list[RowNote] = []
        self.left_out: list[RowNote] = []
        self.warnings: list[RowNote] = []
        self._width = len(header)
        self._names = [header.index(column) for column in mapping.columns.reference]
        self._columns = {
            what: header.index(column) for what, column in mapping.columns.named().items()
        }
        self._words: dict[str, dict[str, Any]] = {
            what: {_plain(word): meaning for word, meaning in known.items()}
            for what, known in (
                ("visit_type", mapping.visit_types),
                ("provider", mapping.providers),
                ("resource", mapping.resources),
                ("room", mapping.rooms),
                ("site", mapping.sites),
                ("status", mapping.statuses),
                ("modality", mapping.modalities),
                ("urgency", mapping.urgencies),
            )
        }
        self._sites = {site.id for site in office.sites}
        self._people = {person.id: person for person in office.people}
        self._rooms = {room.id for room in office.rooms}
        self._resources_known = {
            *self._people,
            *self._rooms,
            *(device.id for device in office.devices),
        }

    def read(self, row: int, cells: list[str]) -> BookRow | None:
        """Return what the row says, or None after noting why it says nothing."""
        if not any(cells):
            self._leave_out(row, "row", "empty")
            return None
        if len(cells) != self._width:
            self._reject(row, "row", f"{len(cells)} cells", f"{self._width} as in the header")
            return None
        before = len(self.rejected)
        status = self._word(row, cells, "status") or Status.BOOKED
        if status == LEAVE_OUT:
            self._leave_out(row, "status", "the mapping leaves this status out")
            return None
        names = tuple(cells[at] for at in self._names)
        if not any(names):
            self._reject(row, "reference", "empty", "something that names the appointment")
        site = self._site(row, cells)
        start = self._start(row, cells, site)
        facts = {
            "start": start,
            "site": site,
            "visit_type": self._visit_type(row, cells),
            "status": status,
            "modality": self._word(row, cells, "modality") or Modality.IN_PERSON,
            "urgency": self._word(row, cells, "urgency"),
        }
        used = self._resources(row, cells)
        return BookRow(row, names, facts, used) if len(self.rejected) == before else None

    def _cell(self, cells: list[str], what: str) -> str:
        at = self._columns.get(what)
        return "" if at is None else cells[at]

    def _word(self, row: int, cells: list[str], what: str) -> Any:  # noqa: ANN401
        """Look up a cell's word; None for an empty one, a rejection for an unknown one."""
        cell = self._cell(cells, what)
        if not cell:
            return None
        found = self._words[what].get(_plain(cell))
        if found is None:
            self._reject(row, what, "this word is not in the mapping", "add it to the mapping")
        return found

    def _reference(self, row: int, cells: list[str], what: str, own: Collection[str]) -> str | None:
        """Look up a cell that is a word of the mapping, or the office's own reference."""
        cell = self._cell(cells, what)
        return cell if cell in own else self._word(row, cells, what)

    def _site(self, row: int, cells: list[str]) -> str:
        named = self._reference(row, cells, "site", self._sites)
        return named or self.mapping.site or self.office.sites[0].id

    def _visit_type(self, row: int, cells: list[str]) -> str | None:
        found = self._reference(row, cells, "visit_type", self.office.visit_types)
        if not self._cell(cells, "visit_type"):
            self._reject(row, "visit_type", "empty", "a visit type")
        minutes = self._cell(cells, "minutes")
        if found is not None and minutes:
            template = self.office.visit_types[found].phases
            planned = sum(phase.minutes + phase.lag.min for phase in template)
            if minutes != str(planned):
                self._warn(row, "minutes", f"the visit type takes {planned} minutes")
        return found

    def _resources(self, row: int, cells: list[str]) -> dict[str, tuple[str, ...]]:
        """Return what the row needs, by kind: providers, other staff, rooms and devices."""
        named = {
            self._reference(row, cells, "provider", self._people),
            self._reference(row, cells, "room", self._rooms),
            self._reference(row, cells, "resource", self._resources_known),
        }
        used: dict[str, tuple[str, ...]] = {}
        for reference in sorted(named - {None}, key=str):
            kind = self._kind(str(reference))
            used[kind] = (*used.get(kind, ()), str(reference))
        for kind in ("provider", "room"):
            if len(used.get(kind, ())) > 1:
                self._reject(row, kind, "two of them in one row", "one provider, one room")
        return used

    def _kind(self, reference: str) -> str:
        if reference in self._rooms:
            return "room"
        if reference not in self._people:
            return "device"
        return "provider" if Role.PROVIDER in self._people[reference].roles else "staff"

    def _start(self, row: int, cells: list[str], site: str) -> tuple[date, int] | None:
        """Return the local date at the site and the minute of that day."""
        columns, formats = self.mapping.columns, self.mapping.formats
        own = next(place.zone for place in self.office.sites if place.id == site)
        what = "start" if columns.start else "time"
        try:
            if columns.start:
                start = read_start(self._cell(cells, "start"), formats)
            else:
                what = "date"
                if columns.date is not None:
                    day = read_date(self._cell(cells, "date"), formats)
                elif self.mapping.date is not None:
                    day = self.mapping.date
                else:
                    raise UnreadableTimeError("neither a column nor the mapping says the date")
                what = "time"
                start = datetime.combine(day, read_time(self._cell(cells, "time"), formats))
            instant, twice = instant_of(start, self.mapping.zone or own)
        except UnreadableTimeError as error:
            self._reject(row, what, str(error), "as 'formats' in the mapping says")
            return None
        if twice:
            self._warn(row, what, "the clock showed this time twice; the later one is taken")
        local = instant.astimezone(ZoneInfo(own)).date()
        minute = minute_of_instant(instant, local, own)
        if not 0 <= minute <= LATEST:
            self._reject(row, what, "outside the day", "a time of the day")
            return None
        return local, minute

    def _leave_out(self, row: int, what: str, reason: str) -> None:
        self.left_out.append(RowNote(row=row, field=what, reason=reason))

    def _reject(self, row: int, what: str, reason: str, expected: str) -> None:
        self.rejected.append(RowNote(row=row, field=what, reason=reason, expected=expected))

    def _warn(self, row: int, what: str, reason: str) -> None:
        self.warnings.append(RowNote(row=row, field=what, reason=reason))


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())
