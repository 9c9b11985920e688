"""Patients see their own provider, or at least the care team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer
    from solvers.day.rule import Price


class Continuity(Rule):
    """Patients see their own provider, or at least the care team."""

    name = "continuity"

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Another provider costs, and more outside the care team."""
        if visit.at is not None and offer.provider != visit.provider:
            yield Tier.T4, facts.rates.other_provider
            if _stranger(facts, visit, offer.provider):
                yield Tier.T5, _weight(facts, visit)

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """A slot with somebody outside the care team costs as well."""
        if visit.at is None or slot is None:
            return
        if _stranger(facts, visit, facts.case.open_slots[slot].person):
            yield Tier.T5, _weight(facts, visit)


def _weight(facts: Facts, visit: Appointment) -> int:
    return facts.rates.continuity * facts.case.visit_type(visit).continuity


def _stranger(facts: Facts, visit: Appointment, provider: str) -> bool:
    assert visit.provider is not None
    if provider in {visit.provider, visit.panel_provider}:
        return False
    team = facts.people[visit.provider].team
    return team is None or facts.people[provider].team != team
