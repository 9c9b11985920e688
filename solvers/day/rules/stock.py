"""A site uses no more doses, trays or kits than it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.bounds.columns import Columns, Floats
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board


class InStock(Rule):
    """A site uses no more doses, trays or kits than it has."""

    name = "stock"

    def limits(self, facts: Facts, columns: Columns) -> Iterable[tuple[Floats, float]]:
        """The same rows over the columns."""
        for item, site, most in _counts(facts):
            weights = np.zeros(len(columns.job))
            for chunk in columns.chunks:
                if chunk.offer.mode.site == site and _uses(facts, chunk.ref, item):
                    weights[chunk.first : chunk.first + len(chunk.starts)] = 1
            if weights.any():
                yield weights, most

    def post(self, board: Board) -> None:
        """Count the visits at the site that use the item."""
        for item, site, most in _counts(board.facts):
            using = [
                held.literal
                for variables, offer, held in board.offers()
                if offer.mode.site == site and _uses(board.facts, variables.visit.id, item)
            ]
            if len(using) > most:
                board.model.add(sum(using) <= most)


def _counts(facts: Facts) -> Iterable[tuple[str, str, int]]:
    """Yield (item, site, most) of what is counted; never less than what was published."""
    for stock in sorted(facts.case.day.stock, key=lambda s: (s.item, s.site)):
        booked = sum(
            placement.site == stock.site and _uses(facts, ref, stock.item)
            for ref in facts.visits
            if (placement := facts.published(ref)) is not None
        )
        yield stock.item, stock.site, max(stock.count, booked)


def _uses(facts: Facts, ref: str, item: str) -> bool:
    return item in facts.case.visit_type(facts.visits[ref]).uses
