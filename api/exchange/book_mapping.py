"""How an appointment book's columns and words are to be read: the mapping that an office writes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from models.appointment import Status
from models.base import Fact, Ref
from models.clock import zones
from models.office import Modality, Urgency


class Columns(Fact):
    """Which column holds what, by the names in the file's header."""

    reference: tuple[str, ...] = Field(
        min_length=1,
        description="Together they name the appointment; only a keyed hash of them is kept.",
    )
    start: str | None = Field(default=None, description="Date and time in one column …")
    date: str | None = Field(default=None, description="… or the date in one,")
    time: str | None = Field(default=None, description="and the time in another.")
    visit_type: str
    provider: str | None = None
    resource: str | None = Field(
        default=None, description="Provider, room or device: one row for each, joined by reference."
    )
    room: str | None = None
    site: str | None = None
    status: str | None = None
    modality: str | None = None
    urgency: str | None = None
    minutes: str | None = Field(default=None, description="Compared to the visit type's length.")

    @model_validator(mode="after")
    def _says_when_and_who(self) -> Self:
        if (self.start is None) == (self.date is None and self.time is None):
            raise ValueError("name either 'start', or 'time' and perhaps 'date'")
        if self.start is None and self.time is None:
            raise ValueError("'date' needs 'time' beside it")
        if self.provider is None and self.resource is None:
            raise ValueError("name the column of the 'provider' or of the 'resource'")
        return self

    def named(self) -> dict[str, str]:
        """Return the single columns that are named, by what they hold."""
        given = self.model_dump(exclude={"reference"}, exclude_none=True)
        return {str(field): str(column) for field, column in given.items()}


class DateOrder(StrEnum):
    """In which order a date is written with numbers."""

    MONTH_FIRST = "month-first"
    DAY_FIRST = "day-first"
    YEAR_FIRST = "year-first"


class Hours(StrEnum):
    """Which clock the times are written on."""

    TWELVE = "12-hour"
    TWENTY_FOUR = "24-hour"
    EITHER = "either"


class Formats(Fact):
    """How dates and times are written; a pattern with '%' is read to the letter."""

    dates: str = Field(default=DateOrder.YEAR_FIRST, examples=[*DateOrder, "%d.%m.%Y"])
    times: str = Field(default=Hours.EITHER, examples=[*Hours, "%H%M"])

    @field_validator("dates")
    @classmethod
    def _order_or_pattern(cls, written: str) -> str:
        return _known_or_pattern(written, DateOrder)

    @field_validator("times")
    @classmethod
    def _clock_or_pattern(cls, written: str) -> str:
        return _known_or_pattern(written, Hours)


def _known_or_pattern(written: str, known: type[StrEnum]) -> str:
    if "%" not in written and written not in set(known):
        raise ValueError(f"write one of {', '.join(known)}, or a pattern with '%'")
    return written


class BookMapping(Fact):
    """How to read one system's export; words are compared without regard to case and spaces."""

    columns: Columns
    formats: Formats = Formats()
    date: dt.date | None = Field(
        default=None, description="The day to import; by default the only one in the file."
    )
    zone: str | None = Field(
        default=None, description="The zone of the times; by default that of each visit's site."
    )
    site: Ref | None = Field(default=None, description="Where the file names no site.")
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: str | None = Field(default=None, examples=["cp1252"])
    skip_lines: int = Field(default=0, ge=0, le=100, description="Lines above the header.")
    visit_types: dict[str, Ref] = Field(min_length=1)
    providers: dict[str, Ref] = Field(default_factory=dict)
    resources: dict[str, Ref] = Field(
        default_factory=dict, description="To people, rooms and devices of the office."
    )
    rooms: dict[str, Ref] = Field(default_factory=dict)
    sites: dict[str, Ref] = Field(default_factory=dict)
    statuses: dict[str, Status | Literal["leave-out"]] = Field(default_factory=dict)
    modalities: dict[str, Modality] = Field(default_factory=dict)
    urgencies: dict[str, Urgency] = Field(default_factory=dict)

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in zones():
            raise ValueError("not an IANA time zone; write one like 'America/New_York'")
        return zone

    @field_validator("encoding")
    @classmethod
    def _encoding_exists(cls, encoding: str | None) -> str | None:
        if encoding is not None:
            try:
                b"a".decode(encoding)
            except LookupError:
                raise ValueError("no such encoding; write one like 'cp1252'") from None
        return encoding
