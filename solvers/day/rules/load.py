"""No provider is asked to carry more than the office's caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.known.set_aside import set_aside
from solvers.day.rows.carried import Carried
from solvers.day.rows.load import ProviderLoad
from solvers.day.rows.new_patient_gap import cuts_of_new_patients
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.bounds.columns import Columns, Floats
    from solvers.day.bounds.cuts import Cut
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board


class Load(Rule):
    """No provider is asked to carry more than the office's caps."""

    name = "load"

    def limits(self, facts: Facts, columns: Columns) -> Iterable[tuple[Floats, float]]:
        """Caps on added visits and minutes, on points, on visits of a session."""
        setting = facts.rules.load
        for provider in columns.providers:
            if set_aside(facts, self.name, provider):
                continue
            carried = Carried(facts, columns, provider)
            if setting.added_visits is not None:
                yield carried.beyond.astype(np.float64), setting.added_visits
            if setting.added_minutes is not None:
                yield carried.beyond * carried.minutes, setting.added_minutes
            if setting.points is not None:
                yield carried.points, max(setting.points, carried.published_points)
            if setting.session_visits is not None:
                for sessions, published in carried.sessions(setting.session_split):
                    yield sessions, max(setting.session_visits, published)

    def cuts(self, facts: Facts, columns: Columns) -> Iterable[Cut]:
        """The gap between new patients."""
        for provider in columns.providers if facts.rules.load.new_patient_gap else ():
            if not set_aside(facts, self.name, provider):
                yield from cuts_of_new_patients(facts, columns, provider)

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
