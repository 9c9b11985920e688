"""Eased rules: the office's rules with some of them, or some of what they are about, left out."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solvers.day.registry import rules
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import numpy as np
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board
    from solvers.day.model.visits import VisitVars
    from solvers.day.placements.candidates import Offer, Starts, Template

EVERYWHERE = ""
"""What a rule is about when it is left out as a whole."""

TURNOVER = "turnover"
"""The part of `rooms` that is about the time between two visits."""

Left = frozenset[tuple[str, str]]
"""What is left out: (rule, about)."""


def eased(left: Left, more: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """Return the rules, and more of the same shape, without what is left out."""
    kept: list[Rule] = []
    for rule in (*rules(), *more):
        abouts = frozenset(about for name, about in left if name == rule.name)
        if EVERYWHERE in abouts:
            continue
        kept.append(Eased(rule, abouts))
    return tuple(kept)


@dataclass(frozen=True)
class Eased(Rule):
    """A rule that does not look at some visits, people, sites, duties or slots.

    It has no prices: what is asked of eased rules is what can be, not what it costs.
    """

    inner: Rule
    without: frozenset[str]

    @property
    def name(self) -> str:  # type: ignore[override]
        """The rule's own name."""
        return self.inner.name

    @property
    def core(self) -> bool:  # type: ignore[override]
        """Whether the rule is posted in the core."""
        return self.inner.core

    def _skips(self, visit: Appointment, offer: Offer | None = None) -> bool:
        return visit.id in self.without or (
            offer is not None
            and (offer.provider in self.without or offer.mode.site in self.without)
        )

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Ask the rule, unless the offer is left out."""
        return None if self._skips(visit, offer) else self.inner.admits(facts, visit, offer)

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Ask the rule of mode and offer, unless the offer is left out."""
        if self._skips(visit, offer):
            return None
        keep = self.inner.mode_starts(facts, visit, offer.mode, tmpl, block, starts)
        also = self.inner.starts(facts, visit, offer, tmpl, block, starts)
        return keep if also is None else also if keep is None else keep & also

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Ask the rule, unless visit or slot are left out."""
        if self._skips(visit) or slot in self.without:
            return None
        return self.inner.refuses_slot(facts, visit, slot)

    def post(self, board: Board) -> None:
        """Let the rule post on a board on which what is left out does not stand."""
        self.inner.post(_without(board, self.without) if self.without else board)


def _without(board: Board, left: Collection[str]) -> Board:
    """Return the same model with fewer visits, offers, people and duties to be seen."""
    view = copy.copy(board)
    view.visits = {
        ref: _fewer(variables, left) for ref, variables in board.visits.items() if ref not in left
    }
    busy = copy.copy(board.occupancy)
    for kind in ("phases", "doubled", "duties", "breaks", "all_breaks", "fixed"):
        known = getattr(busy, kind)
        setattr(busy, kind, {who: spans for who, spans in known.items() if who not in left})
    view.__dict__["occupancy"] = busy
    facts = copy.copy(board.facts)
    facts.__dict__["posts"] = {d: demand for d, demand in facts.posts.items() if d not in left}
    if TURNOVER in left:
        rooms = facts.rules.rooms.model_copy(update={"turnover": 0})
        facts.rules = facts.rules.model_copy(update={"rooms": rooms})
    view.facts = facts
    return view


def _fewer(variables: VisitVars, left: Collection[str]) -> VisitVars:
    return replace(
        variables,
        offers={
            offer: held
            for offer, held in variables.offers.items()
            if offer.provider not in left and offer.mode.site not in left
        },
        modes={mode: held for mode, held in variables.modes.items() if mode.site not in left},
        slots={slot: held for slot, held in variables.slots.items() if slot not in left},
    )
