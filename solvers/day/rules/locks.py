"""What a manager has pinned stays as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.lock import Pinned
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template


class Locks(Rule):
    """What a manager has pinned stays as published."""

    name = "locks"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Pinned provider, site and modality."""
        published = facts.published(visit.id)
        if published is None:
            return None
        for lock in visit.locks:
            pinned = set(lock.holds)
            no_call = Pinned.DO_NOT_CALL in pinned
            if Pinned.PROVIDER in pinned and offer.provider != published.provider:
                return f"the provider is locked by {lock.author}: {lock.reason}"
            if (Pinned.SITE in pinned or no_call) and offer.mode.site != published.site:
                return f"the site is locked by {lock.author}: {lock.reason}"
            if Pinned.ROOM in pinned and not _has_room(facts, visit, offer):
                return f"the room is locked by {lock.author}: {lock.reason}"
            if (Pinned.MODALITY in pinned or no_call) and offer.mode.modality != published.modality:
                return f"the modality is locked by {lock.author}: {lock.reason}"
        return None

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Pinned start."""
        published = facts.published(visit.id)
        if block or published is None or not _holds(visit, Pinned.TIME, Pinned.DO_NOT_CALL):
            return None
        return np.asarray(starts == published.start, dtype=np.bool_)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Pinned visits stay on the day."""
        if _holds(visit, Pinned.TIME, Pinned.DO_NOT_CALL, Pinned.SITE):
            return "the visit is locked to the day"
        return None


def _holds(visit: Appointment, *pinned: Pinned) -> bool:
    return any(pin in lock.holds for lock in visit.locks for pin in pinned)


def _has_room(facts: Facts, visit: Appointment, offer: Offer) -> bool:
    """Tell whether the pinned room can be had where and how the visit would be held."""
    published = facts.published(visit.id)
    room = visit.room or (published.room if published is not None else None)
    if room is None:
        return True
    phases = facts.case.phases(visit, offer.mode.modality)
    needed = not offer.mode.remote and any(phase.room for phase in phases)
    place = facts.case.rooms.get(room)
    return needed and place is not None and place.site == offer.mode.site
