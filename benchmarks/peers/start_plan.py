"""From a table of start candidates to seats, and from the manager's plan to its literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers.peer import Rest, Seat
from benchmarks.peers.phase_times import known_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.peers.instance import VisitFacts
    from benchmarks.peers.start_table import StartTable

    Values = NDArray[np.bool_]


def read(table: StartTable, values: Values) -> tuple[dict[str, Seat | None], tuple[Rest, ...]]:
    """Return the seats and breaks of a solution."""
    instance = table.instance
    seats: dict[str, Seat | None] = dict.fromkeys(v.ref for v in instance.visits)
    for visit, aways in zip(instance.visits, table.away, strict=True):
        for each, literal in zip(visit.away, aways, strict=True):
            if values[literal] and each.slot is not None:
                seats[visit.ref] = Seat(slot=each.slot)
    for number, position, way_number, joined, literals, arrivals, starts in table.seats:
        on = np.flatnonzero(values[literals])
        if not len(on):
            continue
        arrival, start = int(arrivals[on[0]]), int(starts[on[0]])
        if joined == 0:
            first, pair_arrivals, _ = table.pairs[number, position]
            pair = np.flatnonzero(values[first : first + len(pair_arrivals)])
            arrival = int(pair_arrivals[pair[0]])
        visit = instance.visits[number]
        mode = visit.modes[position]
        way = mode.ways[way_number]
        times = tuple(
            None if known is None else (start if known[0] else arrival) + known[1]
            for known in known_offsets(mode)
        )
        seats[visit.ref] = Seat(
            way.provider, mode.site, mode.modality, times, mode.remote, way.double
        )
    rests = []
    for number, choices in table.breaks:
        taken = instance.breaks[number]
        on = np.flatnonzero(values[choices[: len(taken.starts)]])
        if len(on):
            rests.append(Rest(taken.person, taken.kind, taken.starts[on[0]], taken.minutes))
    return seats, tuple(rests)


def hint(table: StartTable) -> Values:
    """Return a whole solution: the manager's plan; what it may not have here is given up."""
    values = np.zeros(table.count, dtype=np.bool_)
    for number, visit in enumerate(table.instance.visits):
        held = _hinted(table, number, visit)
        if held is None:
            away = dict(zip((e.slot for e in visit.away), table.away[number], strict=True))
            values[away[visit.hint_slot if visit.hint is None else None]] = True
        else:
            values[held] = True
    for number, choices in table.breaks:
        values[choices[table.instance.breaks[number].hint]] = True  # -1 is the missing one
    for used, met in zip(table.used, table.met, strict=True):
        values[used] = any(values[literals].any() for _, _, literals in met)
    return values


def _hinted(table: StartTable, number: int, visit: VisitFacts) -> list[int] | None:
    if visit.hint is None:
        return None
    mode = visit.modes[visit.hint.mode]
    arrival = visit.hint.starts[0]
    begin = next((k for k, phase in enumerate(mode.phases) if phase.provider), 0)
    start = visit.hint.starts[begin]
    for seat_of, position, way, joined, literals, arrivals, starts in table.seats:
        if (seat_of, position, way) != (number, visit.hint.mode, visit.hint.way):
            continue
        if joined == 0:
            first, pair_arrivals, pair_starts = table.pairs[number, position]
            own = np.flatnonzero(starts == start)
            pair = np.flatnonzero((pair_arrivals == arrival) & (pair_starts == start))
            if len(own) and len(pair):
                return [int(literals[own[0]]), first + int(pair[0])]
        else:
            own = np.flatnonzero((starts == start) & (arrivals == arrival))
            if len(own):
                return [int(literals[own[0]])]
    return None
