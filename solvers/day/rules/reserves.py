"""Who is called in works one more shift, and is paid for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.known.rosters import arrival
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.day import Reserve
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board


class Reserves(Rule):
    """Who is called in works one more shift, and is paid for it."""

    name = "reserves"

    def post(self, board: Board) -> None:
        """A roster with a call costs what is paid for the hours from arriving on."""
        facts = board.facts
        for person, literals in board.rosters.literals.items():
            for roster, literal in zip(facts.rosters[person], literals, strict=True):
                if roster.reserve is not None:
                    board.cost(self, Tier.T6, paid(facts, roster.reserve), literal)


def paid(facts: Facts, reserve: Reserve) -> int:
    """Return the price of calling somebody in: begun units, for the least minutes at the least."""
    minutes = max(reserve.end - arrival(reserve, facts.now), reserve.least_minutes)
    hourly = facts.rates.hour_of(reserve.kind) if reserve.hourly is None else reserve.hourly
    return -(-minutes * hourly // 60)
