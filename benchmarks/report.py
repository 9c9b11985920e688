"""`huddle bench day`: what the engine makes of days, one line each, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from engine.asked import Asked
from engine.cases import case_of
from engine.solve import Solved, solve
from engine.warm import shut_down, warm_up
from scenarios import library
from scenarios.generator.days import generate
from scenarios.generator.disruptions import disrupt
from solvers.day.ring_zero import ring_zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case

KINDS = ("one-provider", "one-ma", "two-people", "provider-leaves-midday")


@dataclass(frozen=True, slots=True)
class Run:
    """One solve of one day; seconds count from a warm solver process being handed the case."""

    day: str
    visits: int
    t0: int
    t1: int
    cost: int
    bound: int
    gap: float
    proven: bool
    first_seconds: float | None
    seconds: float


def measure(name: str, case: Case, seconds: float, seed: int = 0) -> Run:
    """Solve a case once with all cores and say what came of it."""
    asked = Asked(deadline=seconds, seed=seed, options=False)
    began = time.monotonic()
    solved: Solved = solve(case, ring_zero(case), asked, seconds, workers=asked.cores)
    spent = time.monotonic() - began
    t0, t1, cost = solved.verdict.key
    known = solved.bound.given == (t0, t1) and solved.bound.cost is not None
    bound = min(cost, solved.bound.cost or 0) if known else 0
    least = solved.bound.t0 == t0 and t1 in {0, solved.bound.t1}
    return Run(
        day=name,
        visits=len(case.visits),
        t0=t0,
        t1=t1,
        cost=cost,
        bound=bound,
        gap=round((cost - bound) / cost, 4) if cost else 0.0,
        proven=least and bound == cost,
        first_seconds=None if solved.first_seconds is None else round(solved.first_seconds, 2),
        seconds=round(spent, 2),
    )


def cases(seed_base: int, seeds: int) -> Iterator[tuple[str, Case]]:
    """Yield the fixtures, then generated three-provider days of about 60 visits."""
    for name in library.names():
        scenario = library.load(name)
        yield name, case_of(scenario.office, scenario.day)
    for seed in range(seed_base, seed_base + seeds):
        for kind in KINDS:
            office, day = generate(seed, providers=3, visits_per_provider=20)
            yield f"{kind}-{seed}", case_of(office, disrupt(day, office, kind, seed))


def machine() -> dict[str, str]:
    """Say what was measured on, without naming it."""
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "ortools": version("ortools"),
        "huddle": version("huddle"),
    }


def table(runs: list[Run]) -> str:
    """Return the runs as a Markdown table."""
    lines = [
        "| day | visits | cost | bound | gap | proven | first answer, s | end, s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for run in runs:
        first = "–" if run.first_seconds is None else f"{run.first_seconds:.2f}"
        lines.append(
            f"| {run.day} | {run.visits} | {run.cost:,} | {run.bound:,} | {run.gap:.1%}"
            f" | {'yes' if run.proven else 'no'} | {first} | {run.seconds:.2f} |"
        )
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Run the suite: `--seeds N --seed-base N --deadline S --json --out DIR`."""
    parser = argparse.ArgumentParser(prog="huddle bench day", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--seed-base", type=int, default=1)
    parser.add_argument("--deadline", type=float, default=10.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args(words)
    warm_up(1)
    try:
        runs = [
            measure(name, case, asked.deadline)
            for name, case in cases(asked.seed_base, asked.seeds)
        ]
    finally:
        shut_down()
    document = json.dumps({"machine": machine(), "runs": [asdict(run) for run in runs]}, indent=1)
    heading = ", ".join(f"{key} {value}" for key, value in machine().items())
    text = f"{heading}; deadline {asked.deadline:g} s\n\n{table(runs)}\n"
    if asked.out is not None:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "day.json").write_text(document, encoding="utf-8")
        (asked.out / "day.md").write_text(text, encoding="utf-8")
    print(document if asked.json else text)
    return 0
