"""The engine calls only so many people who were not hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.placements.template_time import is_called
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.model.board import Board


class Caps(Rule):
    """The engine calls only so many people who were not hit."""

    name = "caps"

    def post(self, board: Board) -> None:
        """Cap the calls to bystanders who are seen today."""
        most = board.facts.rules.caps.bystander_calls
        if most is None:
            return
        called = [
            literal
            for visit, variables in board.booked()
            if visit.id not in board.facts.hit
            for mode, held in variables.modes.items()
            for start, literal in held.arrivals
            if is_called(board.facts, visit.id, mode, start)
        ]
        if called:
            board.model.add(sum(called) <= most)
