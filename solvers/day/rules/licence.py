"""Providers see patients only where their licence is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import Modality
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer


class Licence(Rule):
    """Providers see patients only where their licence is valid."""

    name = "licence"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """By video the patient's state counts, in person the site's."""
        published = facts.published(visit.id)
        mode = offer.mode
        if published is not None and (published.provider, published.modality, published.site) == (
            offer.provider,
            mode.modality,
            mode.site,
        ):
            return None
        state = facts.case.sites[mode.site].state
        if mode.modality is Modality.VIDEO and visit.state is not None:
            state = visit.state
        return _refusal(facts, offer.provider, state)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """A slot is in person, at its site."""
        where = facts.case.open_slots[slot]
        return _refusal(facts, where.person, facts.case.sites[where.site].state)


def _refusal(facts: Facts, provider: str, state: str | None) -> str | None:
    licensed = facts.people[provider].licensed_in
    if licensed and state is not None and state not in licensed:
        return f"{provider} is not licensed in {state}"
    return None
