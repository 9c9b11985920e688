"""Held slots are released sparingly to displaced patients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule
from solvers.day.template_time import new_phases_within

if TYPE_CHECKING:
    from solvers.day.board import Board, Literal


class HeldSlots(Rule):
    """Held slots are released sparingly to displaced patients."""

    name = "held-slots"

    def post(self, board: Board) -> None:
        """At most so many of a provider are used; some of a site stay free until a time."""
        facts, setting = board.facts, board.facts.rules.held_slots
        by_person: dict[str, list[Literal]] = {}
        by_site: dict[str, list[Literal]] = {}
        totals: dict[str, int] = {}
        for held in sorted(facts.case.day.held_slots, key=lambda slot: slot.id):
            site = next(
                (
                    s.site
                    for s in facts.shifts
                    if s.person == held.person and s.start <= held.start < s.end
                ),
                None,
            )
            if site is not None:
                totals[site] = totals.get(site, 0) + 1
            inside = new_phases_within(board, held.person, held.start, held.end)
            if not inside:
                continue
            used = board.model.new_bool_var(f"held:{held.id}")
            for literal in inside:
                board.model.add_implication(literal, used)
            board.cost(self, Tier.T5, facts.rates.held_slot, used)
            by_person.setdefault(held.person, []).append(used)
            if site is not None:
                by_site.setdefault(site, []).append(used)
        for literals in by_person.values():
            board.model.add(sum(literals) <= setting.release)
        if facts.now < setting.keep_until:
            for site, literals in by_site.items():
                board.model.add(sum(literals) <= totals[site] - min(setting.keep, totals[site]))
