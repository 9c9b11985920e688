"""Cover goes down the ladder: own provider, care team, specialty, anybody able."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.board import Board
    from solvers.day.candidates import Offer
    from solvers.day.facts import Facts


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

    def post(self, board: Board) -> None:
        """Each rung down costs."""
        facts = board.facts
        for variables in board.visits.values():
            visit = variables.visit
            providers = [(o.provider, v.literal) for o, v in variables.offers.items()]
            providers += [
                (facts.case.open_slots[slot].person, literal)
                for slot, literal in variables.slots.items()
            ]
            for provider, literal in providers:
                if provider != visit.provider:
                    rate = facts.rates.ladder * facts.rung(visit, provider)
                    board.cost(self, Tier.T5, rate, literal)


def _too_far(facts: Facts, visit: Appointment, provider: str) -> str | None:
    if facts.rung(visit, provider) > facts.rules.specialty.furthest_rung:
        return f"{provider} stands too far from the visit's own provider"
    return None
