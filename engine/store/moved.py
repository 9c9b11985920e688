"""What has moved on since a proposal was made, in few words for each thing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic

from engine.store.errors import Difference, NotThere
from engine.store.events import Events
from engine.store.kinds import Name, Written
from engine.store.offices import office_of
from engine.store.versions import Versions
from models.base import kebab
from models.day import Day

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import Connection

    from engine.store.kinds import Kind
    from engine.store.marks import MarksOf


class Moved(Generic[Name, Written]):
    """Tells what has moved on in one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Written, Any, Any, Any]) -> None:
        self._kind = kind
        self._versions, self._events = Versions(kind), Events(kind)

    def differences(
        self, conn: Connection, answered: MarksOf[Name], current: MarksOf[Name]
    ) -> tuple[Difference, ...]:
        """Return what differs between what was answered and what is now, with the details."""
        return tuple(
            replace(moved, details=self._details(conn, moved, current))
            for moved in answered.differences(current)
        )

    def _details(
        self, conn: Connection, moved: Difference, current: MarksOf[Name]
    ) -> tuple[str, ...]:
        site, name = current.site, current.name
        try:
            if moved.what == "office":
                office = office_of(conn, site, moved.then).document
                return tuple(_changed(office, office_of(conn, site, moved.now).document))
            if moved.what == self._kind.written:
                was: Any = self._versions.version_of(conn, site, name, moved.then).document
                now: Any = self._versions.version_of(conn, site, name, moved.now).document
                if isinstance(was, Day) and isinstance(now, Day):
                    return (*_visits(was, now), *_changed(was, now, but="appointments"))
                return tuple(_changed(was, now))
            if moved.what == "events":
                return tuple(
                    f"{kept.position}: {kept.event.type}"
                    for kept in self._events.events_of(conn, site, name, moved.now)
                    if kept.position > moved.then
                )
        except NotThere:
            # A version that was purged meanwhile: that it differs is known, how is not.
            return ()
        return ()


def _changed(before: BaseModel, after: BaseModel, but: str = "") -> list[str]:
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
