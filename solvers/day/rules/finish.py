"""The day is over early: minutes by which it ends later than published cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.placements.finish_time import published_finish
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.model.board import Board


class Finish(Rule):
    """The day is over early: minutes by which it ends later than published cost."""

    name = "finish"
    core = False

    def post(self, board: Board) -> None:
        """Price the minutes from when the published day ends to when the last visit does."""
        facts = board.facts
        if not facts.rates.finish_minute:
            return
        before = published_finish(facts)
        modes = [held for variables in board.visits.values() for held in variables.modes.values()]
        most = max((held.latest[-1] + held.template.blocks[-1].length for held in modes), default=0)
        if most <= before:
            return
        later = board.model.new_int_var(0, most - before, "finish")
        for held in modes:
            length = held.template.blocks[-1].length
            if held.latest[-1] + length > before:
                end = held.starts[-1] + length * held.literal
                board.model.add(end <= before + later)
        board.cost(self, Tier.T3, facts.rates.finish_minute, later)
