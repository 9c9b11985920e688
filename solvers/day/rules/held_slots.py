"""Held slots are released sparingly to displaced patients."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.known.set_aside import set_aside
from solvers.day.placements.template_time import new_phases_within
from solvers.day.rule import Rule, SpanPrice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.day import HeldSlot
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal


class HeldSlots(Rule):
    """Held slots are released sparingly to displaced patients."""

    name = "held-slots"

    def span_prices(self, facts: Facts) -> Iterable[SpanPrice]:
        """A held slot costs once, however it is filled."""
        setting, rate = facts.rules.held_slots, facts.rates.held_slot
        totals = Counter(_site(facts, held) for held in facts.case.day.held_slots)
        for held in facts.case.day.held_slots:
            most = len(facts.case.day.held_slots)
            if not set_aside(facts, self.name, held.person):
                most = setting.release
            site, caps = _site(facts, held), [(held.person, most)]
            if site is not None and self._keeps(facts):
                caps.append((f"at {site}", totals[site] - min(setting.keep, totals[site])))
            yield SpanPrice(held.person, held.start, held.end, Tier.T5, rate, tuple(caps))

    def post(self, board: Board) -> None:
        """At most so many of a provider are used; some of a site stay free until a time."""
        facts, setting = board.facts, board.facts.rules.held_slots
        by_person: dict[str, list[Literal]] = {}
        by_site: dict[str, list[Literal]] = {}
        totals: dict[str, int] = {}
        for held in sorted(facts.case.day.held_slots, key=lambda slot: slot.id):
            site = _site(facts, held)
            if site is not None:
                totals[site] = totals.get(site, 0) + 1
            inside = new_phases_within(board, held.person, held.start, held.end)
            if not inside:
                continue
            used = board.model.new_bool_var(f"held:{held.id}")
            for literals in inside:
                board.model.add(sum(literals) <= used)
            board.cost(self, Tier.T5, facts.rates.held_slot, used)
            by_person.setdefault(held.person, []).append(used)
            if site is not None:
                by_site.setdefault(site, []).append(used)
        for person, literals in by_person.items():
            if not set_aside(facts, self.name, person):
                board.model.add(sum(literals) <= setting.release)
        if self._keeps(facts):
            for site, literals in by_site.items():
                board.model.add(sum(literals) <= totals[site] - min(setting.keep, totals[site]))

    def _keeps(self, facts: Facts) -> bool:
        """Tell whether a site keeps some of its slots: not one person's to set aside."""
        early = facts.now < facts.rules.held_slots.keep_until
        return early and not set_aside(facts, self.name, None)


def _site(facts: Facts, held: HeldSlot) -> str | None:
    """Return the site of the person's shift that covers the slot's start."""
    shifts = (s for s in facts.shifts if s.person == held.person)
    return next((s.site for s in shifts if s.start <= held.start < s.end), None)
