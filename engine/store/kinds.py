"""What is kept in versions: days by their date, rosters by their reference, each in own tables.

A day and a roster are kept by the same code: a document in versions, events that happen to it,
proposals that answer them, publications that people go by. A kind says where, and as what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import and_

from engine.store import job_tables, roster_tables, tables
from models.day import Day
from models.events import Event
from models.kept_roster import KeptRepair, RosterAnswer
from models.plan import Plan
from models.proposal import Proposal
from models.roster import Roster, RosterPlan
from models.roster_events import RosterEvent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement, Row, Table

Name = TypeVar("Name")
Written = TypeVar("Written", bound=BaseModel)
Happened = TypeVar("Happened", bound=BaseModel)
Answered = TypeVar("Answered", bound=BaseModel)
Issued = TypeVar("Issued", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Name, Written, Happened, Answered, Issued]):
    """A kind of what is kept.

    Attributes:
        word: what one is called.
        column: the column of its name in every table.
        written: what its document is called.
        heads: one row for each: the newest version of everything, and what writers lock.
        versions: the documents.
        events: what happened.
        proposals: what it comes to.
        publications: what people go by.
        solves: which proposals wait to be worked out.
        progress: what was told of that.
        document: reads a document.
        event: reads an event.
        answer: reads the answer of a proposal.
        plan: reads what is published.
        noted: what is kept of an answer in columns of its own.
    """

    word: str
    column: str
    written: str
    heads: Table
    versions: Table
    events: Table
    proposals: Table
    publications: Table
    solves: Table
    progress: Table
    document: TypeAdapter[Written]
    event: TypeAdapter[Happened]
    answer: TypeAdapter[Answered]
    plan: TypeAdapter[Issued]
    noted: Callable[[BaseModel], Mapping[str, Any]] = lambda _: {}

    @property
    def version(self) -> str:
        """The column that holds a version of the document."""
        return f"{self.written}_version"

    def at(self, table: Table, site: Any, name: Any) -> ColumnElement[bool]:  # noqa: ANN401 - of SQL, too
        """Return the condition that a row of a table is about this one."""
        return and_(table.c.site == site, table.c[self.column] == name)

    def named(self, site: str, name: Name) -> dict[str, Any]:
        """Return the columns that say which one a row is about."""
        return {"site": site, self.column: name}

    def name_in(self, row: Row[Any]) -> Name:
        """Return the name of the one that a row is about."""
        name: Name = getattr(row, self.column)
        return name

    def version_in(self, row: Row[Any]) -> int:
        """Return the version of the document that a row names."""
        version: int = getattr(row, self.version)
        return version


AnyKind = Kind[Any, Any, Any, Any, Any]

DAY: Kind[dt.date, Day, Event, Proposal, Plan] = Kind(
    word="day",
    column="date",
    written="book",
    heads=tables.days,
    versions=tables.book_versions,
    events=tables.events,
    proposals=tables.proposals,
    publications=tables.publications,
    solves=job_tables.solves,
    progress=job_tables.progress,
    document=TypeAdapter(Day),
    event=TypeAdapter(Event),
    answer=TypeAdapter(Proposal),
    plan=TypeAdapter(Plan),
)


def _days_told_of(answer: BaseModel) -> dict[str, Any]:
    """Return from which day on the answer about a roster holds what is a day's own."""
    parts = answer.booked_days if isinstance(answer, KeptRepair) else ()
    return {"first_day": min((part.date for part in parts), default=None)}


ROSTER: Kind[str, Roster, RosterEvent, RosterAnswer, RosterPlan] = Kind(
    word="roster",
    column="roster",
    written="roster",
    heads=roster_tables.rosters,
    versions=roster_tables.roster_versions,
    events=roster_tables.roster_events,
    proposals=roster_tables.roster_proposals,
    publications=roster_tables.roster_publications,
    solves=roster_tables.roster_solves,
    progress=roster_tables.roster_progress,
    document=TypeAdapter(Roster),
    event=TypeAdapter(RosterEvent),
    answer=TypeAdapter(RosterAnswer),
    plan=TypeAdapter(RosterPlan),
    noted=_days_told_of,
)
