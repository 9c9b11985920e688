"""A patient is not asked to come earlier without notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.appointment import Flag
from solvers.day.known.set_aside import set_aside
from solvers.day.rule import Rule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Starts, Template


class Notice(Rule):
    """A patient is not asked to come earlier without notice."""

    name = "notice"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Earlier than booked only from the earliest time the patient can be asked for."""
        published = facts.published(visit.id)
        if block or published is None or visit.id in facts.accepted:
            return None
        if set_aside(facts, self.name, visit.id):
            return None
        notice = facts.rules.notice
        minutes = notice.fasting_minutes if Flag.FASTING in visit.flags else notice.minutes
        earliest = facts.now + minutes if visit.callable_from is None else visit.callable_from
        return (starts >= published.start) | (starts >= earliest)
