"""Providers see patients within one shift of theirs, overtime included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Numbers
    from solvers.day.model.board import Board, Literal
    from solvers.day.placements.candidates import Block, Offer, Starts, Template


class Shift(Rule):
    """Providers see patients within one shift of theirs, overtime included."""

    name = "shift"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Each provider phase lies within one shift at the site."""
        keep = np.ones(len(starts), dtype=bool)
        for offset, minutes in tmpl.blocks[block].provided:
            begin, end = starts + offset, starts + offset + minutes
            within = end <= facts.now
            for _, piece, overtime in facts.pieces_of(offer.provider, offer.mode.site):
                within |= (begin >= piece.start) & (end <= piece.end + overtime)
            keep &= within
        return keep

    def post(self, board: Board) -> None:
        """Who can be staffed in several ways is staffed so that all their phases are within."""
        for variables, offer, held in board.offers():
            person = offer.provider
            if person not in board.rosters.literals:
                continue
            tmpl = variables.modes[offer.mode].template
            for block, (times, literals) in held.blocks.items():
                by_rosters: dict[Numbers, list[Literal]] = {}
                for time, literal in zip(times, literals, strict=True):
                    within = _rosters(board.facts, offer, tmpl.blocks[block], time)
                    by_rosters.setdefault(within, []).append(literal)
                for within, some in by_rosters.items():
                    board.rosters.ask(sum(some), person, within)


def _rosters(facts: Facts, offer: Offer, block: Block, time: int) -> Numbers:
    """Return the rosters of a provider in which a block that starts then is within shifts."""
    found = frozenset(facts.numbers(offer.provider))
    for offset, minutes in block.provided:
        begin, end = time + offset, time + offset + minutes
        if end > facts.now:
            found &= facts.rosters_for(offer.provider, offer.mode.site, begin, end)
    return found
