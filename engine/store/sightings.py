"""Sightings: that somebody has seen something goes into the audit once a day, however often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from engine.store import about
from engine.store.audit import record
from engine.store.locks import insert_unless_there
from engine.store.tables import sightings as table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from engine.store.documents import Kept
    from engine.store.kinds import Kind, Name
    from engine.store.proposals import KeptProposalOf
    from engine.store.publications import PublicationOf


@dataclass(frozen=True, slots=True)
class Sight:
    """A document that somebody looks at.

    Attributes:
        action: what the audit says that they did.
        about: what it calls the document.
        digest: the document's.
    """

    action: str
    about: str
    digest: str | None


def of_document(kind: Kind[Name, Any, Any, Any, Any], name: Name, kept: Kept[Any]) -> Sight:
    """Return the sight of the book of a day, or of a roster."""
    what = about.document(kind, name, kept.version)
    return Sight(f"{kind.written} seen", what, kept.digest)


def of_proposal(kept: KeptProposalOf[Name, Any], kind: Kind[Name, Any, Any, Any, Any]) -> Sight:
    """Return the sight of a proposal."""
    what = about.proposal(kind, kept.answers.name, kept.id)
    return Sight("proposal seen", what, kept.digest)


def of_publication(kept: PublicationOf[Name, Any], kind: Kind[Name, Any, Any, Any, Any]) -> Sight:
    """Return the sight of a publication."""
    what = about.publication(kind, kept.name, kept.version)
    return Sight("publication seen", what, kept.digest)


def note_sights(conn: Connection, by: str, site: str, sights: Iterable[Sight], on: dt.date) -> None:
    """Record what somebody sees, unless that was recorded on the same day before.

    Args:
        conn: a connection from `Database.writing`.
        by: who sees it.
        site: where.
        sights: what they see.
        on: the day it is.
    """
    # Of days before nothing needs to be known any more, so the table stays small.
    conn.execute(delete(table).where(table.c.actor == by, table.c.on < on))
    for sight in sights:
        noting = insert_unless_there(conn, table).values(
            actor=by, on=on, site=site, about=sight.about
        )
        if conn.scalar(noting.on_conflict_do_nothing().returning(table.c.about)) is not None:
            record(conn, by, sight.action, site, sight.about, sight.digest)
