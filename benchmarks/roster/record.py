"""What is kept of one run: costs and bounds over time, judged by the format."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from benchmarks.roster.trace import STAMPS

if TYPE_CHECKING:
    from pathlib import Path

Judged = tuple[int, int]
"""Hard violations and cost of an answer."""


@dataclass(slots=True)
class Record:
    """One run of one solver on one instance; one file holds it.

    Attributes:
        deadline: seconds that it had.
        most: whether the format's cost is a worth, to be as high as can be.
        answers: (seconds, hard violations, cost), each better than those before; of all that the
            solver told, those that were the last at a stamp, or at the end.
        bounds: (seconds, bound), each nearer than the one before.
        agrees: whether the format counts what the solver counts, where it does.
        ended: seconds from the call to the end.
        peak_mib: most memory that the process and its children held at a time.
    """

    format: str
    instance: str
    solver: str
    seed: int
    deadline: float
    workers: int
    most: bool = False
    answers: list[tuple[float, int, int]] = field(default_factory=list)
    bounds: list[tuple[float, int]] = field(default_factory=list)
    proven: bool = False
    infeasible: bool = False
    agrees: bool = True
    ended: float = 0.0
    peak_mib: int = 0
    machine: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the run is told by; its file's name."""
        return name_of(self.format, self.instance, self.solver, self.seed, self.deadline)

    @property
    def final(self) -> Judged | None:
        """The last answer's violations and cost; None without one."""
        return self.answers[-1][1:] if self.answers else None

    @property
    def legal(self) -> int | None:
        """The last answer's cost; None where there is none, or it breaks something hard."""
        return None if self.final is None or self.final[0] else self.final[1]

    @property
    def bound(self) -> int | None:
        """The last bound; None before there is one."""
        return self.bounds[-1][1] if self.bounds else None

    @property
    def gap(self) -> float | None:
        """How far cost and bound are apart at the end, as a part of the cost."""
        if self.legal is None or self.bound is None:
            return None
        return abs(self.legal - self.bound) / max(1, abs(self.legal))

    @property
    def proof(self) -> float | None:
        """Seconds until the last answer was proven best; None where it is not."""
        return self.ended if self.proven else None

    def at(self, seconds: float) -> int | None:
        """Return what the answer costs that is there after so many seconds; None without one."""
        there = [answer for answer in self.answers if answer[0] <= seconds]
        return there[-1][2] if there and not there[-1][1] else None

    def keep(self, seconds: float, judged: Judged) -> None:
        """Keep an answer if it is better than those before."""
        if self.final is None or self._key(judged) < self._key(self.final):
            self.answers.append((round(seconds, 3), *judged))

    def _key(self, judged: Judged) -> Judged:
        return judged[0], -judged[1] if self.most else judged[1]

    def figures(self) -> dict[str, object]:
        """Return all that is worked out from the run."""
        return {
            "cost_at": {f"{at:g}": self.at(at) for at in STAMPS if at <= self.deadline},
            "cost": self.legal,
            "violations": None if self.final is None else self.final[0],
            "bound": self.bound,
            "gap": None if self.gap is None else round(self.gap, 5),
            "proof_seconds": self.proof,
        }

    def write(self, folder: Path) -> None:
        """Write the run's file; it is there whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{self.name}.part"
        written = {"run": asdict(self), "figures": self.figures()}
        draft.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        draft.replace(folder / f"{self.name}.json")


def name_of(form: str, instance: str, solver: str, seed: int, deadline: float) -> str:
    """Return the name of a run."""
    return f"{form}-{instance}-{solver}-{seed}-{deadline:g}s"


def read_record(path: Path) -> Record:
    """Read a run's file."""
    run = json.loads(path.read_text(encoding="utf-8"))["run"]
    run |= {name: [tuple(each) for each in run[name]] for name in ("answers", "bounds")}
    return Record(**run)
