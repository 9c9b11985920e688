"""A visit that is under way keeps its provider, place and start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template


class Begun(Rule):
    """A visit that is under way keeps its provider, place and start."""

    name = "begun"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Only the published offer."""
        if not visit.status.begun:
            return None
        published = facts.published(visit.id)
        if published is None:
            return "under way, but not in the published plan"
        same = (offer.provider, offer.mode.site, offer.mode.modality) == (
            published.provider,
            published.site,
            published.modality,
        )
        return None if same else "the visit is under way"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Only the published start."""
        published = facts.published(visit.id)
        if not visit.status.begun or block or published is None:
            return None
        return np.asarray(starts == published.start, dtype=np.bool_)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Nobody under way goes to another day."""
        return "the visit is under way" if visit.status.begun else None
