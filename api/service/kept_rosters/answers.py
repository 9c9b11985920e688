"""What the routes over kept rosters answer, as models."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from api.service.kept_rosters.asked import CellOf
from engine.store.events import KeptEventOf
from engine.store.proposals import KeptProposalOf, Status
from engine.store.publications import PublicationOf
from engine.store.state import RosterState
from models.base import Fact
from models.kept_roster import DayWith, KeptRepair, RosterAnswer
from models.roster import Roster, RosterPlan
from models.roster_answer import BuiltRoster
from models.roster_events import RosterEvent


class KeptRosterList(Fact):
    """The rosters of a site."""

    rosters: tuple[str, ...]


class KeptRoster(Fact):
    """How a roster stands: what a solve starts from now, and what is published.

    The `ETag` of the answer is what publishing and undoing take as `If-Match`.
    """

    site: str
    name: str
    office: int = Field(description="The version of the office.")
    version: int = Field(description="The version of the roster as it was put.")
    position: int = Field(description="The position of the last event; 0 without one.")
    publication: int = Field(description="The version of the last publication; 0 without one.")
    by: str = Field(description="Who put that version, as an opaque reference.")
    at: dt.datetime
    roster: Roster = Field(description="As it was put.")
    plan: RosterPlan | None = Field(description="What stands as published here.")

    @classmethod
    def of(cls, state: RosterState) -> KeptRoster:
        """Return what is answered about the state of a roster."""
        marks = state.marks
        return cls(
            site=marks.site,
            name=marks.name,
            office=marks.office,
            version=marks.book,
            position=marks.position,
            publication=marks.publication,
            by=state.book.by,
            at=state.book.at,
            roster=state.book.document,
            plan=state.issued,
        )


class RosterEventEntry(Fact):
    """An event of a roster."""

    id: str
    position: int
    by: str
    at: dt.datetime
    event: RosterEvent

    @classmethod
    def of(cls, kept: KeptEventOf[str, RosterEvent]) -> RosterEventEntry:
        """Return what is answered about a kept event."""
        return cls(id=kept.id, position=kept.position, by=kept.by, at=kept.at, event=kept.event)


class RosterEventList(Fact):
    """The events of a roster, in the order in which they were accepted."""

    events: tuple[RosterEventEntry, ...]


class RosterProposalEntry(Fact):
    """A proposal of a roster: being worked out, open to be published, or ended."""

    id: str
    number: int = Field(description="Its place among the proposals of the roster, from 1.")
    status: Status
    office: int = Field(description="The version of the office that it goes by.")
    version: int = Field(description="The version of the roster that it goes by.")
    position: int = Field(description="The position of the last event that it answers.")
    publication: int = Field(description="The version of the publication that it starts from.")
    asked_by: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None = None
    problem: dict[str, Any] | None = Field(default=None, description="Why it failed.")
    proposal: KeptRepair | BuiltRoster | None = Field(
        default=None, description="The answer; built where nothing was published. Not in lists."
    )

    @classmethod
    def of(cls, kept: KeptProposalOf[str, RosterAnswer]) -> RosterProposalEntry:
        """Return what is answered about a kept proposal."""
        return cls(
            id=kept.id,
            number=kept.number,
            status=kept.status,
            office=kept.answers.office,
            version=kept.answers.book,
            position=kept.answers.position,
            publication=kept.answers.publication,
            asked_by=kept.asked_by,
            asked_at=kept.asked_at,
            ended_at=kept.ended_at,
            problem=kept.problem,
            proposal=kept.document,
        )


class RosterProposalList(Fact):
    """The proposals of a roster, the newest first."""

    proposals: tuple[RosterProposalEntry, ...]


class RosterPublicationEntry(Fact):
    """A publication of a roster: the cells that stood from then on."""

    version: int
    proposal: str | None = Field(description="What was published; nothing after an undo.")
    accepted: tuple[CellOf, ...] | None = Field(
        description="The cells whose changes were accepted; nothing when all were."
    )
    undoes: int | None = Field(description="The version that was taken back.")
    restores: int | None = Field(description="The version whose cells are back.")
    office: int
    roster: int = Field(description="The version of the roster that it goes by.")
    position: int
    by: str
    at: dt.datetime
    plan: RosterPlan | None
    days: tuple[DayWith, ...] = Field(default=(), description="What became of kept days with it.")

    @classmethod
    def of(cls, kept: PublicationOf[str, RosterPlan]) -> RosterPublicationEntry:
        """Return what is answered about a publication."""
        accepted = None if kept.accepted is None else tuple(map(cell_in, kept.accepted))
        return cls(
            version=kept.version,
            proposal=kept.proposal,
            accepted=accepted,
            undoes=kept.undoes,
            restores=kept.restores,
            office=kept.office,
            roster=kept.book,
            position=kept.position,
            by=kept.by,
            at=kept.at,
            plan=kept.plan,
            days=kept.days,
        )


class RosterPublicationList(Fact):
    """The publications of a roster, the newest first."""

    publications: tuple[RosterPublicationEntry, ...]


def text_of_cell(cell: CellOf) -> str:
    """Return a cell as the store keeps it, so that they sort by date."""
    return f"{cell.date} {cell.person}"


def cell_in(text: str) -> CellOf:
    """Read what `text_of_cell` gave."""
    day, _, person = text.partition(" ")
    return CellOf(person=person, date=dt.date.fromisoformat(day))
