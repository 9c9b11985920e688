"""What was issued to the office is not changed again without need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts
    from solvers.day.rule import Price


class Stability(Rule):
    """What was issued to the office is not changed again without need."""

    name = "stability"

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Another site or modality than issued costs whenever it is; another provider, half."""
        planned = facts.issued.visits.get(visit.id)
        if planned is None:
            return
        place = planned.placement
        if place is not None and place.provider != offer.provider:
            yield Tier.T4, -(-facts.rates.reissued // 2)
        if not facts.issued.starts(visit.id, offer.mode):
            yield Tier.T4, _price(facts, visit)

    def arrival_prices(
        self, facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """Another start than issued costs."""
        issued = facts.issued.starts(visit.id, mode)
        if issued:
            yield Tier.T4, np.where(arrivals != issued[0], _price(facts, visit), 0)

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """Leaving the day costs where that, or this slot, was not issued."""
        planned = facts.issued.visits.get(visit.id)
        if planned is not None and (slot is None or slot != planned.slot):
            yield Tier.T4, _price(facts, visit)


def _price(facts: Facts, visit: Appointment) -> int:
    again = facts.issued.left_message(visit.id)
    return facts.rates.reissued + (facts.rates.second_call if again else 0)
