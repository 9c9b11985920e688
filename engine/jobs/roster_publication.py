"""Publish a roster with what becomes of its kept days, and take both back: all of it, or nothing.

Everything is one transaction. The rows of days are locked first, in order of date, then that of
the roster: as a purge does it, so that nobody waits for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from engine.absences.kept_publication import differences
from engine.jobs.solve_roster import read_of
from engine.jobs.webhooks import PUBLISHED, UNDONE
from engine.store.books import book_of, put_book
from engine.store.errors import Difference, Stale
from engine.store.shelves import DAYS, ROSTERS
from models.kept_roster import DayFate, DayWith

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from engine.absences.kept_publication import DayChange
    from engine.store.publications import PublicationOf
    from models.proposal import Proposal
    from models.roster import RosterPlan


class Asker(Protocol):
    """Who has days solved, and others told, once a transaction is committed."""

    def ask_within(self, conn: Connection, site: str, name: dt.date | str, by: str) -> str:
        """Have something solved as it will stand, and return the proposal's id."""

    def announce(
        self, conn: Connection, site: str, name: dt.date | str, kind: str, about: Mapping[str, Any]
    ) -> None:
        """Have a site's webhooks told of something."""


def publish_with_days(
    conn: Connection,
    jobs: Asker,
    proposal: str,
    plan: RosterPlan,
    expected_tag: str,
    by: str,
    *,
    changes: Sequence[DayChange],
    accepted: Iterable[str] | None = None,
) -> PublicationOf[str, RosterPlan]:
    """Publish a roster's proposal, or a part, and with it what changes about kept days.

    Args:
        conn: an open connection that may write.
        jobs: who has days solved and others told.
        proposal: the roster's proposal.
        plan: the roster that is published.
        expected_tag: the tag of the roster as whoever publishes has seen it.
        by: who publishes.
        changes: what changes about kept days.
        accepted: the cells whose changes were accepted, when the roster is a part.

    Raises:
        NotThere: there is no such proposal, or no such day any more.
        Stale: the roster, or one of the days, has moved on.
        NotReady: the proposal is still being worked out.
        AlreadyEnded: the proposal is not open any more.
    """
    of = ROSTERS.proposals.proposal_of(conn, proposal).answers
    for change in changes:
        DAYS.locks.lock(conn, of.site, change.date)
    ROSTERS.locks.lock(conn, of.site, of.name)
    moved: list[Difference] = []
    for change in changes:
        marks, _ = DAYS.marker.marks_of(conn, of.site, change.date)
        moved += differences(change.date, change.read, read_of(marks))
    if moved:
        raise Stale(moved, "roster's proposal")
    days = [_changed(conn, jobs, of.site, change, by) for change in changes]
    made = ROSTERS.publications.publish(conn, proposal, plan, expected_tag, by, accepted, days)
    told = {"publication": made.version, "proposal": proposal}
    jobs.announce(conn, of.site, of.name, PUBLISHED, told)
    return made


def undo_with_days(
    conn: Connection,
    jobs: Asker,
    site: str,
    name: str,
    expected_tag: str,
    by: str,
    *,
    today: dt.date,
) -> PublicationOf[str, RosterPlan]:
    """Take a roster's last publication back, and with it what it did to kept days.

    A day that is over, or was purged, stays as it is. Refused where a day has another book or
    another plan by now: nothing newer is taken back with something older.

    Raises:
        NotThere: there is no such roster, or no publication to take back.
        Stale: the roster, or one of the days, has moved on.
    """
    days = _with(conn, site, name, today)
    for day in days:
        DAYS.locks.lock(conn, site, day.date, booked=False)
    ROSTERS.locks.lock(conn, site, name)
    if _with(conn, site, name, today) != days:
        raise Stale(what=ROSTERS.kind.word)
    moved = [each for day in days for each in _moved(conn, site, day)]
    if moved:
        raise Stale(moved, "roster's publication")
    undone = [_undone(conn, jobs, site, day, by) for day in days]
    made = ROSTERS.publications.undo(conn, site, name, expected_tag, by, undone)
    jobs.announce(conn, site, name, UNDONE, {"publication": made.version})
    return made


def _changed(conn: Connection, jobs: Asker, site: str, change: DayChange, by: str) -> DayWith:
    day, book, proposal = change.date, change.read.book, None
    if change.book is None:
        fate = DayFate.LEFT
    else:
        book = put_book(conn, site, change.book, by)
        if change.proposal is None:
            fate, proposal = DayFate.ASKED, jobs.ask_within(conn, site, day, by)
        else:
            fate, proposal = (
                DayFate.PUBLISHED,
                _published(conn, jobs, site, day, change.proposal, by),
            )
    return DayWith(
        date=day,
        fate=fate,
        was=change.read.book,
        book=book,
        publication=_standing(conn, site, day),
        proposal=proposal,
    )


def _published(
    conn: Connection, jobs: Asker, site: str, day: dt.date, answer: Proposal, by: str
) -> str:
    """Publish a day's plan as a proposal of the day's own, and return that one's id."""
    marks, tag = DAYS.marker.marks_of(conn, site, day)
    proposal = DAYS.proposals.begin(conn, marks, by)
    DAYS.proposals.fill(conn, proposal, answer)
    made = DAYS.publications.publish(conn, proposal, answer.plan, tag, by)
    told = {"publication": made.version, "proposal": proposal}
    jobs.announce(conn, site, day, PUBLISHED, told)
    return proposal


def _with(conn: Connection, site: str, name: str, today: dt.date) -> list[DayWith]:
    """Return the days that the publication which stands has changed, and that are not over."""
    standing = ROSTERS.publications.standing_of(conn, site, name)
    days = () if standing is None else standing.days
    kept = set(DAYS.versions.names_of(conn, site))
    return [
        day
        for day in days
        if day.date >= today and day.date in kept and day.fate is not DayFate.LEFT
    ]


def _moved(conn: Connection, site: str, day: DayWith) -> Iterable[Difference]:
    """Yield what stands of a day that its roster's publication has not put there."""
    now = book_of(conn, site, day.date)
    # A book that was put there again is the same.
    if now.digest != book_of(conn, site, day.date, day.book).digest:
        yield Difference("book", day.book, now.version, date=day.date)
    stands = _standing(conn, site, day.date)
    if stands != day.publication:
        yield Difference("publication", day.publication, stands, date=day.date)


def _undone(conn: Connection, jobs: Asker, site: str, day: DayWith, by: str) -> DayWith:
    now = book_of(conn, site, day.date).version
    before = book_of(conn, site, day.date, day.was).document
    # What is open, or being worked out, is about staff that the day has no more.
    answered = DAYS.proposals.supersede_older(conn, site, day.date)
    book = put_book(conn, site, before, by)
    if day.fate is DayFate.PUBLISHED:
        _, tag = DAYS.marker.marks_of(conn, site, day.date)
        made = DAYS.publications.undo(conn, site, day.date, tag, by)
        jobs.announce(conn, site, day.date, UNDONE, {"publication": made.version})
    return DayWith(
        date=day.date,
        fate=DayFate.UNDONE,
        was=now,
        book=book,
        publication=_standing(conn, site, day.date),
        proposal=jobs.ask_within(conn, site, day.date, by) if answered else None,
    )


def _standing(conn: Connection, site: str, day: dt.date) -> int:
    standing = DAYS.publications.standing_of(conn, site, day)
    return 0 if standing is None else standing.version
