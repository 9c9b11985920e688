"""No provider is in two visits at the same minute, but for groups seen as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.placements.cliques import cliques
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.model.board import Board


class ProviderOverlap(Rule):
    """No provider is in two visits at the same minute, but for groups seen as one."""

    name = "provider-overlap"

    def post(self, board: Board) -> None:
        """One row for each start: of the phases going on then, at most one."""
        for taken in board.occupancy.phases.values():
            for row in cliques(taken):
                board.at_most_one(row)
