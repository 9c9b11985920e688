"""The shape of a roster rule on the model's side: what it prunes and what it posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from solvers.roster.board import Board
    from solvers.roster.facts import Facts


class Rule:
    """One constraint family. A rule overrides what it has something to say about.

    `name` is the rule's name in documents and findings; `family` its letters in the field.
    """

    name: ClassVar[str]

    def admits(self, facts: Facts, person: str, day: int, shift_type: str) -> str | None:
        """Return None, or the sentence that says why the person cannot work the shift that day."""
        return None

    def post(self, board: Board) -> None:
        """Add constraints between cells, and costs, to the model."""
