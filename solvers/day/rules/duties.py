"""People are put on duties they may cover, for long enough, and rarely on new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.board import Board, Literal
    from solvers.day.staff import Stretch


class Duties(Rule):
    """People are put on duties they may cover, for long enough, and rarely on new ones."""

    name = "duties"
    core = False

    def post(self, board: Board) -> None:
        """A duty that was not a person's in the published plan costs, and is capped."""
        facts = board.facts
        new: dict[str, list[Literal]] = {}
        by_pair: dict[tuple[str, str], list[Stretch]] = {}
        for stretch in board.staff.stretches:
            by_pair.setdefault((stretch.person, stretch.duty), []).append(stretch)
        for (person, duty), stretches in by_pair.items():
            if (person, duty) in facts.published_duties:
                continue
            given = board.model.new_bool_var(f"new-duty:{duty}:{person}")
            for stretch in stretches:
                board.model.add_implication(stretch.literal, given)
            board.cost(self, Tier.T4, facts.rates.duty_change, given)
            new.setdefault(person, []).append(given)
        most = facts.rules.duties.changes_per_person
        if most is not None:
            for literals in new.values():
                board.model.add(sum(literals) <= most)
