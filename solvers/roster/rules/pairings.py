"""Who is paired works together: a buddy with the new one, an assistant with the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class Pairings(Rule):
    """Who is paired works together: a buddy with the new one, an assistant with the provider."""

    name = "pairings"

    def post(self, board: Board) -> None:
        """Where one works, the other works a shift of the same kind."""
        facts = board.facts
        kinds = sorted({facts.kind(t) for t in facts.types})
        for pairing in facts.case.rostering.pairings:
            ways = [(pairing.person, pairing.partner)]
            ways += [(pairing.partner, pairing.person)] if pairing.mutual else []
            for person, partner in ways:
                if person in facts.people and partner in facts.people:
                    for day in range(facts.days):
                        for kind in kinds:
                            self._together(board, pairing.price, (person, partner), day, kind)

    def _together(
        self, board: Board, price: int | None, pair: tuple[str, str], day: int, kind: str
    ) -> None:
        types = board.facts.of_kinds([kind])
        alone = board.any(pair[0], day, types) - board.any(pair[1], day, types)
        if price is None and all(board.facts.settled(who, day) for who in pair):
            return
        if isinstance(alone, int):
            if alone > 0 and price is None:
                board.never()
            board.cost(self, Tier.T5, price or 0, max(0, alone))
        elif price is None:
            board.model.add(alone <= 0)
        elif price:
            missed = board.model.new_bool_var("")
            board.model.add(alone <= missed)
            board.cost(self, Tier.T5, price, missed)
