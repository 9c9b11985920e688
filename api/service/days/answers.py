"""What the routes over kept days answer, as models."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from engine.store.documents import Kept
from engine.store.events import KeptEvent
from engine.store.proposals import KeptProposal, Status
from engine.store.publications import Publication
from engine.store.state import DayState
from models.base import Fact
from models.day import Day
from models.events import Event
from models.office import Office
from models.plan import Plan
from models.proposal import Proposal


class Put(Fact):
    """A document that was put in its place."""

    version: int = Field(description="Counted from 1; the same document again keeps its version.")


class SiteList(Fact):
    """The sites that whoever asks may see."""

    sites: tuple[str, ...]


class OfficeVersion(Fact):
    """A site's office."""

    version: int
    by: str = Field(description="Who put it there, as an opaque reference.")
    at: dt.datetime
    office: Office

    @classmethod
    def of(cls, kept: Kept[Office]) -> OfficeVersion:
        """Return what is answered about a kept office."""
        return cls(version=kept.version, by=kept.by, at=kept.at, office=kept.document)


class DayList(Fact):
    """The days of a site."""

    days: tuple[dt.date, ...]


class Standing(Fact):
    """How a day stands: what a solve starts from now, and what is published.

    The `ETag` of the answer is what publishing and undoing take as `If-Match`.
    """

    site: str
    date: dt.date
    office: int = Field(description="The version of the office.")
    book: int = Field(description="The version of the book.")
    position: int = Field(description="The position of the last event; 0 without one.")
    publication: int = Field(description="The version of the last publication; 0 without one.")
    plan: Plan | None = Field(description="The plan that stands as published.")

    @classmethod
    def of(cls, state: DayState) -> Standing:
        """Return what is answered about the state of a day."""
        marks = state.marks
        return cls(
            site=marks.site,
            date=marks.name,
            office=marks.office,
            book=marks.book,
            position=marks.position,
            publication=marks.publication,
            plan=state.issued,
        )


class BookVersion(Fact):
    """The book of a day."""

    version: int
    by: str
    at: dt.datetime
    day: Day

    @classmethod
    def of(cls, kept: Kept[Day]) -> BookVersion:
        """Return what is answered about a kept book."""
        return cls(version=kept.version, by=kept.by, at=kept.at, day=kept.document)


class EventTaken(Fact):
    """An event was accepted, for good; the proposal that answers it is being worked out."""

    event: str
    position: int = Field(description="Its place among the events of the day, counted from 1.")
    proposal: str = Field(description="The id of the proposal to look at.")


class EventEntry(Fact):
    """An event of a day."""

    id: str
    position: int
    by: str
    at: dt.datetime
    event: Event

    @classmethod
    def of(cls, kept: KeptEvent) -> EventEntry:
        """Return what is answered about a kept event."""
        return cls(id=kept.id, position=kept.position, by=kept.by, at=kept.at, event=kept.event)


class EventList(Fact):
    """The events of a day, in the order in which they were accepted."""

    events: tuple[EventEntry, ...]


class ProposalEntry(Fact):
    """A proposal of a day: being worked out, open to be published, or ended."""

    id: str
    number: int = Field(description="Its place among the proposals of the day, counted from 1.")
    status: Status
    office: int = Field(description="The version of the office that it goes by.")
    book: int = Field(description="The version of the book that it goes by.")
    position: int = Field(description="The position of the last event that it answers.")
    publication: int = Field(description="The version of the publication that it starts from.")
    asked_by: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None = None
    problem: dict[str, Any] | None = Field(default=None, description="Why it failed.")
    proposal: Proposal | None = Field(default=None, description="The answer; not in lists.")

    @classmethod
    def of(cls, kept: KeptProposal) -> ProposalEntry:
        """Return what is answered about a kept proposal."""
        return cls(
            id=kept.id,
            number=kept.number,
            status=kept.status,
            office=kept.answers.office,
            book=kept.answers.book,
            position=kept.answers.position,
            publication=kept.answers.publication,
            asked_by=kept.asked_by,
            asked_at=kept.asked_at,
            ended_at=kept.ended_at,
            problem=kept.problem,
            proposal=kept.document,
        )


class ProposalList(Fact):
    """The proposals of a day, the newest first."""

    proposals: tuple[ProposalEntry, ...]


class ProposalAsked(Fact):
    """A proposal is being worked out."""

    proposal: str


class PublicationEntry(Fact):
    """A publication of a day: the plan that stood from then on."""

    version: int
    proposal: str | None = Field(description="What was published; nothing after an undo.")
    accepted: tuple[str, ...] | None = Field(
        description="The visits whose changes were accepted; nothing when all were."
    )
    undoes: int | None = Field(description="The version that was taken back.")
    restores: int | None = Field(description="The version whose plan is back.")
    office: int
    book: int
    position: int
    by: str
    at: dt.datetime
    plan: Plan | None

    @classmethod
    def of(cls, kept: Publication) -> PublicationEntry:
        """Return what is answered about a publication."""
        return cls(
            version=kept.version,
            proposal=kept.proposal,
            accepted=kept.accepted,
            undoes=kept.undoes,
            restores=kept.restores,
            office=kept.office,
            book=kept.book,
            position=kept.position,
            by=kept.by,
            at=kept.at,
            plan=kept.plan,
        )


class PublicationList(Fact):
    """The publications of a day, the newest first."""

    publications: tuple[PublicationEntry, ...]
