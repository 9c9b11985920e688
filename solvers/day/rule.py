"""The shape of a rule on the model's side: what it prunes, and what it adds to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.board import Board
    from solvers.day.candidates import Offer, Starts, Template
    from solvers.day.facts import Facts


class Rule:
    """One constraint family. A rule overrides what it has something to say about.

    `name` is the rule's name in the office's documents, in findings and in the README.
    """

    name: ClassVar[str]
    core: ClassVar[bool] = True
    """Whether the rule is posted in the core model, which has providers and starts alone."""

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Return None, or the sentence that says why the offer cannot be at any time."""
        return None

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Return which of a block's starts can be under the offer; None for all of them."""
        return None

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Return None, or the sentence that says why the visit cannot go to the open slot."""
        return None

    def post(self, board: Board) -> None:
        """Add constraints between decisions, and costs, to the model."""
