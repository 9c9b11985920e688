"""What has moved on in a day since a proposal was made for it, in few words for each thing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.store.books import book_of
from engine.store.errors import Difference, NotThere
from engine.store.events import events_of
from engine.store.offices import office_of
from models.base import kebab

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.store.marks import Marks
    from models.base import Fact
    from models.day import Day


def differences(conn: Connection, answered: Marks, current: Marks) -> tuple[Difference, ...]:
    """Return what differs between the day as it was answered and as it is, with the details."""
    return tuple(
        replace(moved, details=_details(conn, moved, current))
        for moved in answered.differences(current)
    )


def _details(conn: Connection, moved: Difference, current: Marks) -> tuple[str, ...]:
    site, date = current.site, current.date
    try:
        match moved.what:
            case "office":
                office = office_of(conn, site, moved.then).document
                return tuple(_changed(office, office_of(conn, site, moved.now).document))
            case "book":
                was = book_of(conn, site, date, moved.then).document
                book = book_of(conn, site, date, moved.now).document
                return (*_visits(was, book), *_changed(was, book, but="appointments"))
            case "events":
                return tuple(
                    f"{kept.position}: {kept.event.type}"
                    for kept in events_of(conn, site, date, moved.now)
                    if kept.position > moved.then
                )
            case _:
                return ()
    except NotThere:
        # A version that was purged meanwhile: that it differs is known, how is not.
        return ()


def _changed(before: Fact, after: Fact, but: str = "") -> list[str]:
    return [
        f"{kebab(name)} changed"
        for name in type(after).model_fields
        if name != but and getattr(before, name) != getattr(after, name)
    ]


def _visits(before: Day, after: Day) -> list[str]:
    was = {visit.id: visit for visit in before.appointments}
    now = {visit.id: visit for visit in after.appointments}
    words = [(ref, "added") for ref in now.keys() - was.keys()]
    words += [(ref, "removed") for ref in was.keys() - now.keys()]
    words += [(ref, "changed") for ref in was.keys() & now.keys() if was[ref] != now[ref]]
    return [f"visit {ref} {what}" for ref, what in sorted(words)]
