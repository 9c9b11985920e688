"""Cover goes down the ladder: own provider, care team, specialty, anybody able."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.known.set_aside import set_aside
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer
    from solvers.day.rule import Price


class Specialty(Rule):
    """Cover goes down the ladder: own provider, care team, specialty, anybody able."""

    name = "specialty"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Not further down the ladder than the office goes."""
        published = facts.published(visit.id)
        if published is not None and published.provider == offer.provider:
            return None
        return _too_far(facts, visit, offer.provider)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """The same for the provider of a slot."""
        return _too_far(facts, visit, facts.case.open_slots[slot].person)

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Each rung down costs."""
        yield from _rungs(facts, visit, offer.provider)

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """The same for the provider of a slot."""
        if slot is not None:
            yield from _rungs(facts, visit, facts.case.open_slots[slot].person)


def _rungs(facts: Facts, visit: Appointment, provider: str) -> Iterable[Price]:
    if provider != visit.provider:
        yield Tier.T5, facts.rates.ladder * facts.rung(visit, provider)


def _too_far(facts: Facts, visit: Appointment, provider: str) -> str | None:
    too_far = facts.rung(visit, provider) > facts.rules.specialty.furthest_rung
    if too_far and not set_aside(facts, Specialty.name, visit.id):
        return f"{provider} stands too far from the visit's own provider"
    return None
