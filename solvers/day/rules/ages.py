"""Patients are of an age that the provider sees and the visit type is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer


class AgeLimits(Rule):
    """Patients are of an age that the provider sees and the visit type is for."""

    name = "ages"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Within the ages of provider and visit type."""
        return _refusal(facts, visit, offer.provider)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """The same for the provider of a slot."""
        return _refusal(facts, visit, facts.case.open_slots[slot].person)


def _refusal(facts: Facts, visit: Appointment, provider: str) -> str | None:
    months = visit.age_months
    if months is None or facts.booked_with(visit, provider):
        return None
    seen, meant = facts.people[provider].ages, facts.case.visit_type(visit).ages
    if seen is not None and not seen.include(months):
        return f"{provider} does not see patients of that age"
    if meant is not None and not meant.include(months):
        return f"{visit.visit_type} is not meant for patients of that age"
    return None
