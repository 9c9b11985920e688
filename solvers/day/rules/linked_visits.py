"""A visit comes after the one it follows; nobody is in two visits of their own at once."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solvers.day.rows.linked import cuts_of_linked, post_linked_rows
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Follow
    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.model.visits import ModeVars, VisitVars


class LinkedVisits(Rule):
    """A visit comes after the one it follows; nobody is in two visits of their own at once."""

    name = "linked-visits"

    def cuts(self, facts: Facts, columns: Columns) -> Iterable[Cut]:
        """Of one patient's visits one at the most goes on at a minute."""
        return cuts_of_linked(facts, columns)

    def post(self, board: Board) -> None:
        """Order followers after what they follow, and part the visits of one patient."""
        if board.core:
            post_linked_rows(board)
            return
        held = _Held(board)
        by_patient: dict[str, list[str]] = {}
        for ref, variables in board.visits.items():
            visit = variables.visit
            if visit.patient is not None:
                by_patient.setdefault(visit.patient, []).append(ref)
            for follow in visit.follows:
                if follow.visit in board.visits and follow.visit != ref:
                    _order(board, held, follow, ref)
        for refs in by_patient.values():
            for one, other in combinations(refs, 2):
                _part(board, held, one, other)


class _Held:
    """For each visit asked for: whether it is placed, when it starts and ends, as published."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._placed: dict[str, Literal] = {}

    def placed(self, ref: str) -> Literal:
        if ref not in self._placed:
            variables = self.board.visits[ref]
            literal = self.board.model.new_bool_var(f"placed:{ref}")
            self.board.model.add(variables.placed == literal)
            self._placed[ref] = literal
        return self._placed[ref]

    def start(self, ref: str) -> Linear:
        return cp_model.LinearExpr.sum([m.starts[0] for m in self._modes(ref)])

    def end(self, ref: str) -> Linear:
        ends = [m.starts[-1] + m.template.blocks[-1].length * m.literal for m in self._modes(ref)]
        return cp_model.LinearExpr.sum(ends)

    def _modes(self, ref: str) -> list[ModeVars]:
        return list(self.board.visits[ref].modes.values())

    def bound(self, one: str, other: str) -> list[cp_model.LiteralT]:
        """Return what holds when both are placed, and not both with their published starts."""
        model = self.board.model
        both = model.new_bool_var("both-as-published")
        for ref in (one, other):
            model.add(sum(self._published(self.board.visits[ref])) >= 1).only_enforce_if(both)
        return [self.placed(one), self.placed(other), ~both]

    def _published(self, variables: VisitVars) -> list[Literal]:
        was = self.board.facts.published(variables.visit.id)
        if was is None:
            return []
        modes = variables.modes.values()
        return [literal for m in modes for t, literal in m.arrivals if t == was.start]


def _order(board: Board, held: _Held, follow: Follow, ref: str) -> None:
    before, model = follow.visit, board.model
    bound = held.bound(before, ref)
    gap = held.start(ref) - held.end(before)
    model.add(gap >= follow.min).only_enforce_if(bound)
    if follow.max is not None:
        model.add(gap <= follow.max).only_enforce_if(bound)
    was = board.facts.published(ref)
    if was is None or was.start > board.facts.now:
        model.add_implication(held.placed(ref), held.placed(before))


def _part(board: Board, held: _Held, one: str, other: str) -> None:
    model, now = board.model, board.facts.now
    first, over = model.new_bool_var("first"), model.new_bool_var("over")
    second, done = model.new_bool_var("second"), model.new_bool_var("done")
    model.add(held.end(one) <= held.start(other)).only_enforce_if(first)
    model.add(held.end(other) <= held.start(one)).only_enforce_if(second)
    model.add(held.end(one) <= now).only_enforce_if(over)
    model.add(held.end(other) <= now).only_enforce_if(done)
    model.add_bool_or([first, second, over, done]).only_enforce_if(held.bound(one, other))
