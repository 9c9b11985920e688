"""What is kept of one run: costs and bounds over time, and the figures worked out from them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STAMPS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds at which costs and bounds are told."""

Key = tuple[int, int, int]
"""Gaps, clinical harm, cost: what plans are compared by."""


@dataclass(slots=True)
class Record:
    """One run of one solver on one day; one file holds it.

    Attributes:
        ring_zero: what the plan that touches nobody else amounts to.
        answers: (seconds, gaps, harm, cost), each better than those before.
        bounds: (seconds, bound) on the cost, rising, for the gaps and harm of the last answer.
        ended: seconds from the call to the end.
        calls: patients to be called by the last plan.
        changed: patients for whom anything is other than booked.
        peak_mib: most memory that the process and its children held at a time.
    """

    tier: str
    book: str
    disruption: str
    seed: int
    solver: str
    deadline: float
    visits: int
    ring_zero: Key
    answers: list[tuple[float, int, int, int]] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    proven: bool = False
    ended: float = 0.0
    calls: int = 0
    changed: int = 0
    dropped: int = 0
    peak_mib: int = 0
    relaxed: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    machine: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the run is told by; its file's name."""
        return f"{self.tier}-{self.book}-{self.disruption}-{self.seed}-{self.solver}"

    @property
    def final(self) -> Key:
        """What the last plan amounts to."""
        return self.answers[-1][1:] if self.answers else self.ring_zero

    @property
    def bound(self) -> float:
        """The bound at the end, never above the cost."""
        return min(float(self.final[2]), max((bound for _, bound in self.bounds), default=0.0))

    @property
    def gap(self) -> float:
        """(cost - bound) / cost at the end."""
        return gap(self.final[2], self.bound)

    def key_at(self, seconds: float) -> Key:
        """Return what the plan amounts to that is there after so many seconds."""
        there = [answer for answer in self.answers if answer[0] <= seconds]
        return there[-1][1:] if there else self.ring_zero

    def bound_at(self, seconds: float) -> float:
        """Return the bound known after so many seconds; 0 before there is one."""
        known = max((bound for when, bound in self.bounds if when <= seconds), default=0.0)
        return min(known, self.bound)

    def gap_at(self, seconds: float) -> float:
        """Return the gap after so many seconds; 1 while gaps or harm are above the last plan's."""
        key = self.key_at(seconds)
        return 1.0 if key[:2] != self.final[:2] else gap(key[2], self.bound_at(seconds))

    def first(self) -> float | None:
        """Return when the first plan better than ring 0 was there."""
        return next((at for at, *key in self.answers if tuple(key) < self.ring_zero), None)

    def first_good(self) -> float | None:
        """Return when a plan was first there that costs at most twice the last bound."""
        return self._within(2 * self.bound)

    def close(self) -> float | None:
        """Return when plan and bound were first within 1 % of each other."""
        moments = sorted({at for at, *_ in self.answers} | {at for at, _ in self.bounds})
        return next((at for at in moments if self.gap_at(at) <= 0.01), None)

    def mean_gap(self, seconds: float = 10.0) -> float:
        """Return the mean gap over the first seconds; after the end it stays."""
        moments = {0.0} | {at for at, *_ in self.answers} | {at for at, _ in self.bounds}
        turns = [*sorted(at for at in moments if at < seconds), seconds]
        pieces = pairwise(turns)
        return sum((until - at) * self.gap_at(at) for at, until in pieces) / seconds

    def _within(self, most: float) -> float | None:
        if self.ring_zero[:2] == self.final[:2] and self.ring_zero[2] <= most:
            return 0.0
        return next(
            (
                at
                for at, *key in self.answers
                if tuple(key[:2]) == self.final[:2] and key[2] <= most
            ),
            None,
        )

    def figures(self) -> dict[str, object]:
        """Return all that is worked out from the run."""
        return {
            "cost_at": {f"{at:g}": self.key_at(at) for at in STAMPS},
            "bound_at": {f"{at:g}": self.bound_at(at) for at in STAMPS},
            "final": self.final,
            "bound": self.bound,
            "gap": round(self.gap, 5),
            "mean_gap_10_s": round(self.mean_gap(), 5),
            "first_seconds": self.first(),
            "first_within_twice_seconds": self.first_good(),
            "within_1_percent_seconds": self.close(),
            "proof_seconds": self.ended if self.proven else None,
        }

    def write(self, folder: Path) -> None:
        """Write the run's file; it is there whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{self.name}.part"
        draft.write_text(
            json.dumps({"run": asdict(self), "figures": self.figures()}, indent=1), encoding="utf-8"
        )
        draft.replace(folder / f"{self.name}.json")


def gap(cost: float, bound: float) -> float:
    """Return how far at most a cost is from the best, as a share of itself."""
    return (cost - bound) / cost if cost > bound else 0.0


def read_all(folder: Path) -> list[Record]:
    """Return the runs whose files are in the folder, by name."""
    records = []
    for file in sorted(folder.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        run = document["run"]
        run |= {"ring_zero": tuple(run["ring_zero"]), "relaxed": tuple(run["relaxed"])}
        run |= {"troubles": tuple(run["troubles"])}
        run |= {name: [tuple(each) for each in run[name]] for name in ("answers", "bounds")}
        records.append(Record(**run))
    return records
