"""Whether the documents that are kept are those that the audit saw being put there."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.store import about
from engine.store.audit import entries
from engine.store.documents import digest_of
from engine.store.errors import NotAsRecorded
from engine.store.kinds import DAY, ROSTER
from engine.store.roster_tables import rosters
from engine.store.tables import office_versions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Generator, Iterator, Mapping

    from sqlalchemy import Connection, Row, Table

    from engine.store.audit import Entry
    from engine.store.kinds import AnyKind

PUT = {
    "office put",
    "book put",
    "roster put",
    "event accepted",
    "plan published",
    "publication undone",
}
"""The actions after which a document is kept."""

Named = tuple[str, str]
"""A site, and what the audit calls a document there."""


def verify_documents(conn: Connection) -> int:
    """See that every document is as the audit recorded it, and return how many there are.

    The chain itself is for `engine.store.audit.verify` to see to.

    Raises:
        NotAsRecorded: a document was changed, was put there without being recorded, or is gone
            though no purge has removed it.
    """
    recorded: dict[Named, Entry] = {}
    purges: list[Entry] = []
    for entry in entries(conn):
        if entry.action in PUT:
            recorded[entry.site or "", entry.about] = entry
        elif entry.action == "purged":
            purges.append(entry)
    count = 0
    with closing(_kept(conn)) as kept:
        for named, text in kept:
            said = None if text is None else json.loads(text)
            if named not in recorded or recorded.pop(named).digest != digest_of(said):
                raise NotAsRecorded(*named)
            count += 1
    ends = {(row.site, row.roster): row.last for row in conn.execute(select(rosters))}
    for named, entry in recorded.items():
        if not any(_removed(entry, purge, ends) for purge in purges):
            raise NotAsRecorded(*named)
    return count


def _removed(put: Entry, purge: Entry, ends: Mapping[tuple[str, str], dt.date]) -> bool:
    """Tell whether a purge came after a document, and went as far as its day or roster.

    Args:
        put: what the audit says of the document.
        purge: what it says of the purge.
        ends: the last day of every roster, by its site and name.
    """
    if purge.position < put.position or purge.site != put.site:
        return False
    oldest, roster = about.date_of(purge.about), about.roster_of(put.about)
    ended = None if roster is None else ends.get((put.site or "", roster))
    date = ended or about.date_of(put.about)
    return date is None or oldest is None or date < oldest


def _kept(conn: Connection) -> Generator[tuple[Named, str | None]]:
    for row in _rows(conn, office_versions):
        yield (row.site, about.office(row.version)), row.document
    yield from _kept_of(conn, DAY)
    yield from _kept_of(conn, ROSTER)


def _kept_of(conn: Connection, kind: AnyKind) -> Generator[tuple[Named, str | None]]:
    for row in _rows(conn, kind.versions):
        yield (row.site, about.document(kind, kind.name_in(row), row.version)), row.document
    for row in _rows(conn, kind.events):
        yield (row.site, about.event(kind, kind.name_in(row), row.id)), row.document
    for row in _rows(conn, kind.publications):
        yield (row.site, about.publication(kind, kind.name_in(row), row.version)), row.document


def _rows(conn: Connection, table: Table) -> Iterator[Row[Any]]:
    """Yield the rows of a table a few at a time: they are large, and there may be many."""
    with conn.execute(select(table).execution_options(yield_per=50)) as rows:
        yield from rows
