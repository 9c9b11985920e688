"""Fixed visits stay put, and people who were not hit move little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.office import Movability
from solvers.day.known.set_aside import set_aside
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template


class MovesLittle(Rule):
    """Fixed visits stay put, and people who were not hit move little."""

    name = "movability"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Fixed visits and bystanders keep site and modality."""
        published = facts.published(visit.id)
        if published is None or self._lets_be(facts, visit):
            return None
        fixed = facts.case.movability(visit) is Movability.FIXED
        same = (offer.mode.site, offer.mode.modality) == (published.site, published.modality)
        if same or (not fixed and visit.id in facts.hit):
            return None
        return "the visit cannot be moved" if fixed else "the visit is not affected"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Fixed visits keep their start; bystanders move by so many minutes at the most."""
        published = facts.published(visit.id)
        if block or published is None or self._lets_be(facts, visit):
            return None
        if facts.case.movability(visit) is Movability.FIXED:
            return np.asarray(starts == published.start, dtype=np.bool_)
        if visit.id in facts.hit:
            return None
        most = facts.rules.movability.bystander_minutes
        return np.asarray(np.abs(starts - published.start) <= most, dtype=np.bool_)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Fixed visits are not put on another day."""
        fixed = facts.case.movability(visit) is Movability.FIXED
        if fixed and not self._lets_be(facts, visit) and facts.published(visit.id) is not None:
            return "the visit cannot be moved"
        return None

    def _lets_be(self, facts: Facts, visit: Appointment) -> bool:
        """Tell whether patient or manager have agreed to what this rule would not have."""
        return visit.id in facts.accepted or set_aside(facts, self.name, visit.id)
