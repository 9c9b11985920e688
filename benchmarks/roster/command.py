"""`huddle bench roster --format NAME PATH…`: published instances planned as rosters."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance
from benchmarks.roster.formats import FORMATS
from models.finding import Tier
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.search import search

if TYPE_CHECKING:
    from benchmarks.roster.answers import Answer
    from benchmarks.roster.formats import Task

BAD_INPUT, UNCHECKED = 2, 3


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one instance.

    `cost` is the format's own, None when there is no roster; `bound` holds for every roster.
    `checked` tells whether the format finds nothing broken and the cost that we say.
    """

    instance: str
    status: str
    cost: int | None
    bound: int | None
    proven: bool
    seconds: float
    checked: bool
    violations: tuple[str, ...] = ()
    parts: dict[str, int] | None = None


def plan(task: Task, limits: RosterLimits) -> tuple[Run, Answer]:
    """Plan one instance, and have its format judge the answer."""
    outcome = search(task.case, limits)
    proven = outcome.status is Status.PROVEN
    if outcome.plan is None or outcome.verdict is None:
        return Run(task.name, outcome.status, None, None, proven, _s(outcome.seconds), False), {}
    answer = task.answer(outcome.plan)
    score = task.score(answer)
    verdict = outcome.verdict
    ours = task.cost(verdict.tier_cost(Tier.T0), verdict.cost)
    run = Run(
        instance=task.name,
        status=outcome.status,
        cost=score.cost,
        bound=task.cost(outcome.gap_bound, outcome.bound),
        proven=proven,
        seconds=_s(outcome.seconds),
        checked=not score.violations and score.cost == ours,
        violations=score.violations,
        parts=score.parts,
    )
    return run, answer


def _s(seconds: float) -> float:
    return round(seconds, 2)


def table(task: Task, answer: Answer) -> str:
    """Return an answer as CSV: a row for each person, a column for each day, shifts by id."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["person", *task.days])
    rows.writerows([who, *(" ".join(cell) for cell in cells)] for who, cells in answer.items())
    return written.getvalue()


def main(words: list[str] | None = None) -> int:
    """Plan the instances and print what came of each."""
    about = "Plan published instances as rosters, and judge the answers by their formats."
    parser = argparse.ArgumentParser(prog="huddle bench roster", description=about)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--format", choices=sorted(FORMATS), required=True)
    parser.add_argument("--deadline", type=float, default=60.0, metavar="S", help="seconds for one")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="CP-SAT workers")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where rosters are written")
    given = parser.parse_args(words)
    runs: list[Run] = []
    limits = RosterLimits(given.deadline, given.seed, given.workers)
    try:
        for path in given.paths:
            for task in FORMATS[given.format](path):
                run, answer = plan(task, limits)
                runs.append(run)
                if given.out is not None:
                    _write(given.out, task, answer)
                if not given.json:
                    print(_line(run), flush=True)
    except BadInstance as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    if given.json:
        print(json.dumps([asdict(run) for run in runs], indent=2))
    return 0 if all(run.checked for run in runs) else UNCHECKED


def _write(folder: Path, task: Task, answer: Answer) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{task.name}.csv": table(task, answer)} if answer else {}
    files |= task.more(answer) if answer and task.more is not None else {}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _line(run: Run) -> str:
    if run.cost is None:
        return f"{run.instance}: {run.status} after {run.seconds:.1f} s"
    words = f"{run.instance}: cost {run.cost}, bound {run.bound}, {run.seconds:.1f} s"
    words += ", proven" if run.proven else ""
    wrong = "" if run.checked else f"; NOT CHECKED {'; '.join(run.violations)}"
    return words + wrong
