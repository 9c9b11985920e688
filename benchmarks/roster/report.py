"""The runs as Markdown and JSON: targets, who is ahead of whom, and costs over time."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.roster.peers import ABOUT
from benchmarks.roster.runs import OWN
from benchmarks.roster.targets import TARGETS
from benchmarks.roster.trace import STAMPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.roster.record import Record

AHEAD = (10.0, 60.0)
"""Seconds at which peers are to be met."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of an instance's target, as medians over our runs; None where there is nothing.

    `beyond` is the part of the best known value by which ours is worse.
    """

    instance: str
    target: str
    best: int
    cost: float | None
    beyond: float | None
    proven: int
    runs: int
    seconds: float | None
    met: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """Our median cost beside a peer's, over all instances, after so many seconds."""

    peer: str
    seconds: float
    instances: int
    better: tuple[str, ...]
    worse: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All runs of one comparison, what was typed for it, and the best values that are known."""

    command: str
    records: Sequence[Record]
    best: Mapping[str, int]

    def document(self) -> dict[str, object]:
        """Return the report as JSON has it."""
        return {
            "command": self.command,
            "targets": [asdict(each) for each in self.reached()],
            "ahead": [asdict(each) for each in self.ahead()],
            "runs": [{"run": asdict(r), "figures": r.figures()} for r in self.records],
        }

    def json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps(self.document(), indent=1) + "\n"

    def reached(self) -> list[Reached]:
        """Return what came of each target."""
        found = []
        for instance, runs in _by(self.records, "instance").items():
            own = [run for run in _longest(runs) if run.solver == OWN]
            best = self._best(instance)
            if own and instance in TARGETS and best is not None:
                found.append(_reached(instance, own, best))
        return found

    def _best(self, instance: str) -> int | None:
        target = TARGETS.get(instance)
        return self.best.get(instance, None if target is None else target.best)

    def ahead(self) -> list[Ahead]:
        """Return who is ahead, peer by peer."""
        stamps = [at for at in AHEAD if any(at <= run.deadline for run in self.records)]
        names = [name for name in _by(self.records, "solver") if name != OWN]
        return [_ahead(self._had(at), name, at) for name in names for at in stamps]

    def _had(self, seconds: float) -> list[Record]:
        """Return the runs that had just so many seconds, or else those that had most."""
        exact = [run for run in self.records if run.deadline == seconds]
        return exact or _longest(self.records)

    def markdown(self) -> str:
        """Return the report's tables."""
        kinds = sorted({tuple(run.machine.items()) for run in self.records})
        parts = [
            "# Rosters, and what peers make of them",
            "\n".join(", ".join(f"{key} {value}" for key, value in kind) for kind in kinds),
            f"`{self.command}`: each solver on each instance by itself, medians over seeds. Costs "
            "are the format's own, recomputed by its scorer from the roster that was there at the "
            "time; “–” is no roster yet, or one that breaks something hard.",
        ]
        reached = self.reached()
        if reached:
            parts += ["## Targets", "\n".join(_target_lines(reached))]
        ahead = self.ahead()
        if ahead:
            parts += ["## Beside peers", "\n".join(_ahead_lines(ahead))]
        parts += ["## Costs over time", "\n".join(self._cost_lines())]
        about = [
            f"- {name}: {ABOUT[name]}" for name in _by(self.records, "solver") if name in ABOUT
        ]
        if about:
            parts += ["## Peers", "\n".join(about)]
        return "\n\n".join(parts) + "\n"

    def _cost_lines(self) -> list[str]:
        stamps = [at for at in STAMPS if any(at <= run.deadline for run in self.records)]
        heads = ["instance", "best known", "solver", "had, s", "runs"]
        heads += [f"{at:g} s" for at in stamps]
        heads += ["bound", "gap", "broken", "proven", "proof, s", "peak MiB"]
        lines = [_line(heads), _line(["---"] * len(heads))]
        for instance, on_it in _by(self.records, "instance").items():
            for solver, runs in _by(on_it, "solver").items():
                best = self._best(instance)
                first = [instance, "–" if best is None else best, solver]
                had = sorted({run.deadline for run in runs})
                alike = [[run for run in runs if run.deadline == seconds] for seconds in had]
                lines += [_line([*first, *_figures(own, stamps)]) for own in alike]
        return lines


def _figures(runs: Sequence[Record], stamps: Iterable[float]) -> list[object]:
    """Return the cells of one solver on one instance within one deadline."""
    had = runs[0].deadline
    gap = median(math.inf if run.gap is None else run.gap for run in runs)
    return [
        f"{had:g}",
        len(runs),
        *(
            _whole(_middle(runs, [run.at(at) for run in runs])) if at <= had else ""
            for at in stamps
        ),
        _whole(_middle(runs, [run.bound for run in runs])),
        f"{gap:.1%}" if math.isfinite(gap) else "–",
        max(run.final[0] if run.final else 0 for run in runs),
        f"{sum(run.proven for run in runs)}/{len(runs)}",
        _seconds(_proof(runs)),
        f"{max(run.peak_mib for run in runs):,}",
    ]


def _by(records: Iterable[Record], field: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[getattr(record, field)].append(record)
    return found


def _longest(records: Sequence[Record]) -> list[Record]:
    most = max((run.deadline for run in records), default=0.0)
    return [run for run in records if run.deadline == most]


def _middle(runs: Sequence[Record], values: Iterable[int | None]) -> float | None:
    """Return the median, those that are not there as the worst; None where it is one of them."""
    worst = -math.inf if runs[0].most else math.inf
    middle = median(worst if value is None else value for value in values)
    return middle if math.isfinite(middle) else None


def _proof(runs: Iterable[Record]) -> float | None:
    middle = median(math.inf if run.proof is None else run.proof for run in runs)
    return middle if math.isfinite(middle) else None


def _reached(instance: str, runs: list[Record], best: int) -> Reached:
    target, most = TARGETS[instance], runs[0].most
    until = min(target.seconds, max(run.deadline for run in runs))
    cost = _middle(runs, [run.at(until) for run in runs])
    proof = _proof(runs)
    beyond = None if cost is None else (best - cost if most else cost - best) / best
    proven = proof is not None and proof <= target.seconds
    met = beyond is not None and beyond <= target.within and (proven or not target.proven)
    return Reached(
        instance=instance,
        target=target.sentence,
        best=best,
        cost=cost,
        beyond=None if beyond is None else round(beyond, 5),
        proven=sum(run.proven for run in runs),
        runs=len(runs),
        seconds=proof,
        met=met,
    )


def _ahead(runs: Iterable[Record], peer: str, at: float) -> Ahead:
    """Compare on the instances that both have run; no roster is worse than any."""
    solvers = _by(runs, "solver")
    own, other = (_by(solvers.get(name, []), "instance") for name in (OWN, peer))
    better, worse = [], []
    both = [instance for instance in own if instance in other]
    for instance in both:
        sign = -1 if own[instance][0].most else 1
        one, two = (
            math.inf if middle is None else sign * middle
            for middle in (
                _middle(r, [run.at(at) for run in r]) for r in (own[instance], other[instance])
            )
        )
        better += [instance] if one < two else []
        worse += [instance] if one > two else []
    return Ahead(peer, at, len(both), tuple(better), tuple(worse))


def _target_lines(reached: Iterable[Reached]) -> list[str]:
    heads = [
        "instance",
        "target",
        "best known",
        "reached",
        "beyond it",
        "proven",
        "proof, s",
        "met",
    ]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for each in reached:
        beyond = "–" if each.beyond is None else f"{each.beyond:.1%}"
        proven = f"{each.proven}/{each.runs}"
        said = [each.instance, each.target, each.best, _whole(each.cost), beyond, proven]
        lines.append(_line([*said, _seconds(each.seconds), "yes" if each.met else "**no**"]))
    return lines


def _ahead_lines(ahead: Iterable[Ahead]) -> list[str]:
    heads = ["peer", "after", "instances", "huddle better", "equal", "huddle worse on"]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for each in ahead:
        equal = each.instances - len(each.better) - len(each.worse)
        worse = ", ".join(each.worse) or "–"
        said = [each.peer, f"{each.seconds:g} s", each.instances, len(each.better), equal, worse]
        lines.append(_line(said))
    return lines


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:g}" if value < 1e6 else f"{value:.0f}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
