"""Nobody does two things at the same minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.day.bounds.cuts import Spans, at_each_start, together
from solvers.day.known.spans import overlaps
from solvers.day.model.support import post_support
from solvers.day.placements.cliques import cliques
from solvers.day.rows.support import post_support_rows
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board


class StaffOverlap(Rule):
    """Nobody does two things at the same minute."""

    name = "staff-overlap"

    def cuts(self, facts: Facts, columns: Columns) -> Iterable[Cut]:
        """A break and a double-booked visit part the provider's time as well."""
        breaks = columns.job >= len(columns.refs)
        first = len(columns.providers) + len(columns.slots)
        for number, provider in enumerate(columns.doubled, first):
            resting = breaks & (columns.resource == columns.providers.index(provider))
            both = np.flatnonzero(resting | (columns.resource == number))
            if resting.any():
                times = zip(columns.begin[:, both], columns.end[:, both], strict=True)
                spans = together(Spans(both, begin, end) for begin, end in times)
                yield from at_each_start(spans.lasting, 1)

    def post(self, board: Board) -> None:
        """Rows over each person's time, and pools of support staff for their tasks."""
        busy = board.occupancy
        for person in board.facts.people:
            phases, doubled = busy.phases.get(person, []), busy.doubled.get(person, [])
            others = [*busy.breaks.get(person, []), *busy.duties.get(person, [])]
            # A double-booked phase may share time with another, and neither with anything else.
            for visits in (phases, doubled) if doubled else (phases,):
                for row in cliques([*visits, *others]) if others else ():
                    board.at_most_one(row)
            for row in cliques(busy.all_breaks.get(person, [])):
                board.at_most_one(row)
            fixed = busy.fixed.get(person, [])
            for start, end, literal in [*phases, *doubled, *busy.breaks.get(person, [])]:
                if overlaps(fixed, start, end):
                    board.model.add(literal == 0)
        if not board.core:
            post_support(board)
        elif board.staffed:
            post_support_rows(board)
