"""How a day or a roster stands: all that a solve, or whoever looks at it, needs to know."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from engine.store.errors import NotThere
from engine.store.events import Events
from engine.store.kinds import DAY, ROSTER, Happened, Issued, Name, Written
from engine.store.marks import Marker
from engine.store.offices import office_of
from engine.store.publications import Publications
from engine.store.versions import Versions
from models.day import Day
from models.events import Event
from models.plan import Plan
from models.roster import Roster, RosterPlan
from models.roster_events import RosterEvent

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.store.documents import Kept
    from engine.store.events import KeptEventOf
    from engine.store.kinds import Kind
    from engine.store.marks import MarksOf
    from engine.store.publications import PublicationOf
    from models.office import Office


@dataclass(frozen=True)  # a generic one with slots cannot be made by its alias
class StateOf(Generic[Name, Written, Happened, Issued]):
    """A day or a roster as it is in the store at one moment.

    Attributes:
        office: its site's office.
        book: its document: of a day its book, of a roster itself.
        events: all events accepted for it, in order.
        publication: what was published last; None when nothing was, or it was purged.
        marks: the same as versions and positions.
        tag: opaque text that changes when any of these does.
    """

    office: Kept[Office]
    book: Kept[Written]
    events: tuple[KeptEventOf[Name, Happened], ...]
    publication: PublicationOf[Name, Issued] | None
    marks: MarksOf[Name]
    tag: str

    @property
    def issued(self) -> Issued | None:
        """The plan that stands as published; None when there is none."""
        return None if self.publication is None else self.publication.plan


class States(Generic[Name, Written, Happened, Issued]):
    """Reads the states of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Written, Happened, Any, Issued]) -> None:
        self._marker, self._versions = Marker(kind), Versions(kind)
        self._events, self._publications = Events(kind), Publications(kind)

    def state_of(
        self, conn: Connection, site: str, name: Name
    ) -> StateOf[Name, Written, Happened, Issued]:
        """Return its state.

        Raises:
            NotThere: there is no such day or roster.
        """
        marks, tag = self._marker.marks_of(conn, site, name)
        published = None
        if marks.publication:
            # What was purged and came back goes on counting, and has none of what it had.
            with suppress(NotThere):
                published = self._publications.publication_of(conn, site, name, marks.publication)
        return StateOf(
            office=office_of(conn, site, marks.office),
            book=self._versions.version_of(conn, site, name, marks.book),
            events=self._events.events_known(conn, site, name)[: marks.position],
            publication=published,
            marks=marks,
            tag=tag,
        )


DayState = StateOf[dt.date, Day, Event, Plan]
RosterState = StateOf[str, Roster, RosterEvent, RosterPlan]

_days: States[dt.date, Day, Event, Plan] = States(DAY)
state_of = _days.state_of

_rosters: States[str, Roster, RosterEvent, RosterPlan] = States(ROSTER)
roster_state_of = _rosters.state_of
