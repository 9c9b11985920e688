"""Everybody gets the breaks that the law or the contract gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule
from solvers.day.spans import covers

if TYPE_CHECKING:
    from solvers.day.board import Board, Linear

MISSING_BREAK = 10_000
"""T0 units of one break that cannot be given."""


class Breaks(Rule):
    """Everybody gets the breaks that the law or the contract gives."""

    name = "breaks"

    def post(self, board: Board) -> None:
        """A claim not met is a gap; a published break at another time costs."""
        facts = board.facts
        for _, missing in board.staff.missing:
            board.cost(self, Tier.T0, MISSING_BREAK, missing)
        for person in board.staff.people:
            items = facts.published_breaks[person]
            for kind, start, minutes in items:
                present = frozenset(
                    number
                    for number in facts.numbers(person)
                    if covers(facts.present(person, None, number), start, start + minutes)
                )
                if start < facts.now or not present:
                    continue
                there = [
                    choice.literal
                    for choice in board.staff.breaks
                    if choice.claim.person == person
                    and choice.claim.kind is kind
                    and choice.start == start
                ]
                locked = (person, kind, start, start + minutes) in facts.fixed_breaks
                if locked:
                    continue
                moved: Linear = 1 - sum(there)
                if not board.rosters.all_of(person, present):
                    moved = board.model.new_bool_var(f"moved:{person}:{start}")
                    kept = board.rosters.one_of(person, present)
                    board.model.add(moved >= kept - sum(there))
                board.cost(self, Tier.T4, facts.rates.break_moved, moved)
