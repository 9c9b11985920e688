"""Every patient who must be told something new costs a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.office import Movability
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.board import Board


class Calls(Rule):
    """Every patient who must be told something new costs a call."""

    name = "calls"

    def post(self, board: Board) -> None:
        """Price calls, and the distance of moves."""
        rates = board.facts.rates
        for visit, variables in board.booked():
            published = board.facts.published(visit.id)
            assert published is not None
            keep = board.facts.case.movability(visit) is Movability.PREFERRED_KEEP
            call = rates.call * (rates.keep_factor if keep else 1)
            for mode, held in variables.modes.items():
                as_booked = (mode.site, mode.modality) == (published.site, published.modality)
                if not as_booked:
                    board.cost(self, Tier.T4, call, held.literal)
                for start, literal in held.arrivals:
                    moved = abs(start - published.start)
                    if moved:
                        steps = min(rates.moved_most, rates.moved_step * -(-moved // 5))
                        board.cost(self, Tier.T4, steps + (call if as_booked else 0), literal)
            for literal in (variables.manual, *variables.slots.values()):
                board.cost(self, Tier.T4, call, literal)
