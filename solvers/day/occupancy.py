"""Occupancy: the spans in which a person is taken up, each with the literal that says so."""

from __future__ import annotations

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
        self.now = board.facts.now
        self.facts = board.facts
        self.within: dict[int, Numbers] = {}
        self.phases: dict[str, list[Taken]] = {}
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
                        self._add(self.phases, offer.provider, begin, end, literal)
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
