"""Support staff in the core: rows over time, where completing the core's solutions has failed.

The core knows when phases are held whose block has a literal for each start. At each minute those
that only some people may serve are no more than there are of them in the building and on no break.
Duties and what else takes these people up is left out, so the rows hold for every plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.known.attending import KINDS
from solvers.day.rows.attendant_uses import starts_asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.day.model.board import Board, Literal
    from solvers.day.model.visits import VisitVars
    from solvers.day.placements.candidates import Mode, Offer, Template

Served = tuple[int, int, "Literal"]


def post_support_rows(board: Board) -> None:
    """Post the rows for every set of people who may serve some task, and their unions."""
    groups: dict[tuple[str, frozenset[str]], list[Served]] = {}
    for variables, offer, held in board.offers():
        tmpl = variables.modes[offer.mode].template
        first = min(held.blocks, default=0)
        starts = [(start, literal) for _, start, literal in held.joint]
        for allowed, served in _served(board, tmpl, offer.mode, first, starts):
            groups.setdefault((offer.mode.site, allowed), []).append(served)
        for allowed, served in _attended(board, variables, offer):
            groups.setdefault((offer.mode.site, allowed), []).append(served)
    for variables in board.visits.values():
        for mode, mode_vars in variables.modes.items():
            for block, starts in mode_vars.anchored.items():
                for allowed, served in _served(board, mode_vars.template, mode, block, starts):
                    groups.setdefault((mode.site, allowed), []).append(served)
    for site in sorted({site for site, _ in groups}):
        sets = [allowed for place, allowed in groups if place == site]
        unions = {*sets, frozenset[str]().union(*sets)}
        for union in sorted(unions, key=lambda people: (len(people), sorted(people))):
            inside = [
                served
                for (place, allowed), listed in groups.items()
                if place == site and allowed <= union
                for served in listed
            ]
            _post(board, site, union, inside)


def _served(
    board: Board, tmpl: Template, mode: Mode, block: int, starts: list[tuple[int, Literal]]
) -> Iterator[tuple[frozenset[str], Served]]:
    """Yield who may serve, and when, for each task of the block's phases at each of its starts."""
    facts = board.facts
    for index, tasks in enumerate(tmpl.support):
        own, offset = tmpl.place(index)
        # Of arrivals before that block only the best are offered: nothing is held to them.
        if not tasks or own != block or mode.remote:
            continue
        minutes = tmpl.phases[index].minutes
        for task in tasks:
            allowed = frozenset(
                p for p in facts.people if facts.may(p, task) and facts.present(p, mode.site)
            )
            for start, literal in starts:
                if start + offset >= facts.now:
                    yield allowed, (start + offset, start + offset + minutes, literal)


def _attended(
    board: Board, variables: VisitVars, offer: Offer
) -> Iterator[tuple[frozenset[str], Served]]:
    """Yield who may attend, and when: while the provider phases of the first block last."""
    facts, tmpl = board.facts, variables.modes[offer.mode].template
    for kind in KINDS:
        starts = starts_asking(facts, variables, offer, kind)
        if starts and tmpl.provided is not None:
            able = facts.attendants.able(variables.visit, kind)
            allowed = frozenset(p for p in able if facts.present(p, offer.mode.site))
            cut = tmpl.blocks[tmpl.place(tmpl.provided[0])[0]]
            (begin, _), (offset, minutes) = cut.provided[0], cut.provided[-1]
            for start, literal in starts:
                yield allowed, (start, start + offset - begin + minutes, literal)


def _post(board: Board, site: str, people: frozenset[str], served: list[Served]) -> None:
    presence = {person: board.facts.present(person, site) for person in people}
    visits_at: dict[int, list[Literal]] = {}
    breaks = board.occupancy.all_breaks
    points = sorted({begin for begin, _, _ in served})
    for begin, end, literal in served:
        for point in points:
            if begin <= point < end:
                visits_at.setdefault(point, []).append(literal)
    for point, literals in visits_at.items():
        here = [p for p, spans in presence.items() if any(a <= point < b for a, b in spans)]
        if len(literals) > len(here):
            always = [person for person in here if person not in board.rosters.literals]
            resting = [taken for person in always for taken in breaks.get(person, [])]
            literals += [literal for a, b, literal in resting if a <= point < b]
            # Who is here in some rosters only may rest elsewhere: their breaks are left out.
            more = [_here(board, p, site, point) for p in here if p not in always]
            board.model.add(sum(literals) <= len(always) + sum(more))


def _here(board: Board, person: str, site: str, point: int) -> Literal:
    """Return whether somebody who has a choice of rosters is at the site then."""
    facts = board.facts
    numbers = frozenset(
        number
        for number in facts.numbers(person)
        if any(a <= point < b for a, b in facts.present(person, site, number))
    )
    return board.rosters.one_of(person, numbers)
