"""Infectious patients come when few well ones wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.placements.template_time import mixes
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Starts


class WellHours(Rule):
    """Infectious patients come when few well ones wait."""

    name = "well-hours"

    def arrival_prices(
        self, facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """An arrival within well hours costs, unless it was so published."""
        mixed = mixes(facts, visit, mode, arrivals)
        if mixed.any():
            yield Tier.T5, facts.rates.mixed_waiting * mixed.astype(np.int64)
