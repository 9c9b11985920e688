"""`huddle bench roster --format NAME PATH…`: published instances as rosters, also of peers."""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance
from benchmarks.roster.compare import asked_for, compared
from benchmarks.roster.formats import FORMATS
from benchmarks.roster.peers import peers
from benchmarks.roster.report import Report
from benchmarks.roster.runs import OWN
from benchmarks.roster.targets import read_best
from benchmarks.roster.written import write_answer
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


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    about = "Plan published instances as rosters, and judge the answers by their formats."
    understood = argparse.ArgumentParser(prog="huddle bench roster", description=about)
    add = understood.add_argument
    add("paths", nargs="+", type=Path, metavar="PATH")
    add("--format", choices=sorted(FORMATS), required=True)
    add("--deadline", type=_seconds, default=(60.0,), metavar="S", help="seconds for one")
    add("--seed", type=int, default=0)
    add("--workers", type=int, default=2, help="CP-SAT workers, and searches of peers")
    add("--json", action="store_true", help="print JSON")
    add("--out", type=Path, metavar="DIR", help="where rosters are written")
    group = understood.add_argument_group(
        "comparison",
        "Any of these, or several deadlines with commas, ask for tables; what is kept in --out is "
        "then not run again.",
    )
    add = group.add_argument
    add("--peers", type=_words, default=[], metavar="NAME,…", help="plain, timefold, or all")
    add("--seeds", type=_count, default=None, metavar="N", help="so many seeds, from --seed on")
    add("--peer-seeds", type=_count, default=None, metavar="N", help="the same for peers")
    add("--best", type=Path, metavar="CSV", help="compare with best known values")
    add("--report", type=Path, metavar="DIR", help="write roster.md and roster.json there")
    return understood


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _seconds(text: str) -> tuple[float, ...]:
    try:
        seconds = tuple(float(word) for word in text.split(","))
    except ValueError:
        seconds = ()
    if not seconds or not all(0 < each < math.inf for each in seconds):
        raise argparse.ArgumentTypeError(f"'{text[:40]}': write seconds, or several, like 10,60")
    return seconds


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is no whole number, 1 or more")
    return int(text)


def main(words: list[str] | None = None) -> int:
    """Plan the instances and print what came of each."""
    given = parser().parse_args(words)
    every = [RosterLimits(each, given.seed, given.workers) for each in given.deadline]
    try:
        if len(every) > 1 or given.peers or given.seeds or given.best or given.report:
            return _compare(given, every)
        return _plan_all(given, every[0])
    except BadInstance as error:
        print(error, file=sys.stderr)
        return BAD_INPUT


def _plan_all(given: argparse.Namespace, limits: RosterLimits) -> int:
    runs: list[Run] = []
    for path in given.paths:
        for task in FORMATS[given.format](path):
            run, answer = plan(task, limits)
            runs.append(run)
            if given.out is not None:
                write_answer(given.out, task, answer)
            if not given.json:
                print(_line(run), flush=True)
    if given.json:
        print(json.dumps([asdict(run) for run in runs], indent=2))
    return 0 if all(run.checked for run in runs) else UNCHECKED


def _compare(given: argparse.Namespace, every: list[RosterLimits]) -> int:
    seeds = 1 if given.seeds is None else given.seeds
    theirs = seeds if given.peer_seeds is None else given.peer_seeds
    try:
        roll = peers(given.peers)
    except ValueError as error:
        raise BadInstance(str(error)) from error
    for said in roll.missing.values():
        print(said, file=sys.stderr)
    best = {} if given.best is None else read_best(given.best)
    tasks = [(path, task) for path in given.paths for task in FORMATS[given.format](path)]
    asked = asked_for(given.format, tasks, roll.here, every, (seeds, theirs))
    with tempfile.TemporaryDirectory() as spare:
        folder = given.out or Path(spare)
        records, failed = compared(asked, {task.name: task for _, task in tasks}, folder)
    report = Report(_typed(given, seeds, theirs), records, best)
    if given.report is not None:
        given.report.mkdir(parents=True, exist_ok=True)
        (given.report / "roster.md").write_text(report.markdown(), encoding="utf-8")
        (given.report / "roster.json").write_text(report.json(), encoding="utf-8")
    print(report.json() if given.json else report.markdown(), end="")
    legal = all(run.legal is not None for run in records if run.solver == OWN)
    agreed = all(run.agrees for run in records)
    return 0 if legal and agreed and not failed else UNCHECKED


def _typed(given: argparse.Namespace, seeds: int, theirs: int) -> str:
    """Return what was asked for, without where files are."""
    said = ["huddle bench roster --format", given.format, *(path.name for path in given.paths)]
    said += ["--deadline", ",".join(f"{each:g}" for each in given.deadline), f"--seeds {seeds}"]
    if given.peers:
        said += [f"--peers {','.join(given.peers)} --peer-seeds {theirs}"]
    return " ".join(said)


def _line(run: Run) -> str:
    if run.cost is None:
        return f"{run.instance}: {run.status} after {run.seconds:.1f} s"
    words = f"{run.instance}: cost {run.cost}, bound {run.bound}, {run.seconds:.1f} s"
    words += ", proven" if run.proven else ""
    wrong = "" if run.checked else f"; NOT CHECKED {'; '.join(run.violations)}"
    return words + wrong
