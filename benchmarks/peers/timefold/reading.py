"""A line of the Java side as an answer: which place each visit and each break has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.peer import Answer, Rest, Seat
from benchmarks.peers.phase_times import known_offsets

if TYPE_CHECKING:
    from benchmarks.peers.instance import Instance, VisitFacts


class Reader:
    """Reads lines on one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._known: dict[tuple[int, str], Seat | None] = {}

    def answer(self, line: str, seconds: float) -> Answer:
        """Return the plan of a line: how much is too much in it, its cost, and all places.

        A place is `mode/way/arrival/start`, or the number of an away.
        """
        _, excess, cost, *places = line.split()
        visits, breaks = self.instance.visits, self.instance.breaks
        seats = {
            visit.ref: self._seat(number, visit, place)
            for number, (visit, place) in enumerate(zip(visits, places, strict=False))
        }
        rests = tuple(
            Rest(taken.person, taken.kind, int(place.split("/")[3]), taken.minutes)
            for taken, place in zip(breaks, places[len(visits) :], strict=True)
            if "/" in place
        )
        return Answer(seconds, seats, rests, int(cost) if excess == "0" else None)

    def _seat(self, number: int, visit: VisitFacts, place: str) -> Seat | None:
        if (number, place) not in self._known:
            self._known[number, place] = _seat(visit, place)
        return self._known[number, place]


def _seat(visit: VisitFacts, place: str) -> Seat | None:
    if "/" not in place:
        slot = visit.away[int(place)].slot
        return None if slot is None else Seat(slot=slot)
    position, which, arrival, start = map(int, place.split("/"))
    mode = visit.modes[position]
    way = mode.ways[which]
    times = tuple(
        None if known is None else (start if known[0] else arrival) + known[1]
        for known in known_offsets(mode)
    )
    return Seat(way.provider, mode.site, mode.modality, times, mode.remote, way.double)
