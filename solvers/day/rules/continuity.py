"""Patients see their own provider, or at least the care team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.board import Board
    from solvers.day.facts import Facts


class Continuity(Rule):
    """Patients see their own provider, or at least the care team."""

    name = "continuity"

    def post(self, board: Board) -> None:
        """Another provider costs, and more outside the care team."""
        facts = board.facts
        for visit, variables in board.booked():
            weight = facts.rates.continuity * facts.case.visit_type(visit).continuity
            for offer, held in variables.offers.items():
                if offer.provider != visit.provider:
                    board.cost(self, Tier.T4, facts.rates.other_provider, held.literal)
                    if _stranger(facts, visit, offer.provider):
                        board.cost(self, Tier.T5, weight, held.literal)
            for slot, literal in variables.slots.items():
                if _stranger(facts, visit, facts.case.open_slots[slot].person):
                    board.cost(self, Tier.T5, weight, literal)


def _stranger(facts: Facts, visit: Appointment, provider: str) -> bool:
    assert visit.provider is not None
    if provider in {visit.provider, visit.panel_provider}:
        return False
    team = facts.people[visit.provider].team
    return team is None or facts.people[provider].team != team
