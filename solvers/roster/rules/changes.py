"""The published roster is changed in as few cells as can be, and for nobody in too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class Changes(Rule):
    """The published roster is changed in as few cells as can be, and for nobody in too many."""

    name = "changes"

    def post(self, board: Board) -> None:
        """Price cells that are not as published; hold them to the caps."""
        facts = board.facts
        setting = facts.case.rostering.changes
        volunteers = set(facts.case.roster.volunteers)
        everybody = []
        for person in facts.people:
            changed = [board.changed(person, day) for day in range(facts.days)]
            price = setting.price
            if person in volunteers and setting.volunteer_price is not None:
                price = setting.volunteer_price
            for term in changed:
                board.cost(self, Tier.T4, price, term)
            if setting.per_person is not None:
                board.at_most(changed, setting.per_person)
            everybody += changed
        if setting.in_total is not None:
            board.at_most(everybody, setting.in_total)
