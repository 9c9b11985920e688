"""The rows that writers lock, so that they follow one another: of a site, a day, a roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.errors import NotThere
from engine.store.kinds import DAY, Name
from engine.store.tables import sites

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Table

    from engine.store.kinds import Kind


def insert_unless_there(conn: Connection, table: Table) -> Any:  # noqa: ANN401 - of either dialect
    """Return an INSERT that may be told to leave alone what is there already."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def make_site(conn: Connection, site: str) -> None:
    """Make a site's row, unless it is there."""
    conn.execute(
        insert_unless_there(conn, sites)
        .values(site=site, office_version=0)
        .on_conflict_do_nothing()
    )


def lock_site(conn: Connection, site: str) -> Row[Any]:
    """Return a site's row, which nobody else changes until this transaction has ended.

    Raises:
        NotThere: there is no such site.
    """
    row = conn.execute(
        select(sites).where(sites.c.site == site).with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotThere(f"there is no site {site}")
    return row


class Locks(Generic[Name]):
    """The rows that writers lock of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Any, Any, Any, Any]) -> None:
        self._kind = kind
        site: Any = bindparam("site")
        name: Any = bindparam("name")
        # Whoever accepts an event asks this time and again; to write it anew costs more than to
        # ask it.
        self._locked = (
            select(kind.heads)
            .where(kind.at(kind.heads, site, name))
            .with_for_update(key_share=True)
        )
        self._document = select(kind.versions.c.version).where(
            kind.at(kind.versions, site, name), kind.versions.c.version == bindparam("version")
        )

    def make(self, conn: Connection, site: str, name: Name, **more: object) -> None:
        """Make its row, unless it is there; `more` is what its kind keeps there besides."""
        nothing = (self._kind.version, "last_position", "publication_version", "last_proposal")
        conn.execute(
            insert_unless_there(conn, self._kind.heads)
            .values(**self._kind.named(site, name), **dict.fromkeys(nothing, 0), **more)
            .on_conflict_do_nothing()
        )

    def lock(self, conn: Connection, site: str, name: Name, *, booked: bool = True) -> Row[Any]:
        """Return its row, which nobody else changes until this transaction has ended.

        Args:
            conn: an open connection that may write.
            site: the site.
            name: its name; of a day the date.
            booked: whether it must have a document; one that was purged has none any more.

        Raises:
            NotThere: there is no such day or roster.
        """
        row = conn.execute(self._locked, {"site": site, "name": name}).one_or_none()
        if row is None or (booked and not self._has_document(conn, site, name, row)):
            raise NotThere(f"site {site} has no {self._kind.word} {name}")
        return row

    def _has_document(self, conn: Connection, site: str, name: Name, row: Row[Any]) -> bool:
        which = {"site": site, "name": name, "version": self._kind.version_in(row)}
        return conn.scalar(self._document, which) is not None


_days = Locks(DAY)
make_day, lock_day = _days.make, _days.lock
