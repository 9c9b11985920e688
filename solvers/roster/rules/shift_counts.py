"""Shifts, of some kinds or of all, are as many as the contract says, or at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.periods import periods
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from models.contracts import CountSetting
    from solvers.roster.board import Board
    from solvers.roster.facts import Facts


class ShiftCounts(Rule):
    """Shifts, of some kinds or of all, are as many as the contract says, or at a price."""

    name = "shift-counts"

    def post(self, board: Board) -> None:
        """Hold the shifts of each period."""
        facts = board.facts
        for person in facts.people:
            for setting in facts.contract(person).shift_counts:
                types = facts.of_kinds(setting.kinds)
                for period in periods(facts, person, setting):
                    board.limit(
                        self,
                        Tier.T6,
                        [t for day in period.days for t in board.terms(person, day, types)],
                        carried=_carried(facts, person, setting) if period.opening else 0,
                        least=setting.least if period.whole else None,
                        most=setting.most,
                        price=setting.price,
                    )


def _carried(facts: Facts, person: str, setting: CountSetting) -> int:
    brought = facts.case.roster.carried.get(person)
    if brought is None:
        return 0
    if not setting.kinds:
        return brought.shifts
    return sum(brought.kinds.get(kind, 0) for kind in set(setting.kinds))
