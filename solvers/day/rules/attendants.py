"""Patients have an interpreter or a chaperone with them where they need one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.known.attending import INTERPRETER, KINDS
from solvers.day.model.support import support_pool
from solvers.day.placements.candidates import within
from solvers.day.rows.attendant_uses import attendant_uses
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board
    from solvers.day.placements.candidates import Offer, Starts, Template
    from solvers.day.rule import Price


class Attendants(Rule):
    """Patients have an interpreter or a chaperone with them where they need one."""

    name = "attendants"
    core = False

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Somebody who may be with patient and provider is at the site at some time."""
        known, site = facts.attendants, offer.mode.site
        if facts.booked_with(visit, offer.provider):
            return None
        for kind in KINDS:
            asks = known.asks(visit, kind, offer.provider, offer.mode.modality)
            if asks and not any(b > facts.now for _, b in known.spans(visit, kind, site)):
                return _nobody(visit, kind, offer)
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
        """One who may is there as long as the block's provider phases last.

        What has begun, or stays as published, has whom it had: later blocks may belong to it.
        """
        known, cut, mode = facts.attendants, tmpl.blocks[block], offer.mode
        if not cut.provided or not any(known.may_ask(visit, kind) for kind in KINDS):
            return None
        (offset, _), (last, minutes) = cut.provided[0], cut.provided[-1]
        first = not any(earlier.provided for earlier in tmpl.blocks[:block])
        booked = facts.booked_with(visit, offer.provider)
        keep = np.ones(len(starts), dtype=bool)
        for kind in KINDS:
            if not known.asks(visit, kind, offer.provider, mode.modality):
                continue
            spans = known.spans(visit, kind, mode.site)
            fits = within(spans, starts + offset, last - offset + minutes, facts.now)
            if first:
                excused = known.excused(visit, kind, offer.provider, mode.site, mode.modality)
                fits |= (starts + offset < facts.now) | (starts + offset == excused)
            keep &= fits | (booked and not first)
        return keep

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """An interpreter is second best to somebody who speaks the language."""
        asks = facts.attendants.asks(visit, INTERPRETER, offer.provider, offer.mode.modality)
        if asks and not facts.booked_with(visit, offer.provider):
            yield Tier.T5, facts.rates.interpreter

    def post(self, board: Board) -> None:
        """Attendants are taken from the site's support staff."""
        for variables in board.visits.values():
            for site, use in attendant_uses(board, variables):
                support_pool(board, site).uses.append(use)


def _nobody(visit: Appointment, kind: str, offer: Offer) -> str:
    if kind == INTERPRETER:
        return (
            f"{offer.provider} does not speak {visit.language}, "
            f"and nobody at {offer.mode.site} interprets it"
        )
    return f"nobody at {offer.mode.site} may be the chaperone"
