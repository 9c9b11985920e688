"""Support staff as a pool at each site: their tasks are counted, and named afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.holds import from_now
from solvers.day.pools import Pool, Use
from solvers.day.spans import HORIZON, without

if TYPE_CHECKING:
    from solvers.day.board import Board
    from solvers.day.candidates import Mode
    from solvers.day.visits import VisitVars


def post_support(board: Board) -> None:
    """Fill the support pools with every task of every visit."""
    for variables in board.visits.values():
        for mode, held in variables.modes.items():
            for index, tasks in enumerate(held.template.support):
                for position, task in enumerate(tasks):
                    use = _use(board, variables, mode, index, position, task)
                    if use.size != 0:
                        _pool(board, mode.site).uses.append(use)


def _use(
    board: Board, variables: VisitVars, mode: Mode, index: int, position: int, task: str
) -> Use:
    facts, held = board.facts, variables.modes[mode]
    allowed = {
        person
        for person in facts.people
        if facts.may(person, task) and facts.present(person, mode.site)
    }
    published = facts.published(variables.visit.id)
    low, high = held.phase_bounds(index)
    if low == high < facts.now and published is not None:
        allowed &= set(published.phases[index].people[position : position + 1])
    start, passed = from_now(board, held, index)
    minutes = held.template.phases[index].minutes
    several = len(held.template.support[index]) > 1
    return Use(
        key=(variables.visit.id, mode, "person", index, position),
        start=start,
        end=held.phase_start(index) + minutes,
        size=None if low < facts.now <= high else max(0, minutes - passed),
        longest=minutes,
        literal=held.literal,
        allowed=frozenset(allowed),
        apart=(variables.visit.id, mode, index) if several else None,
    )


def _pool(board: Board, site: str) -> Pool:
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
        for taken in (busy.phases, busy.duties, busy.breaks):
            for a, b, literal in taken.get(person, []):
                for x, y in without([(a, b)], closed):
                    pool.taken.setdefault(person, []).append((x, y, literal))
    return pool
