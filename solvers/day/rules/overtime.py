"""Providers finish with their shift; minutes beyond it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule
from solvers.day.template_time import provider_phases, published_overtime

if TYPE_CHECKING:
    from solvers.day.board import Board


class Overtime(Rule):
    """Providers finish with their shift; minutes beyond it cost."""

    name = "overtime"

    def post(self, board: Board) -> None:
        """Price the minutes of the last provider phase past the end of each shift."""
        facts = board.facts
        for position, shift in enumerate(facts.shifts):
            most = facts.rules.overtime.minutes
            late = [
                (end - shift.end, literal)
                for start, end, literal in provider_phases(board, shift.person, shift.site)
                if shift.start <= start
                and shift.end < end <= shift.end + most
                and not facts.on_one_shift(shift.person, shift.site, start, end)
            ]
            published = published_overtime(facts, position)
            late = [(over - published, literal) for over, literal in late if over > published]
            if late:
                minutes = board.model.new_int_var(0, most, f"overtime:{shift.person}")
                for over, literal in late:
                    board.model.add(minutes >= over * literal)
                board.cost(self, Tier.T3, facts.rates.overtime_minute, minutes)
