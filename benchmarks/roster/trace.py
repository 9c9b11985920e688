"""What a solver says of a roster in one run: answers and bounds, each with its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.roster.answers import Answer

STAMPS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds at which costs and bounds are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, `seconds` after the solver was called.

    Attributes:
        answer: makes it; most are never looked at.
        cost: what the solver itself says that it costs, by the format's definition; None where
            something hard is broken in it, or where it does not say.
    """

    seconds: float
    answer: Callable[[], Answer]
    cost: int | None = None


@dataclass(slots=True)
class Trace:
    """All that a solver said in one run.

    Attributes:
        answers: each better than the one before by the solver's own count.
        bounds: (seconds, what no answer is better than), each nearer than the one before.
        proven: whether the solver says that its last answer is best.
        infeasible: whether it says that there is none.
        ended: seconds from the call to the end.
    """

    answers: list[Told] = field(default_factory=list)
    bounds: list[tuple[float, int]] = field(default_factory=list)
    proven: bool = False
    infeasible: bool = False
    ended: float = 0.0

    def looked_at(self, deadline: float) -> list[Told]:
        """Return the answers that were the last at some stamp, at the deadline, or at the end."""
        found: dict[int, Told] = {}
        stamps = sorted({*(at for at in STAMPS if at < deadline), deadline})
        for stamp in (*stamps, float("inf")):
            there = [told for told in self.answers if told.seconds <= stamp]
            if there:
                found[id(there[-1])] = there[-1]
        return list(found.values())
