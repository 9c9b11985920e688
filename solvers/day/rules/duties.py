"""People cover duties they may cover, for long enough, and as published where that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.day.known.rosters import Numbers
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Board, Literal
    from solvers.day.model.staff import Stretch


class Duties(Rule):
    """People cover duties they may cover, for long enough, and as published where that can be."""

    name = "duties"
    core = False

    def post(self, board: Board) -> None:
        """Time on a duty that is not as published costs; duties new to a person are capped."""
        facts = board.facts
        new: dict[str, list[Literal]] = {}
        by_pair: dict[tuple[str, str], list[Stretch]] = {p: [] for p in facts.published_duties}
        for stretch in board.staff.stretches:
            by_pair.setdefault((stretch.person, stretch.duty), []).append(stretch)
        for (person, duty), stretches in by_pair.items():
            changed = board.model.new_bool_var(f"changed-duty:{duty}:{person}")
            by_expected: dict[tuple[Span, ...], list[int]] = {}
            for number in facts.numbers(person):
                expected = tuple(facts.expected_duty(person, duty, number))
                by_expected.setdefault(expected, []).append(number)
            for expected, numbers in by_expected.items():
                self._compare(board, stretches, expected, (person, frozenset(numbers)), changed)
            board.cost(self, Tier.T4, facts.rates.duty_change, changed)
            if (person, duty) not in facts.published_duties:
                new.setdefault(person, []).append(changed)
        most = facts.rules.duties.changes_per_person
        if most is not None:
            for literals in new.values():
                board.model.add(sum(literals) <= most)

    @staticmethod
    def _compare(
        board: Board,
        stretches: list[Stretch],
        expected: tuple[Span, ...],
        rosters: tuple[str, Numbers],
        changed: Literal,
    ) -> None:
        """In these rosters of the person, all but just the expected stretches is a change."""
        person, numbers = rosters
        other: list[cp_model.LiteralT] = []
        if not board.rosters.all_of(person, numbers):
            other.append(~board.rosters.one_of(person, numbers))
        for stretch in stretches:
            if (stretch.start, stretch.end) in expected:
                board.model.add_bool_or(stretch.literal, changed, *other)
            elif other:
                board.model.add_bool_or(~stretch.literal, changed, *other)
            else:
                board.model.add_implication(stretch.literal, changed)
        if not set(expected) <= {(stretch.start, stretch.end) for stretch in stretches}:
            board.model.add_bool_or(changed, *other)
