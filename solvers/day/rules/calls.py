"""Every patient who must be told something new costs a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from models.office import Movability
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts
    from solvers.day.rule import Price


class Calls(Rule):
    """Every patient who must be told something new costs a call."""

    name = "calls"

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Another site or modality is a call whenever it is."""
        if visit.at is not None and not self._as_booked(facts, visit, offer.mode):
            yield Tier.T4, self._call(facts, visit)

    def arrival_prices(
        self, facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """Another start is a call, and more the farther it is."""
        published, rates = facts.published(visit.id), facts.rates
        if published is None:
            return
        moved = np.abs(arrivals - published.start)
        steps = np.minimum(rates.moved_most, rates.moved_step * -(-moved // 5))
        call = self._call(facts, visit) if self._as_booked(facts, visit, mode) else 0
        yield Tier.T4, np.where(moved > 0, steps + call, 0)

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """Leaving the day is a call."""
        if visit.at is not None:
            yield Tier.T4, self._call(facts, visit)

    @staticmethod
    def _as_booked(facts: Facts, visit: Appointment, mode: Mode) -> bool:
        published = facts.published(visit.id)
        return published is not None and (mode.site, mode.modality) == (
            published.site,
            published.modality,
        )

    @staticmethod
    def _call(facts: Facts, visit: Appointment) -> int:
        keep = facts.case.movability(visit) is Movability.PREFERRED_KEEP
        return facts.rates.call * (facts.rates.keep_factor if keep else 1)
