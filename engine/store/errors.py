"""What the store refuses, and what can be wrong with its database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import HuddleError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from models.finding import Finding


class NotThere(HuddleError):
    """There is no such site, day, roster, version, proposal or publication."""


class KeyReused(HuddleError):
    """An idempotency key came a second time with another event or for another day."""

    def __init__(self) -> None:
        super().__init__(
            "this idempotency key was used before for another event; use a new key for each event"
        )


class AlreadyEnded(HuddleError):
    """A proposal is no longer in a state in which this can be done with it.

    Attributes:
        status: what has become of it.
    """

    def __init__(self, proposal: str, status: str) -> None:
        self.status = status
        super().__init__(f"proposal {proposal} is {status}; nothing more can be done with it")


class NotReady(HuddleError):
    """A proposal is still being worked out."""

    def __init__(self, proposal: str) -> None:
        super().__init__(f"proposal {proposal} is still being worked out; wait until it is open")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of a day that has moved on.

    Attributes:
        what: 'office', 'book' or 'roster', 'events' or 'publication'.
        then: the version, or the last event's position, that was gone by; 0 when there was none.
        now: the one that there is now.
        details: what is different, in few words for each thing, by opaque references only.
        date: of a roster's proposal, the kept day that has moved on; None: the roster itself.
    """

    what: str
    then: int
    now: int
    details: tuple[str, ...] = ()
    date: dt.date | None = None

    def __str__(self) -> str:
        of = "" if self.date is None else f"{self.date} "
        if self.what == "events":
            return f"{of}events: the last was {self.then or 'none'}, now it is {self.now or 'none'}"
        return f"{of}{self.what}: version {self.then or 'none'}, now version {self.now or 'none'}"


class Stale(HuddleError):
    """The day, or the roster, has moved on.

    Attributes:
        differences: what differs from the day as the proposal knew it; none when the proposal is
            up to date, but whoever publishes looked at an older state of the day.
    """

    def __init__(self, differences: Iterable[Difference] = (), what: str = "day") -> None:
        self.differences = tuple(differences)
        moved = "; ".join(str(each) for each in self.differences)
        super().__init__(
            f"the {what} has moved on since: {moved}"
            if moved
            else f"the {what} has moved on since you looked at it; look at it again"
        )


class TooLate(HuddleError):
    """What a proposal plans is over since it was asked for.

    Attributes:
        dates: the days that are over.
    """

    def __init__(self, dates: Iterable[dt.date]) -> None:
        self.dates = tuple(dates)
        days = ", ".join(map(str, self.dates))
        super().__init__(
            f"it plans {days}, which is over since it was asked for; ask for a new proposal"
        )


class NotLegal(HuddleError):
    """A plan breaks rules that no plan may break.

    Attributes:
        findings: the breaches.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        count = len(self.findings)
        rules = "a rule" if count == 1 else f"rules {count} times"
        super().__init__(f"this plan breaks {rules}; the findings say how")


class Damaged(HuddleError):
    """A stored document cannot be read."""


class Tampered(HuddleError):
    """The audit is not as it was written.

    Attributes:
        position: where, counted from 1: the first entry that cannot be trusted.
    """

    def __init__(self, position: int, what: str) -> None:
        self.position = position
        super().__init__(f"audit entry {position}: {what}")


class NotAsRecorded(HuddleError):
    """A document is not the one that the audit saw being put there."""

    def __init__(self, site: str, about: str) -> None:
        super().__init__(f"site {site}, {about}: the document is not the one that was recorded")


class BadKey(HuddleError):
    """A key file cannot be used."""


class BadAddress(HuddleError):
    """A database's address cannot be used; it is not repeated, for it may hold a password."""


class DatabaseTrouble(HuddleError):
    """The database does not do what was asked of it just now; trying again later may help."""


class DatabaseGone(DatabaseTrouble):
    """The database cannot be reached, or the connection broke.

    Whether what was under way was kept is not known; where it was, doing the same again with the
    same key does no harm.
    """


class DatabaseBusy(DatabaseTrouble):
    """Others held the database for too long; nothing was changed."""


class DatabaseFull(DatabaseTrouble):
    """The database has no room left; nothing was changed."""


class WrongSchema(HuddleError):
    """The database's tables are not those of this version."""
