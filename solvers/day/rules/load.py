"""No provider is asked to carry more than the office's caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.load import ProviderLoad
from solvers.day.rule import Rule
from solvers.day.set_aside import set_aside
from solvers.day.spans import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.board import Board
    from solvers.day.columns import Columns, Floats
    from solvers.day.facts import Facts


class Load(Rule):
    """No provider is asked to carry more than the office's caps."""

    name = "load"

    def limits(self, facts: Facts, columns: Columns) -> Iterable[tuple[Floats, float]]:
        """At most so many visits are added to a provider beyond held slots."""
        most = facts.rules.load.added_visits
        if most is None:
            return
        for provider in columns.providers:
            if set_aside(facts, self.name, provider):
                continue
            slots = joined(
                (s.start, s.end) for s in facts.case.day.held_slots if s.person == provider
            )
            held = columns.minutes_within(slots) >= (columns.end - columns.begin).sum(axis=0)
            yield (columns.new_to(facts, provider) & ~held).astype(np.float64), most

    def post(self, board: Board) -> None:
        """Caps on added visits and minutes, sessions, points, long runs, new patients; spread."""
        spread = board.model.new_int_var(0, len(board.visits), "spread")
        for provider in board.facts.people:
            load = ProviderLoad(board, provider)
            if load.offers:
                if not set_aside(board.facts, self.name, provider):
                    load.post_caps()
                if load.added:
                    board.model.add(spread >= sum(load.added))
        board.cost(self, Tier.T6, board.facts.rates.spread, spread)
