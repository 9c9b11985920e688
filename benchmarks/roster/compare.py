"""Runs side by side: our search and its peers on instances and seeds, one after another.

Each run has a process of its own, so that none pays for what another has left in memory.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from multiprocessing import get_context
from typing import TYPE_CHECKING

from benchmarks.roster.record import name_of, read_record
from benchmarks.roster.runs import OWN, Asked, measured
from benchmarks.roster.written import write_answer
from models.errors import HuddleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from benchmarks.roster.formats import Task
    from benchmarks.roster.peers.peer import Peer
    from benchmarks.roster.record import Record
    from solvers.roster.outcome import RosterLimits


def asked_for(
    form: str,
    tasks: Iterable[tuple[Path, Task]],
    here: Iterable[Peer],
    every: Iterable[RosterLimits],
    seeds: tuple[int, int],
) -> Iterator[Asked]:
    """Yield the runs: on each instance, within each limits, ours for so many seeds, then peers'.

    Seeds are counted up from that of the limits.
    """
    ours, theirs = seeds
    for (path, task), limits in product(tasks, every):
        solvers = [(OWN, ours), *((peer.name, theirs) for peer in here if form in peer.formats)]
        for solver, many in solvers:
            for seed in range(limits.seed, limits.seed + many):
                yield Asked(form, path, task.name, solver, replace(limits, seed=seed))


def compared(
    asked: Iterable[Asked], tasks: dict[str, Task], folder: Path
) -> tuple[list[Record], list[str]]:
    """Return every run, and a sentence for each that failed.

    One that is kept in the folder, with the same limits, is read there.
    """
    records, failed = [], []
    for each in asked:
        record = _kept(each, folder)
        try:
            records.append(record or _run(each, tasks[each.instance], folder))
        except (RuntimeError, HuddleError) as error:
            failed.append(f"{each.solver} failed on {each.instance}: {error}")
            print(failed[-1], file=sys.stderr, flush=True)
    return records, failed


def _kept(asked: Asked, folder: Path) -> Record | None:
    limits = asked.limits
    name = name_of(asked.format, asked.instance, asked.solver, limits.seed, limits.seconds)
    file = folder / "runs" / f"{name}.json"
    if not file.exists():
        return None
    record = read_record(file)
    return record if record.workers == limits.workers else None


def _run(asked: Asked, task: Task, folder: Path) -> Record:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        record, answer = pool.submit(measured, asked).result()
    write_answer(folder / "rosters" / record.name, task, answer)
    record.write(folder / "runs")
    end = f"bound {record.bound}, {record.ended:.1f} s{', proven' if record.proven else ''}"
    print(f"{record.name}: cost {record.legal}, {end}", file=sys.stderr, flush=True)
    return record
