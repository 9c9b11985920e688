"""Providers finish with their shift; minutes beyond it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule, SpanPrice
from solvers.day.spans import overlaps
from solvers.day.template_time import provider_phases, published_overtime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.board import Board
    from solvers.day.facts import Facts


class Overtime(Rule):
    """Providers finish with their shift; minutes beyond it cost."""

    name = "overtime"

    def span_prices(self, facts: Facts) -> Iterable[SpanPrice]:
        """Each minute used past the end of a shift is a minute by which the last phase is late."""
        for position, shift in enumerate(facts.shifts):
            begin = shift.end + published_overtime(facts, position)
            end = shift.end + facts.rules.overtime.minutes
            on_shift = [(s.start, s.end) for s in facts.shifts if s.person == shift.person]
            if begin < end and not overlaps(on_shift, begin, end):
                rate = facts.rates.overtime_minute
                yield SpanPrice(shift.person, begin, end, Tier.T3, rate)

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
