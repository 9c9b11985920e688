"""Every visit is held today, goes to another day's slot, or to a manual decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.office import Urgency
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.rule import Price


class Disposition(Rule):
    """Every visit is held today, goes to another day's slot, or to a manual decision."""

    name = "disposition"

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """Price what leaves the day."""
        urgency, rates = facts.case.urgency(visit), facts.rates
        if urgency is Urgency.MUST_TODAY:
            yield Tier.T1, 1000
        else:
            factor = rates.urgent_factor if urgency is Urgency.HOURS_48 else 1
            yield Tier.T2, rates.not_seen_today * factor
        if slot is None:
            yield Tier.T2, rates.no_date
