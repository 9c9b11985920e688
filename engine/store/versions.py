"""Versions of documents: the books of a site's days, and its rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import Kept, digest_of, document_of, text_of
from engine.store.errors import NotThere, Stale
from engine.store.kinds import Name, Written
from engine.store.locks import Locks
from engine.store.marks import Marker
from engine.store.tables import now, sites

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import Connection

    from engine.store.kinds import Kind
    from engine.store.marks import MarksOf


class Versions(Generic[Name, Written]):
    """The documents of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Written, Any, Any, Any]) -> None:
        self._kind, self._table = kind, kind.versions
        self._locks, self._marker = Locks(kind), Marker(kind)

    def put(
        self,
        conn: Connection,
        site: str,
        name: Name,
        document: BaseModel,
        by: str,
        judged: MarksOf[Name] | None = None,
        **more: object,
    ) -> int:
        """Keep a document and return its version; what is there already keeps its version.

        Args:
            conn: an open connection that may write.
            site: the site.
            name: its name; of a day the date.
            document: the document.
            by: who puts it there.
            judged: how far it had come when it was found that the document goes with that; by
                default nothing was there.
            more: what its kind keeps in its row besides.

        Raises:
            NotThere: there is no such site.
            Stale: it has come further than when the document was judged.
        """
        if conn.scalar(select(sites.c.site).where(sites.c.site == site)) is None:
            raise NotThere(f"there is no site {site}")
        self._locks.make(conn, site, name, **more)
        head = self._locks.lock(conn, site, name, booked=False)
        if judged is not None:
            moved = judged.differences(self._marker.marks_of(conn, site, name)[0])
            if moved:
                raise Stale(moved, self._kind.word)
        latest = self._kind.version_in(head)
        digest = digest_of(document)
        table = self._table
        there = self._kind.at(table, site, name) & (table.c.version == latest)
        if conn.scalar(select(table.c.digest).where(there)) == digest:
            return latest
        version = latest + 1
        conn.execute(
            insert(table).values(
                **self._kind.named(site, name),
                version=version,
                digest=digest,
                document=text_of(document),
                by=by,
                at=now(),
            )
        )
        conn.execute(
            update(self._kind.heads)
            .where(self._kind.at(self._kind.heads, site, name))
            .values({self._kind.version: version})
        )
        what = about.document(self._kind, name, version)
        record(conn, by, f"{self._kind.written} put", site, what, digest)
        return version

    def version_of(
        self, conn: Connection, site: str, name: Name, version: int | None = None
    ) -> Kept[Written]:
        """Return a document, by default the newest.

        Raises:
            NotThere: there is no such site, name or version.
        """
        table, kind = self._table, self._kind
        columns = table.c["document", "version", "digest", "by", "at"]
        asked = select(*columns).where(kind.at(table, site, name))
        if version is not None:
            asked = asked.where(table.c.version == version)
        row = conn.execute(asked.order_by(table.c.version.desc()).limit(1)).one_or_none()
        if row is None:
            raise NotThere(
                f"site {site} has no {kind.word} {name}"
                if version is None
                else f"{kind.word} {name} of site {site} has no {kind.written} of version {version}"
            )
        what = f"the {kind.written} of {name} of site {site}"
        document = document_of(kind.document, row.document, what, remember=True)
        return Kept(document, row.version, row.digest, row.by, row.at)

    def names_of(self, conn: Connection, site: str) -> list[Name]:
        """Return the names of which a site has a document, in order."""
        name = self._table.c[self._kind.column]
        asked = select(name).where(self._table.c.site == site).distinct().order_by(name)
        return list(conn.scalars(asked))
