"""Double-booking: who may be placed in another visit's time, and what that takes up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.placements.template_time import first_provided, phases_of, published_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal
    from solvers.day.placements.candidates import Offer, Template


@dataclass(frozen=True, slots=True)
class Timed:
    """One start of one provider phase.

    Attributes:
        ref: the visit.
        offer: the offer that it is under.
        start, end: the phase.
        literal: that it is so.
        first: whether it is the visit's first phase with the provider.
        old: whether provider, modality and start are as published; of a double-booked phase,
            whether the visit was published double-booked besides.
    """

    ref: str
    offer: Offer
    start: int
    end: int
    literal: Literal
    first: bool
    old: bool


def may_double(facts: Facts, visit: Appointment) -> bool:
    """Tell whether a visit may be double-booked at all: when it is hit, or was published so."""
    if facts.rules.double_booking.per_session and visit.id in facts.hit:
        return True
    published = facts.published(visit.id)
    return published is not None and published.double_booked


def published_doubled(facts: Facts, visit: Appointment, offer: Offer, tmpl: Template) -> int | None:
    """Return when the first provider phase was published, when it was double-booked there."""
    published = facts.published(visit.id)
    if published is None or not published.double_booked:
        return None
    if (published.provider, published.site, published.modality) != (
        offer.provider,
        offer.mode.site,
        offer.mode.modality,
    ):
        return None
    return published.phases[first_provided(facts, tmpl)].start


def timed(board: Board) -> Iterator[Timed]:
    """Yield every start of every provider phase on the board."""
    for variables, offer, held in board.offers():
        visit, tmpl = variables.visit, variables.modes[offer.mode].template
        was = published_doubled(board.facts, visit, offer, tmpl) if offer.double else 0
        first = True
        for block in sorted(held.blocks):
            times, literals = held.blocks[block]
            starts = np.array(times, dtype=np.int64)
            for begin, end, phase in phases_of(tmpl, block, starts):
                old = published_at(board.facts, visit, offer, phase, begin)
                for k, literal in enumerate(literals):
                    as_published = bool(old[k]) and was is not None
                    yield Timed(
                        visit.id,
                        offer,
                        int(begin[k]),
                        int(end[k]),
                        literal,
                        first,
                        as_published,
                    )
                first = False
