"""`huddle bench mspsp PATH…`: instances planned as days, one line each, or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.mspsp.as_day import TooLong, answer_of, day_of, office_of
from benchmarks.mspsp.instance import BadInstance, read_instance
from benchmarks.mspsp.published import known, read_best, table
from benchmarks.mspsp.verify import faults, finish_of
from engine.asked import Asked
from engine.opening.cases import case_of
from engine.solving.solve import solve
from engine.solving.warm import shut_down, warm_up
from solvers.day.by_hand.ring_zero import ring_zero

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.mspsp.as_day import Answer
    from benchmarks.mspsp.instance import Instance

BAD_INPUT, UNCHECKED = 2, 3


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one instance.

    `finish` is None when no answer was found; `bound` holds for every answer. `checked` tells
    whether both the day's check and the instance's verifier have nothing to say against it.
    """

    instance: str
    finish: int | None
    bound: int
    proven: bool
    seconds: float
    checked: bool
    faults: tuple[str, ...] = ()


def plan(instance: Instance, seconds: float, seed: int = 0) -> tuple[Run, Answer]:
    """Plan one instance as a day; seconds count from the instance, the day's making included."""
    began = time.monotonic()
    case = case_of(office_of(instance), day_of(instance), now=0)
    asked = Asked(deadline=seconds, seed=seed, options=False)
    start = ring_zero(case)
    left = seconds - (time.monotonic() - began)
    solved = solve(case, start, asked, left, workers=asked.cores)
    spent = time.monotonic() - began
    answer = answer_of(instance, solved.plan)
    wrong = tuple(f.sentence for f in solved.verdict.breaches) + tuple(solved.troubles)
    if answer:
        wrong += tuple(faults(instance, answer))
    finish = finish_of(instance, answer) if answer else None
    known = solved.bound.given == solved.verdict.key[:2] and finish is not None
    bound = solved.bound.cost or 0 if known else 0
    bound = bound if finish is None else min(bound, finish)
    run = Run(
        instance=instance.name,
        finish=finish,
        bound=bound,
        proven=finish == bound,
        seconds=round(spent, 2),
        checked=finish is not None and not wrong,
        faults=wrong,
    )
    return run, answer


def written(instance: Instance, answer: Answer) -> list[dict[str, object]]:
    """Return an answer as others read it: activities, people and skills counted from 1."""
    return [
        {
            "activity": k + 1,
            "start": start,
            "people": {
                str(skill + 1): [person + 1 for person, s in given if s == skill]
                for skill in range(len(instance.needs[k]))
                if any(s == skill for _, s in given)
            },
        }
        for k, (start, given) in sorted(answer.items())
    ]


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the instance files: those named, and all of the folders named.

    Raises:
        BadInstance: there is none.
    """
    for path in paths:
        found = sorted(path.rglob("*.dzn")) if path.is_dir() else [path]
        if not found or not found[0].is_file():
            raise BadInstance(f"{path}: no instance there; name .dzn files or folders with some")
        yield from found


def main(words: list[str] | None = None) -> int:
    """Plan the instances and print what came of each."""
    about = "Plan MSPSP instances as days, and judge the answers twice."
    parser = argparse.ArgumentParser(prog="huddle bench mspsp", description=about)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--deadline", type=float, default=20.0, metavar="S", help="seconds for one")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where answers are written")
    parser.add_argument("--best", type=Path, metavar="CSV", help="compare with best known finishes")
    given = parser.parse_args(words)
    runs: list[Run] = []
    try:
        best = {} if given.best is None else read_best(given.best)
        instances = [read_instance(path) for path in files(given.paths)]
        for instance in instances:
            day_of(instance)
            office_of(instance)
        if best:
            known((instance.name for instance in instances), best)
    except (BadInstance, TooLong) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    warm_up(1)
    try:
        for instance in instances:
            run, answer = plan(instance, given.deadline, given.seed)
            runs.append(run)
            if not given.json:
                print(_line(run), flush=True)
            if given.out is not None and answer:
                given.out.mkdir(parents=True, exist_ok=True)
                target = given.out / f"{instance.name}.json"
                target.write_text(json.dumps(_answer(run, instance, answer), indent=1) + "\n")
    finally:
        shut_down()
    if given.json:
        print(json.dumps([asdict(run) for run in runs], indent=1))
    elif best:
        print(table(runs, best))
    return 0 if all(run.checked for run in runs) else UNCHECKED


def _answer(run: Run, instance: Instance, answer: Answer) -> dict[str, object]:
    return {
        "instance": run.instance,
        "finish": run.finish,
        "bound": run.bound,
        "activities": written(instance, answer),
    }


def _line(run: Run) -> str:
    finish = "-" if run.finish is None else run.finish
    said = "checked" if run.checked else "not checked: " + "; ".join(run.faults or ("no answer",))
    return f"{run.instance}  finish {finish}  bound {run.bound}  {run.seconds:.2f} s  {said}"


if __name__ == "__main__":
    sys.exit(main())
