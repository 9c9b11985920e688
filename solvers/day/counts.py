"""Counts over time for the core model: what a start is sure to take up of rooms, people, duties.

In the core a literal fixes a visit's arrival and its provider's start; phases between and after
float. Of a phase that may start from `est` to `lst` the minutes [lst, est + minutes) are taken up
whatever happens (its compulsory part). Counting compulsory parts against what there is at each
point of the offered grid leaves out no plan, so the core's bound stays valid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.spans import overlaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from solvers.day.board import Board, Linear, Literal
    from solvers.day.candidates import Mode, Template
    from solvers.day.visits import VisitVars

    Pick = Callable[[VisitVars, Mode, Template, int], int]


def count_support(board: Board) -> None:
    """Compulsory support tasks, breaks and duties take up the people present, set by set."""
    facts = board.facts
    able: dict[tuple[str, str], frozenset[str]] = {}
    for task in sorted(
        {
            t
            for v in board.visits.values()
            for m in v.modes.values()
            for tasks in m.template.support
            for t in tasks
        }
    ):
        for site in sorted(facts.case.sites):
            able[task, site] = frozenset(
                p for p in facts.people if facts.may(p, task) and facts.present(p, site)
            )
    for site in sorted(facts.case.sites):
        groups = {people for (_, at), people in able.items() if at == site and people}
        if not groups:
            continue
        for union in sorted({*groups, frozenset[str]().union(*groups)}, key=sorted):

            def tasks_inside(
                _: VisitVars,
                mode: Mode,
                tmpl: Template,
                phase: int,
                union: frozenset[str] = union,
                site: str = site,
            ) -> int:
                if mode.site != site:
                    return 0
                return sum(able[task, site] <= union for task in tmpl.support[phase])

            rows = _rows(board, tasks_inside)
            _post_support(board, site, union, rows)


def _post_support(
    board: Board, site: str, union: frozenset[str], rows: dict[int, list[Literal]]
) -> None:
    facts, busy = board.facts, board.occupancy
    for point, literals in sorted(rows.items()):
        here = [
            p
            for p in union
            if overlaps(facts.present(p, site), point, point + 1)
            and not overlaps(busy.fixed.get(p, []), point, point + 1)
        ]
        taken = [
            literal
            for p in sorted(here)
            for spans in (busy.breaks, busy.duties, busy.phases)
            for a, b, literal in spans.get(p, [])
            if a <= point < b
        ]
        if len(literals) + len(taken) > len(here):
            board.model.add(sum(literals) + sum(taken) <= len(here))


def count_rooms(board: Board) -> None:
    """Rooms are held at least from the compulsory part of the first roomed phase on."""
    facts = board.facts
    for site in sorted(facts.case.sites):
        rooms = [room for room in facts.case.office.rooms if room.site == site]
        for feature in sorted({f for room in rooms for f in room.features}):
            fit = [room.id for room in rooms if feature in room.features]

            def needs(
                _: VisitVars,
                mode: Mode,
                tmpl: Template,
                phase: int,
                feature: str = feature,
                site: str = site,
            ) -> int:
                here = mode.site == site and not mode.remote
                return int(here and tmpl.phases[phase].room == feature)

            for point, literals in sorted(_rows(board, needs, hull=True).items()):
                out = sum(overlaps(facts.room_outages.get(r, []), point, point + 1) for r in fit)
                if len(literals) > len(fit) - out:
                    board.model.add(sum(literals) <= len(fit) - out)


def count_duty_tasks(board: Board) -> None:
    """Compulsory tasks of a duty number at most the people who cover it."""
    for duty in board.facts.posts:

        def done_by(_: VisitVars, __: Mode, tmpl: Template, phase: int, duty: str = duty) -> int:
            return tmpl.duties[phase].count(duty)

        periods = board.staff.periods(duty)
        for point, literals in sorted(_rows(board, done_by).items()):
            cover: Linear = 0
            for a, b in periods:
                if a <= point < b:
                    fixed, adds, takes = board.staff.cover(duty, a, b)
                    cover = fixed + sum(adds) - sum(takes)
            board.model.add(sum(literals) <= cover)


def _rows(board: Board, pick: Pick, *, hull: bool = False) -> dict[int, list[Literal]]:
    """Return, for each grid point, the literals that are sure to take something up then."""
    step, now = board.facts.rules.offer_step, board.facts.now
    rows: dict[int, list[Literal]] = {}
    for variables in board.visits.values():
        for offer, held in variables.offers.items():
            tmpl = variables.modes[offer.mode].template
            amounts = [
                pick(variables, offer.mode, tmpl, phase) for phase in range(len(tmpl.phases))
            ]
            if not any(amounts):
                continue
            for arrival, start, literal in held.joint:
                spans = list(_compulsory(tmpl, min(held.blocks), arrival, start))
                for low, high, amount in _taken(spans, amounts, hull=hull):
                    first = -(-max(low, now) // step) * step
                    for point in range(first, high, step):
                        rows.setdefault(point, []).extend([literal] * amount)
    return rows


def _taken(
    spans: list[tuple[int, int]], amounts: list[int], *, hull: bool
) -> Iterator[tuple[int, int, int]]:
    """Yield (from, to, amount): phase by phase, or from the first latest start to the last end."""
    if not hull:
        for (low, high), amount in zip(spans, amounts, strict=True):
            if amount and low < high:
                yield low, high, amount
        return
    needed = [span for span, amount in zip(spans, amounts, strict=True) if amount]
    if needed[0][0] < needed[-1][1]:
        yield needed[0][0], needed[-1][1], 1


def _compulsory(tmpl: Template, first: int, arrival: int, start: int) -> Iterator[tuple[int, int]]:
    """Yield (latest start, earliest end) of each phase."""
    blocks = tmpl.blocks
    est, lst = [arrival] * len(blocks), [arrival] * len(blocks)
    for k in range(1, len(blocks)):
        before = blocks[k - 1].length
        est[k] = est[k - 1] + before + blocks[k].lag_min
        lst[k] = lst[k - 1] + before + blocks[k].lag_max
        if k == first:
            est[k] = lst[k] = start
    for k in range(first - 1, -1, -1):
        after = blocks[k].length
        lst[k] = min(lst[k], lst[k + 1] - after - blocks[k + 1].lag_min)
        est[k] = max(est[k], est[k + 1] - after - blocks[k + 1].lag_max)
    for k, block in enumerate(blocks):
        for offset, phase in zip(block.offsets, block.phases, strict=True):
            yield lst[k] + offset, est[k] + offset + tmpl.phases[phase].minutes
