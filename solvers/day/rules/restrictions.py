"""Nobody sees a provider whom they must not, or did not ask, to see."""

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


class Restrictions(Rule):
    """Nobody sees a provider whom they must not, or did not ask, to see."""

    name = "restrictions"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Not with the excluded, nor against a binding request."""
        return _refusal(facts, visit, offer.provider)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """The same for the provider of a slot."""
        return _refusal(facts, visit, facts.case.open_slots[slot].person)

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """A request that does not bind costs where it is not met."""
        yield from _prices(facts, visit, offer.provider)

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """The same for the provider of a slot."""
        if slot is not None:
            yield from _prices(facts, visit, facts.case.open_slots[slot].person)


def _refusal(facts: Facts, visit: Appointment, provider: str) -> str | None:
    if facts.booked_with(visit, provider):
        return None
    if provider in visit.excluded_providers:
        return f"the patient is not to be seen by {provider}"
    if facts.case.visit_type(visit).sensitive and _unlike(facts, visit, provider):
        return f"the patient asks for a {visit.provider_gender} provider"
    return None


def _prices(facts: Facts, visit: Appointment, provider: str) -> Iterable[Price]:
    if not facts.booked_with(visit, provider) and _unlike(facts, visit, provider):
        yield Tier.T5, facts.rates.gender


def _unlike(facts: Facts, visit: Appointment, provider: str) -> bool:
    asked = visit.provider_gender
    return asked is not None and facts.people[provider].gender is not asked
