"""Infectious patients come when few well ones wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from models.office import Modality
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.candidates import Mode, Starts
    from solvers.day.facts import Facts


class WellHours(Rule):
    """Infectious patients come when few well ones wait."""

    name = "well-hours"

    def arrival_prices(
        self, facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """An arrival within well hours costs, unless it was so published."""
        hours = facts.case.sites[mode.site].well_hours
        infectious = facts.case.visit_type(visit).infectious
        if not hours or not infectious or mode.modality is not Modality.IN_PERSON:
            return
        inside = np.zeros(len(arrivals), dtype=bool)
        for window in hours:
            inside |= (window.start <= arrivals) & (arrivals < window.end)
        was = facts.published(visit.id)
        if was is not None and (was.site, was.modality) == (mode.site, mode.modality):
            inside &= arrivals != was.start
        yield Tier.T5, facts.rates.mixed_waiting * inside.astype(np.int64)
