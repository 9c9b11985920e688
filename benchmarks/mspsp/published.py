"""Published optima, and how a set of runs compares with them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from statistics import mean, median
from typing import TYPE_CHECKING

from benchmarks.mspsp.instance import BadInstance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.mspsp.run import Run

WITHIN = 0.03
"""Up to which share above the best known finish a run is counted as near to it."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best finish known of an instance, and whether it is proven."""

    finish: int
    optimal: bool


def read_best(path: Path) -> dict[str, Best]:
    """Read a table with the columns instance, makespan and optimal (0 or 1).

    Raises:
        BadInstance: the file cannot be read, or is no such table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return {
                row["instance"]: Best(int(row["makespan"]), row["optimal"] == "1") for row in rows
            }
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInstance(f"{path}: not to be read as CSV: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadInstance(f"{path}: columns instance, makespan, optimal are needed") from error


def known(instances: Iterable[str], best: Mapping[str, Best]) -> None:
    """See that there is a finish to compare each instance with.

    Raises:
        BadInstance: there is none.
    """
    for instance in instances:
        if plain(instance) not in best:
            raise BadInstance(f"{instance}: no best finish is known of it")


def plain(instance: str) -> str:
    """Return an instance's name as the table has it: without what its file's name begins with."""
    return instance.removeprefix("inst_")


def table(runs: Sequence[Run], best: Mapping[str, Best]) -> str:
    """Return a line for each set of instances, by their names up to the first underscore."""
    sets: dict[str, list[Run]] = {}
    for run in runs:
        sets.setdefault(plain(run.instance).split("_")[0], []).append(run)
    head = "set | instances | checked | equal to the best known | within 3 % | mean over it"
    head += " | proven | median s | most s"
    lines = [f"| {head} |", "|" + "---|" * 9]
    return "\n".join([*lines, *(_line(name, own, best) for name, own in sets.items())])


def _line(name: str, runs: Sequence[Run], best: Mapping[str, Best]) -> str:
    over = list(_over(runs, best))
    cells = (
        name,
        len(runs),
        sum(run.checked for run in runs),
        sum(each <= 0 for each in over),
        sum(each <= WITHIN for each in over),
        f"{mean(over):.2%}" if over else "–",
        sum(run.proven for run in runs),
        f"{median(run.seconds for run in runs):.1f}",
        f"{max(run.seconds for run in runs):.1f}",
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def _over(runs: Iterable[Run], best: Mapping[str, Best]) -> Iterable[float]:
    for run in runs:
        if run.finish is not None:
            yield run.finish / best[plain(run.instance)].finish - 1
