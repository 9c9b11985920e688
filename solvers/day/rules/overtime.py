"""Providers finish with their shift; minutes beyond it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.known.spans import overlaps
from solvers.day.placements.exclusive import exclusive
from solvers.day.placements.template_time import provider_phases, published_overtime
from solvers.day.rule import Rule, SpanPrice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Numbers, Stint
    from solvers.day.model.board import Board
    from solvers.day.placements.template_time import ProviderPhase


class Overtime(Rule):
    """Providers finish with their shift; minutes beyond it cost."""

    name = "overtime"

    def span_prices(self, facts: Facts) -> Iterable[SpanPrice]:
        """Each minute used past the end of a shift is a minute by which the last phase is late."""
        for position, shift in enumerate(facts.shifts):
            begin = shift.end + published_overtime(facts, position)
            end = shift.end + facts.rules.overtime.minutes
            on_shift = [
                (piece.start, piece.end)
                for stint in facts.stints
                if stint.person == shift.person
                for piece in stint.pieces
            ]
            if begin < end and not overlaps(on_shift, begin, end):
                rate = facts.rates.overtime_minute
                yield SpanPrice(shift.person, begin, end, Tier.T3, rate)

    def post(self, board: Board) -> None:
        """Price the minutes of the last provider phase past the end of each shift."""
        facts = board.facts
        most = facts.rules.overtime.minutes
        for stint in facts.stints:
            shift = stint.pieces[-1]
            published = 0 if stint.shift is None else published_overtime(facts, stint.shift)
            late: dict[Numbers, list[ProviderPhase]] = {}
            for phase in provider_phases(board, shift.person, shift.site):
                runs_over = shift.end + published < phase.end <= shift.end + most
                if runs_over and shift.start <= phase.start:
                    rosters = _running_over(facts, stint, phase.start, phase.end)
                    late.setdefault(rosters, []).append(phase)
            if any(late):
                minutes = board.model.new_int_var(0, most, f"overtime:{shift.person}")
                for rosters, phases in late.items():
                    over = {p.literal.index: p.end - shift.end - published for p in phases}
                    for literals in exclusive(board, phases) if rosters else ():
                        # Only one of them is held: its own minutes are what they come to.
                        least = sum(over[literal.index] * literal for literal in literals)
                        only = board.model.add(minutes >= least)
                        if not board.rosters.all_of(shift.person, rosters):
                            only.only_enforce_if(board.rosters.one_of(shift.person, rosters))
                board.cost(self, Tier.T3, facts.rates.overtime_minute, minutes)


def _running_over(facts: Facts, stint: Stint, start: int, end: int) -> Numbers:
    """Return the rosters with the stint in which no other shift has [start, end) within it."""
    place = (stint.person, stint.pieces[-1].site)
    worked = frozenset(facts.numbers(stint.person)) if stint.rosters is None else stint.rosters
    return worked - facts.rosters_for(*place, start, end, overtime=False)
