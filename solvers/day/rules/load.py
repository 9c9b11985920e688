"""No provider is asked to carry more than the office's caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.load import ProviderLoad
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.board import Board


class Load(Rule):
    """No provider is asked to carry more than the office's caps."""

    name = "load"

    def post(self, board: Board) -> None:
        """Caps on added visits and minutes, sessions, points, long runs, new patients; spread."""
        spread = board.model.new_int_var(0, len(board.visits), "spread")
        for provider in board.facts.people:
            load = ProviderLoad(board, provider)
            if load.offers:
                load.post_caps()
                if load.added:
                    board.model.add(spread >= sum(load.added))
        board.cost(self, Tier.T6, board.facts.rates.spread, spread)
