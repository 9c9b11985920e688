"""Paid minutes stay within contract hours and the law's limits, or beside them at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.periods import periods
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class Hours(Rule):
    """Paid minutes stay within contract hours and the law's limits, or beside them at a price."""

    name = "hours"

    def post(self, board: Board) -> None:
        """Hold the paid minutes of each period."""
        facts = board.facts
        minutes = {t: found.minutes for t, found in facts.types.items() if found.minutes}
        for person in facts.people:
            carried = facts.case.roster.carried.get(person)
            for setting in facts.contract(person).hours:
                for period in periods(facts, person, setting):
                    paid = [
                        (term, minutes[t])
                        for day in period.days
                        for t, term in board.works(person, day).items()
                        if t in minutes
                    ]
                    before = carried.minutes if carried and period.opening else 0
                    before += sum(facts.credit.get((person, day), 0) for day in period.days)
                    board.limit(
                        self,
                        Tier.T6,
                        [term for term, _ in paid],
                        weights=[weight for _, weight in paid],
                        carried=before,
                        least=setting.least if period.whole else None,
                        most=setting.most,
                        price=setting.price,
                        step=setting.step,
                    )
