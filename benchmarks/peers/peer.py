"""What a peer is: somebody else's way of planning the same day, and what it leaves behind."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.peers.instance import Instance


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a peer puts a visit: a provider and starts today, or an open slot on another day.

    Attributes:
        starts: when each phase starts; None for a phase that the peer leaves open. The first one
            is always known.
        slot: the open slot; the other fields are then empty.
    """

    provider: str = ""
    site: str = ""
    modality: str = ""
    starts: tuple[int | None, ...] = ()
    remote: bool = False
    double: bool = False
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """A break that a peer has placed."""

    person: str
    kind: str
    start: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan of a peer, `seconds` after it was called; None is a visit that is not seen.

    `rests` and `cost` are what the peer says itself, where it does: neither is needed to score it.
    """

    seconds: float
    seats: Mapping[str, Seat | None]
    rests: tuple[Rest, ...] = ()
    cost: int | None = None


@dataclass(slots=True)
class Trace:
    """All that a peer said in one run.

    Attributes:
        answers: its plans, each better than the one before by the peer's own count.
        bounds: (seconds, bound) of its own relaxation, rising.
        proven: whether it says that its last plan is best.
        ended: seconds from the call to the end.
    """

    answers: list[Answer] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    proven: bool = False
    ended: float = 0.0

    def at(self, seconds: float) -> Answer | None:
        """Return the last plan that was there after so many seconds."""
        there = [answer for answer in self.answers if answer.seconds <= seconds]
        return there[-1] if there else None

    def bound_at(self, seconds: float) -> float:
        """Return the best bound that was known after so many seconds; 0 before there is one."""
        return max((bound for when, bound in self.bounds if when <= seconds), default=0.0)


class Peer(Protocol):
    """Somebody else's way of planning a day."""

    name: str
    relaxed: tuple[str, ...]

    def run(self, instance: Instance, seconds: float, seed: int) -> Trace:
        """Plan the day within `seconds`, the building of models included."""
        ...


class Clock:
    """Seconds since a peer was called, and how many it has left."""

    def __init__(self, seconds: float) -> None:
        self.began, self.seconds = time.monotonic(), seconds

    @property
    def passed(self) -> float:
        """Seconds since the call."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds until the peer has to have ended."""
        return max(0.0, self.seconds - self.passed)

    def check(self) -> None:
        """Stop whoever has no time left.

        Raises:
            TimeoutError: the peer has to have ended.
        """
        if self.left <= 0:
            raise TimeoutError("a peer's time is over")
