"""Shelves: all that the store does with one kind of what is kept, at hand together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from engine.store.events import Events
from engine.store.kinds import DAY, ROSTER, Answered, Happened, Issued, Kind, Name, Written
from engine.store.locks import Locks
from engine.store.marks import Marker
from engine.store.progress import ProgressLog
from engine.store.proposals import Proposals
from engine.store.publications import Publications
from engine.store.solves import Solves
from engine.store.state import States
from engine.store.versions import Versions

if TYPE_CHECKING:
    from models.day import Day
    from models.events import Event
    from models.kept_roster import RosterAnswer
    from models.plan import Plan
    from models.proposal import Proposal
    from models.roster import Roster, RosterPlan
    from models.roster_events import RosterEvent


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Name, Written, Happened, Answered, Issued]):
    """Where days, or rosters, are kept; its parts are those of the modules they are named for."""

    kind: Kind[Name, Written, Happened, Answered, Issued]
    locks: Locks[Name]
    marker: Marker[Name]
    versions: Versions[Name, Written]
    events: Events[Name, Happened]
    proposals: Proposals[Name, Answered]
    solves: Solves[Name]
    progress: ProgressLog[Name]
    publications: Publications[Name, Issued]
    states: States[Name, Written, Happened, Issued]

    @classmethod
    def of(
        cls, kind: Kind[Name, Written, Happened, Answered, Issued]
    ) -> Shelf[Name, Written, Happened, Answered, Issued]:
        """Return the shelf of a kind."""
        return cls(
            kind=kind,
            locks=Locks(kind),
            marker=Marker(kind),
            versions=Versions(kind),
            events=Events(kind),
            proposals=Proposals(kind),
            solves=Solves(kind),
            progress=ProgressLog(kind),
            publications=Publications(kind),
            states=States(kind),
        )


AnyShelf = Shelf[Any, Any, Any, Any, Any]

DAYS: Shelf[dt.date, Day, Event, Proposal, Plan] = Shelf.of(DAY)
ROSTERS: Shelf[str, Roster, RosterEvent, RosterAnswer, RosterPlan] = Shelf.of(ROSTER)

SHELVES: tuple[AnyShelf, ...] = (DAYS, ROSTERS)


def shelf_for(name: dt.date | str) -> AnyShelf:
    """Return where something is kept: a day is named by its date, a roster by its reference."""
    return DAYS if isinstance(name, dt.date) else ROSTERS
