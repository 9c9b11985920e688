"""Occupancy: the spans in which a person is taken up, each with the literal that says so."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.office import Modality
    from solvers.day.known.rosters import Numbers
    from solvers.day.model.board import Board, Literal

Taken = tuple[int, int, "Literal"]

Group = tuple[str, int, int, str, str, "Modality", int, int]
"""What is alike of phases held as one: visit type, block, offset, provider, place and time."""


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
        self.groups: dict[Group, list[Literal]] = {}
        self._stands_for: dict[tuple[int, int], Literal] = {}
        self.doubled: dict[str, list[Taken]] = {}
        self._engaged: dict[str, list[Taken]] = {}
        self.duties: dict[str, list[Taken]] = {}
        self.breaks: dict[str, list[Taken]] = {}
        self.all_breaks: dict[str, list[Taken]] = {}
        self.fixed: dict[str, list[tuple[int, int]]] = {}
        self._enter_visits(board)
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

    def _enter_visits(self, board: Board) -> None:
        for mode_vars, offer, variables in board.offers():
            tmpl = mode_vars.modes[offer.mode].template
            for index, (times, literals) in variables.blocks.items():
                for offset, minutes in tmpl.blocks[index].provided:
                    kind, site = mode_vars.visit.visit_type, offer.mode.site
                    several = self.facts.case.visit_type(mode_vars.visit).group > 1
                    phase = (kind, index, offset, offer.provider, site, offer.mode.modality)
                    for start, literal in zip(times, literals, strict=True):
                        begin, end = start + offset, start + offset + minutes
                        if several and not offer.double:
                            self.groups.setdefault((*phase, begin, end), []).append(literal)
                            continue
                        where = self.doubled if offer.double else self.phases
                        self._add(where, offer.provider, begin, end, literal)
                        if offer.provider in self.facts.rosters and end > self.now:
                            place = (offer.provider, offer.mode.site)
                            self._note(literal, self.facts.rosters_for(*place, begin, end))
        for group, literals in self.groups.items():
            self._hold(group, literals)

    def _hold(self, group: Group, literals: list[Literal]) -> None:
        """Have a provider's time taken once by phases held as one, no more of them than may be."""
        kind, _, _, provider, site, _, begin, end = group
        if end <= self.now:
            return
        held = literals[0]
        if len(literals) > 1:
            held = self.model.new_bool_var(f"group:{provider}:{begin}")
            most = self.facts.case.office.visit_types[kind].group
            for literal in literals:
                self.model.add_implication(literal, held)
            self.model.add(sum(literals) >= held)
            if len(literals) > most:
                self.model.add(sum(literals) <= most * held)
        for literal in literals:
            self._stands_for[literal.index, begin] = held
        self._add(self.phases, provider, begin, end, held)
        if provider in self.facts.rosters:
            self._note(held, self.facts.rosters_for(provider, site, begin, end))

    def standing(self, literal: Literal, begin: int) -> Literal:
        """Return the literal that takes the provider's time for a phase: a group's own, or its."""
        return self._stands_for.get((literal.index, begin), literal)

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
            self._engaged[person] = self._at_once(person, phases, doubled)
        return self._engaged[person]

    def _at_once(self, person: str, phases: list[Taken], doubled: list[Taken]) -> list[Taken]:
        """Cut time at every start and end, and return each piece with the literal 'any of them'.

        At one minute there is one phase at the most of the provider's own time, and one doubled.
        """
        edges = sorted({t for start, end, _ in (*phases, *doubled) for t in (start, end)})
        own, second = _going_on(edges, phases), _going_on(edges, doubled)
        pieces: list[Taken] = []
        for k, (literals, others) in enumerate(zip(own, second, strict=True)):
            if not (literals or others):
                continue
            busy = self.model.new_bool_var("engaged")
            for going_on in (literals, others):
                self.model.add(sum(going_on) <= busy)
            self.model.add(sum(literals) + sum(others) >= busy)
            if person in self.facts.rosters:
                ways = [self.rosters_of(person, literal) for literal in (*literals, *others)]
                self._note(busy, frozenset().union(*ways))
            pieces.append((edges[k], edges[k + 1], busy))
        return pieces


def _going_on(edges: list[int], taken: list[Taken]) -> list[list[Literal]]:
    """Return, for the piece of time from each edge to the next, the literals that go on in it."""
    pieces: list[list[Literal]] = [[] for _ in edges]
    for start, end, literal in taken:
        for k in range(bisect_left(edges, start), bisect_left(edges, end)):
            pieces[k].append(literal)
    return pieces
