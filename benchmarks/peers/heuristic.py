"""The manager: the most urgent first, each visit where it first finds room; nobody else is moved.

It is our own first fit, done after ring 0: what an experienced manager does at the phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.peer import Answer, Clock, Rest, Seat, Trace

if TYPE_CHECKING:
    from benchmarks.peers.instance import Instance, SeatFacts, VisitFacts


def seat_of(visit: VisitFacts, facts: SeatFacts) -> Seat:
    """Return a seat written as positions in an instance."""
    mode = visit.modes[facts.mode]
    way = mode.ways[facts.way]
    return Seat(way.provider, mode.site, mode.modality, facts.starts, mode.remote, way.double)


def hinted(instance: Instance) -> tuple[dict[str, Seat | None], tuple[Rest, ...]]:
    """Return the seats and breaks of the manager's plan."""
    seats: dict[str, Seat | None] = {}
    for visit in instance.visits:
        if visit.hint is not None:
            seats[visit.ref] = seat_of(visit, visit.hint)
        elif visit.hint_slot is not None:
            seats[visit.ref] = Seat(slot=visit.hint_slot)
        else:
            seats[visit.ref] = None
    rests = tuple(
        Rest(taken.person, taken.kind, taken.starts[taken.hint], taken.minutes)
        for taken in instance.breaks
        if taken.hint >= 0
    )
    return seats, rests


class Heuristic:
    """The manager's way, by urgency and time, first fit."""

    name = "heuristic"
    relaxed: tuple[str, ...] = ()

    def run(self, instance: Instance, seconds: float, seed: int) -> Trace:
        """Return the one plan that there is."""
        del seed
        clock = Clock(seconds)
        seats, rests = hinted(instance)
        return Trace([Answer(clock.passed, seats, rests)], ended=clock.passed)
