"""Everybody gets the breaks that the law or the contract gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.known.spans import covers
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.rules import BreakKind
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Linear
    from solvers.day.placements.candidates import Starts

MISSING_BREAK = 10_000
"""T0 units of one break that cannot be given."""


class Breaks(Rule):
    """Everybody gets the breaks that the law or the contract gives."""

    name = "breaks"

    def break_prices(
        self, facts: Facts, person: str, kind: BreakKind, starts: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """Where as many are due as are published, each at no published time is one that moves."""
        published = [
            start
            for item, start, minutes in facts.published_breaks[person]
            if item is kind
            and start >= facts.now
            and covers(facts.present(person), start, start + minutes)
        ]
        due = sum(claim.person == person and claim.kind is kind for claim in facts.claims)
        if person not in facts.rosters and due == len(published):
            yield Tier.T4, facts.rates.break_moved * ~np.isin(starts, published)

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
