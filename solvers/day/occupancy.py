"""Occupancy: the spans in which a person is taken up, each with the literal that says so."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.day.board import Board, Literal
    from solvers.day.rosters import Numbers

Taken = tuple[int, int, "Literal"]


class Occupancy:
    """What may take up each person, from now on.

    `within` has, for literals of people who can be staffed in several ways, by the literal's
    index, the rosters in which it may hold.
    """

    def __init__(self, board: Board) -> None:
        self.model, self.now = board.model, board.facts.now
        self.facts = board.facts
        self.within: dict[int, Numbers] = {}
        self.phases: dict[str, list[Taken]] = {}
        self.doubled: dict[str, list[Taken]] = {}
        self._engaged: dict[str, list[Taken]] = {}
        self.duties: dict[str, list[Taken]] = {}
        self.breaks: dict[str, list[Taken]] = {}
        self.all_breaks: dict[str, list[Taken]] = {}
        self.fixed: dict[str, list[tuple[int, int]]] = {}
        for mode_vars, offer, variables in board.offers():
            tmpl = mode_vars.modes[offer.mode].template
            for index, (times, literals) in variables.blocks.items():
                for offset, minutes in tmpl.blocks[index].provided:
                    for start, literal in zip(times, literals, strict=True):
                        begin, end = start + offset, start + offset + minutes
                        where = self.doubled if offer.double else self.phases
                        self._add(where, offer.provider, begin, end, literal)
                        if offer.provider in self.facts.rosters and end > self.now:
                            place = (offer.provider, offer.mode.site)
                            self._note(literal, self.facts.rosters_for(*place, begin, end))
        for stretch in board.staff.stretches:
            self._add(self.duties, stretch.person, stretch.start, stretch.end, stretch.literal)
            self._note(stretch.literal, stretch.rosters)
        for choice in board.staff.breaks:
            if choice.fact is None:
                assert choice.outside is not None
                person = choice.claim.person
                self._add(self.breaks, person, choice.start, choice.end, choice.outside)
                self._add(self.all_breaks, person, choice.start, choice.end, choice.literal)
                self._note(choice.outside, self.facts.rosters_with(choice.claim))
        for person, _, a, b in board.facts.fixed_breaks:
            if b > self.now:
                self.fixed.setdefault(person, []).append((max(a, self.now), b))
        for duty in board.facts.posts:
            for person, a, b in board.staff.fixed_stretches(duty):
                self.fixed.setdefault(person, []).append((a, b))

    def _note(self, literal: Literal, numbers: Numbers | None) -> None:
        if numbers is not None:
            self.within[literal.index] = self.within.get(literal.index, numbers) & numbers

    def rosters_of(self, person: str, literal: Literal) -> Numbers:
        """Return the rosters of the person in which the literal may hold."""
        return self.within.get(literal.index, frozenset(self.facts.numbers(person)))

    def _add(
        self, where: dict[str, list[Taken]], person: str, a: int, b: int, literal: Literal
    ) -> None:
        if b > self.now:
            where.setdefault(person, []).append((max(a, self.now), b, literal))

    def engaged(self, person: str) -> list[Taken]:
        """Return the spans in which a provider is in visits, time that two share only once."""
        phases, doubled = self.phases.get(person, []), self.doubled.get(person, [])
        if not doubled:
            return phases
        if person not in self._engaged:
            self._engaged[person] = self._at_once(person, [*phases, *doubled])
        return self._engaged[person]

    def _at_once(self, person: str, taken: list[Taken]) -> list[Taken]:
        """Cut time at every start and end, and return each piece with the literal 'any of them'."""
        edges = sorted({t for start, end, _ in taken for t in (start, end)})
        going_on: list[list[Literal]] = [[] for _ in edges]
        for start, end, literal in taken:
            for k in range(bisect_left(edges, start), bisect_left(edges, end)):
                going_on[k].append(literal)
        pieces: list[Taken] = []
        for k, literals in enumerate(going_on):
            if literals:
                busy = self.model.new_bool_var("engaged")
                for literal in literals:
                    self.model.add_implication(literal, busy)
                self.model.add(sum(literals) >= busy)
                if person in self.facts.rosters:
                    ways = [self.rosters_of(person, literal) for literal in literals]
                    self._note(busy, frozenset().union(*ways))
                pieces.append((edges[k], edges[k + 1], busy))
        return pieces
