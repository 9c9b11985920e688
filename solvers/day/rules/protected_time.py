"""Protected time stays free of visits, or is converted at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.day import BlockKind
from models.finding import Tier
from solvers.day.known.set_aside import set_aside
from solvers.day.placements.template_time import new_phases_within, phases_of, published_at
from solvers.day.rule import Rule, SpanPrice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from models.day import ProtectedBlock
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal
    from solvers.day.placements.candidates import Offer, Starts, Template


class ProtectedTime(Rule):
    """Protected time stays free of visits, or is converted at a price."""

    name = "protected-time"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Nothing new within a block that cannot be converted."""
        keep = np.ones(len(starts), dtype=bool)
        for block_of_time in facts.case.day.protected:
            if block_of_time.person != offer.provider or self._gives(facts, block_of_time):
                continue
            for begin, end, phase in phases_of(tmpl, block, starts):
                inside = (begin < block_of_time.end) & (block_of_time.start < end)
                keep &= ~inside | published_at(facts, visit, offer, phase, begin)
        return keep

    def span_prices(self, facts: Facts) -> Iterable[SpanPrice]:
        """A block is converted once, however it is filled."""
        most = facts.rules.protected_time.convert
        for block in facts.case.day.protected:
            if self._gives(facts, block):
                cap = (f"block {block.id}", 1)
                if self._counts(facts, block):
                    cap = (block.person, most)
                rate = _rate(facts, block)
                yield SpanPrice(block.person, block.start, block.end, Tier.T5, rate, (cap,))

    def post(self, board: Board) -> None:
        """Convertible blocks that are used count as converted."""
        facts = board.facts
        by_person: dict[str, list[Literal]] = {}
        for protected in sorted(facts.case.day.protected, key=lambda block: block.id):
            if not self._gives(facts, protected):
                continue
            inside = new_phases_within(board, protected.person, protected.start, protected.end)
            if inside:
                converted = board.model.new_bool_var(f"converted:{protected.id}")
                for literals in inside:
                    board.model.add(sum(literals) <= converted)
                board.cost(self, Tier.T5, _rate(facts, protected), converted)
                if self._counts(facts, protected):
                    by_person.setdefault(protected.person, []).append(converted)
        for literals in by_person.values():
            board.model.add(sum(literals) <= facts.rules.protected_time.convert)

    def _gives(self, facts: Facts, block: ProtectedBlock) -> bool:
        """Tell whether the block may be converted."""
        return block.convertible or set_aside(facts, self.name, block.person)

    def _counts(self, facts: Facts, block: ProtectedBlock) -> bool:
        """Tell whether the block is one of those of which only so many are converted."""
        if block.kind is BlockKind.CATCH_UP:
            return False
        return not set_aside(facts, self.name, block.person)


def _rate(facts: Facts, block: ProtectedBlock) -> int:
    """Return what converting the block costs: time to catch up is less dear than the rest."""
    catch_up = block.kind is BlockKind.CATCH_UP
    return facts.rates.catch_up_block if catch_up else facts.rates.protected_block
