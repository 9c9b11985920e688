"""Providers see patients within one shift of theirs, overtime included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.candidates import Offer, Starts, Template
    from solvers.day.facts import Facts


class Shift(Rule):
    """Providers see patients within one shift of theirs, overtime included."""

    name = "shift"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Each provider phase lies within one shift at the site."""
        keep = np.ones(len(starts), dtype=bool)
        overtime = facts.rules.overtime.minutes
        for offset, minutes in tmpl.blocks[block].provided:
            begin, end = starts + offset, starts + offset + minutes
            within = end <= facts.now
            for shift in facts.shifts_of(offer.provider, offer.mode.site):
                within |= (begin >= shift.start) & (end <= shift.end + overtime)
            keep &= within
        return keep
