"""Rooms and devices in the core and the relaxation: rows over time for what is sure to be held.

At each minute no more of those that will do are held than there are. A visit holds its room at
least between the times that are sure (see `sure_times`), a device while a phase lasts whose start
the core knows. What is under way, and outages of the last minutes of a turnover, are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.bounds.cuts import Spans, at_each_start, spans_of, together
from solvers.day.model.holds import fit_devices, fit_rooms
from solvers.day.placements.cliques import cliques
from solvers.day.rows.sure_times import sure_span, sure_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.known.facts import Facts
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Board, Literal

    Taken = tuple[int, int, Literal]
    Held = dict[frozenset[str], list[Taken]]


def post_room_rows(board: Board) -> None:
    """Post rows over time for the rooms of each site, and for the rooms that one provider has."""
    facts, setting = board.facts, board.facts.rules.rooms
    sites: dict[str, Held] = {}
    providers: dict[str, list[Taken]] = {}
    for variables, offer, held in board.offers():
        tmpl = variables.modes[offer.mode].template
        if tmpl.roomed is None or offer.mode.remote:
            continue
        spans = [span for span in sure_times(tmpl, held, *tmpl.roomed) if span[0] >= facts.now]
        fit = fit_rooms(facts, variables.visit, offer.mode, tmpl, begun=False)
        sites.setdefault(offer.mode.site, {}).setdefault(fit, []).extend(spans)
        if facts.case.visit_type(variables.visit).group == 1:
            providers.setdefault(offer.provider, []).extend(spans)
    for rooms in sites.values():
        _count(board, rooms, facts.room_outages, setting.turnover)
    most = setting.per_provider
    if most is not None:
        for spans in providers.values():
            for row in cliques(spans):
                if len(row) > most:
                    board.model.add(sum(row) <= most)


def post_device_rows(board: Board) -> None:
    """Post rows over time for the devices of each site."""
    sites: dict[str, Held] = {}
    for variables, offer, held in board.offers():
        tmpl = variables.modes[offer.mode].template
        block = min(held.blocks, default=0)
        for index, phase in enumerate(tmpl.phases):
            own, _ = tmpl.place(index)
            if phase.device is None or own != block:
                continue
            fit = fit_devices(board.facts, offer.mode, phase.device)
            spans = sure_times(tmpl, held, index, index)
            listed = sites.setdefault(offer.mode.site, {}).setdefault(fit, [])
            listed += [span for span in spans if span[0] >= board.facts.now]
    for devices in sites.values():
        _count(board, devices, board.facts.device_outages, 0)


def cuts_of_rooms(facts: Facts, columns: Columns) -> Iterator[Cut]:
    """Yield the same rows over columns, for rooms without outages."""
    setting = facts.rules.rooms
    sites: dict[str, dict[frozenset[str], list[Spans]]] = {}
    providers: dict[str, list[Spans]] = {}
    for chunk in columns.chunks:
        visit, mode = facts.visits[chunk.ref], chunk.offer.mode
        tmpl = columns.templates[chunk.ref][mode.modality]
        block = next((k for k, cut in enumerate(tmpl.blocks) if cut.provided), None)
        if tmpl.roomed is None or mode.remote or block is None:
            continue
        spans = spans_of(chunk, *sure_span(tmpl, block, *tmpl.roomed)).from_(facts.now)
        fit = fit_rooms(facts, visit, mode, tmpl, begun=False)
        sites.setdefault(mode.site, {}).setdefault(fit, []).append(spans)
        if facts.case.visit_type(visit).group == 1:
            providers.setdefault(chunk.offer.provider, []).append(spans)
    for rooms in sites.values():
        for union in dict.fromkeys((*rooms, frozenset[str]().union(*rooms))):
            if not any(facts.room_outages.get(room) for room in union):
                held = together(s for fit, own in rooms.items() if fit <= union for s in own)
                longer = held._replace(end=held.end + setting.turnover * (held.begin < held.end))
                yield from at_each_start(longer, sum(_seats(facts, room) for room in union))
    for held_by in providers.values() if setting.per_provider is not None else ():
        yield from at_each_start(together(held_by), setting.per_provider or 0)


def _count(board: Board, held: Held, outages: Mapping[str, Sequence[Span]], turnover: int) -> None:
    """Post the rows for each set of those that will do, and for all of them together."""
    for union in dict.fromkeys((*held, frozenset[str]().union(*held))):
        out = [span for member in sorted(union) for span in outages.get(member, ())]
        longer = 0 if out else turnover
        inside = [
            (begin, end + longer, literal)
            for fit, spans in held.items()
            if fit <= union
            for begin, end, literal in spans
        ]
        for point, row in _moments(inside, out):
            seats = sum(
                _seats(board.facts, member)
                for member in union
                if not any(a <= point < b for a, b in outages.get(member, ()))
            )
            if len(row) > seats:
                board.model.add(sum(row) <= seats)


def _seats(facts: Facts, member: str) -> int:
    return facts.seats.get(member, 1)


def _moments(spans: list[Taken], outages: Sequence[Span]) -> Iterator[tuple[int, list[Literal]]]:
    """Yield a minute and what goes on then, as often as the most at a time needs it."""
    if not outages:
        yield from ((0, row) for row in cliques(spans))
        return
    for point in sorted({start for start, _, _ in spans} | {a for a, _ in outages}):
        yield point, [literal for a, b, literal in spans if a <= point < b]
