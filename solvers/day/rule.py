"""The shape of a rule on the model's side: what it prunes, what it prices, what it adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from models.finding import Tier
    from models.rules import BreakKind
    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template

Price = tuple["Tier", int]
"""A cost that one decision has by itself, whatever else is decided."""


class SpanPrice(NamedTuple):
    """What new provider phases of a person cost that meet a span of their time.

    Without `caps` the price is for each minute from its start to the last that is used. With them
    it is for the span as a whole, however much of it is used, and of the spans that share a cap's
    name at most so many are used.
    """

    person: str
    start: int
    end: int
    tier: Tier
    amount: int
    caps: tuple[tuple[str, int], ...] = ()


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

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Return which of a block's starts can be in the mode, whoever sees the patient."""
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

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Return what it costs that the visit is held under the offer, whenever."""
        return ()

    def arrival_prices(
        self, facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """Return what it costs that the visit starts at each of the arrivals, whoever holds it."""
        return ()

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """Return what it costs that the visit goes to an open slot, or undecided (None)."""
        return ()

    def break_prices(
        self, facts: Facts, person: str, kind: BreakKind, starts: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """Return what a provider's break costs at each start, for the relaxation; or less."""
        return ()

    def span_prices(self, facts: Facts) -> Iterable[SpanPrice]:
        """Return prices of time, for the relaxation: what `post` prices exactly is not less."""
        return ()

    def limits(self, facts: Facts, columns: Columns) -> Iterable[tuple[NDArray[np.float64], float]]:
        """Return (weight of each column, the most that they sum to), for the relaxation."""
        return ()

    def cuts(self, facts: Facts, columns: Columns) -> Iterable[Cut]:
        """Return rows over columns, many, of which the relaxation takes those that it breaks."""
        return ()

    def post(self, board: Board) -> None:
        """Add constraints between decisions, and costs not said as prices, to the model."""
