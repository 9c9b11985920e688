"""Support staff as a pool at each site: their tasks are counted, and named afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solvers.day.known.spans import HORIZON, without
from solvers.day.model.holds import begun_or_not, phase_use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.day.known.rosters import Numbers
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Board, Literal
    from solvers.day.model.pools import Pool, Use
    from solvers.day.model.visits import VisitVars
    from solvers.day.placements.candidates import Mode


def post_support(board: Board) -> None:
    """Fill the support pools with every task of every visit."""
    for variables in board.visits.values():
        for mode, held in variables.modes.items():
            for index, tasks in enumerate(held.template.support):
                for position, task in enumerate(tasks):
                    for use in _uses(board, variables, mode, (index, position), task):
                        support_pool(board, mode.site).uses.append(use)


@dataclass(frozen=True, slots=True)
class Share:
    """A support task done by some of those who may, when the literal holds.

    `begun` when it began before now, `supervised` when those people do it under supervision.
    """

    literal: Literal
    begun: bool
    allowed: frozenset[str]
    supervised: bool


def shares(
    board: Board, variables: VisitVars, mode: Mode, at: tuple[int, int], task: str
) -> Iterator[Share]:
    """Yield who may do a support task, those who need supervision for it apart from the rest."""
    facts, (index, position) = board.facts, at
    allowed = frozenset(
        person
        for person in facts.people
        if facts.may(person, task) and facts.present(person, mode.site)
    )
    published = facts.published(variables.visit.id)
    for literal, begun in begun_or_not(board, variables, mode, index):
        if begun and published is not None:
            person = next(iter(published.phases[index].people[position : position + 1]), None)
            able = allowed & {person or ""}
            yield Share(literal, begun, able, facts.supervisors.supervised(person, task))
            continue
        under = frozenset(p for p in allowed if facts.supervisors.supervised(p, task))
        if not under or under == allowed:
            yield Share(literal, begun, allowed, bool(under))
            continue
        key = (variables.visit.id, mode, index, position)
        if key not in board.shares:
            alone, helped = board.model.new_bool_var("alone"), board.model.new_bool_var("helped")
            board.model.add(alone + helped == literal)
            board.shares[key] = (alone, helped)
        alone, helped = board.shares[key]
        yield Share(alone, begun, allowed - under, supervised=False)
        yield Share(helped, begun, under, supervised=True)


def _uses(
    board: Board, variables: VisitVars, mode: Mode, at: tuple[int, int], task: str
) -> Iterator[Use]:
    for share in shares(board, variables, mode, at, task):
        what = (*at, "person")
        yield from phase_use(
            board, variables, mode, what, share.literal, share.allowed, share.begun
        )


def support_pool(board: Board, site: str) -> Pool:
    """Return the pool of a site's support staff, with all that takes them up besides."""
    key = f"support:{site}"
    if key in board.pools:
        return board.pools[key]
    facts, busy = board.facts, board.occupancy
    here = [person for person in facts.people if facts.present(person, site)]
    away = {p: without([(0, HORIZON)], facts.present(p, site)) for p in here}
    fixed = {p: busy.fixed.get(p, []) for p in away}
    pool = board.pool(key, {p: [*away[p], *without(fixed[p], away[p])] for p in away})
    for person, absent in away.items():
        closed = [*absent, *fixed[person]]
        gone = _gone(board, person, site, closed)
        pool.taken.setdefault(person, []).extend((a, b, literal) for a, b, literal, _ in gone)
        for taken in (
            busy.engaged(person),
            busy.duties.get(person, []),
            busy.breaks.get(person, []),
        ):
            for a, b, literal in taken:
                for x, y in without([(a, b)], closed):
                    within = busy.rosters_of(person, literal)
                    pool.taken[person] += _besides(board, gone, (x, y, literal), within)
    return pool


def _gone(
    board: Board, person: str, site: str, closed: list[Span]
) -> list[tuple[int, int, Literal, int]]:
    """Return (from, to, literal, roster) of when a person is not at the site in one roster."""
    facts, literals = board.facts, board.rosters.literals.get(person, [])
    return [
        (a, b, literal, number)
        for number, literal in enumerate(literals)
        for a, b in without([(0, HORIZON)], [*closed, *facts.present(person, site, number)])
    ]


def _besides(
    board: Board,
    gone: list[tuple[int, int, Literal, int]],
    taken: tuple[int, int, Literal],
    within: Numbers,
) -> Iterator[tuple[int, int, Literal]]:
    """Yield when somebody is taken up who is not gone from the site: nobody counts twice."""
    start, end, literal = taken
    edges = {start, end, *(t for a, b, _, _ in gone for t in (a, b) if start < t < end)}
    for a, b in pairwise(sorted(edges)):
        away = {n: gone_by for x, y, gone_by, n in gone if x <= a and b <= y}
        if within <= away.keys():
            continue
        also = [away[number] for number in sorted(within & away.keys())]
        if not also:
            yield a, b, literal
            continue
        here = board.model.new_bool_var("here")
        board.model.add(here + sum(also) >= literal)
        board.model.add_implication(here, literal)
        board.model.add(here + sum(also) <= 1)
        yield a, b, here
