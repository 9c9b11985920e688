"""Of shift types that exclude each other nobody has more than so many on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class Exclusive(Rule):
    """Of shift types that exclude each other nobody has more than so many on one day."""

    name = "exclusive"

    def post(self, board: Board) -> None:
        """Hold the shifts of each group."""
        facts = board.facts
        groups = [(frozenset(g.shift_types), g.most) for g in facts.case.rostering.exclusive]
        for person in facts.people:
            several = facts.contract(person).one_shift.most
            for day in range(facts.days):
                works = board.works(person, day)
                for types, most in groups:
                    if most < several:
                        terms = [term for t, term in works.items() if t in types]
                        board.limit(self, Tier.T6, terms, most=most)
