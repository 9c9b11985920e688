"""`huddle bench repeat`: is the same answer given every time that it is asked for?

Each answer is asked of a process of its own, with another seed of Python's hashes, in
deterministic mode; all that it says but for its `timing` must be the same bytes for one number of
workers, and what is proven must cost the same for all of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scenarios import library

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Repeated:
    """What one example day came to with one number of workers.

    Attributes:
        day: the example day.
        workers: solver workers.
        repeats: how often it was asked.
        answers: how many different answers came; 1 when it is reproducible.
        cost: of the first answer.
        proven: whether the first answer was proven.
    """

    day: str
    workers: int
    repeats: int
    answers: int
    cost: int
    proven: bool


def digest(proposal: dict[str, Any]) -> str:
    """Return the digest of an answer without its times."""
    said = {key: value for key, value in proposal.items() if key != "timing"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def ask(day: str, workers: int, deadline: float, hash_seed: int) -> dict[str, Any]:
    """Ask once, in a process of its own."""
    words = [day, "--deterministic", "--no-options", "--json"]
    words += ["--deadline", str(deadline), "--workers", str(workers)]
    done = subprocess.run(
        [sys.executable, "-m", "api.command_line", "resolve", *words],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(f"{day}, {workers} workers: {done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def repeated(day: str, workers: int, proposals: Sequence[dict[str, Any]]) -> Repeated:
    """Sum up the answers to one question."""
    proof = proposals[0]["certificate"]
    answers = len({digest(proposal) for proposal in proposals})
    return Repeated(day, workers, len(proposals), answers, proof["cost"], proof["proven"])


def disagreements(rows: Iterable[Repeated]) -> list[str]:
    """Return what is not reproducible, in words."""
    rows = list(rows)
    wrong = [
        f"{row.day}, {row.workers} workers: {row.answers} answers"
        for row in rows
        if row.answers > 1
    ]
    for day in dict.fromkeys(row.day for row in rows):
        costs = {row.cost for row in rows if row.day == day and row.proven}
        if len(costs) > 1:
            wrong.append(f"{day}: proven at {', '.join(map(str, sorted(costs)))}")
    return wrong


def main(words: Sequence[str] | None = None) -> int:
    """Run the suite; 1 when something is not reproducible."""
    parser = argparse.ArgumentParser(prog="huddle bench repeat", description=__doc__)
    parser.add_argument("days", nargs="*", help="example days; by default three small ones")
    parser.add_argument("--repeats", type=int, default=100, help="how often each is asked")
    parser.add_argument("--workers", default="1,2,8", help="numbers of workers")
    parser.add_argument("--deadline", type=float, default=2.0, help="deterministic time of each")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(words)
    days = given.days or ["md-out-small-pc", "np-out-supervision", "allergy-clinic"]
    unknown = sorted(set(days) - set(library.names()))
    if unknown:
        parser.error(f"no such example day: {', '.join(unknown)}")
    rows = []
    for day in days:
        for workers in map(int, given.workers.split(",")):
            asked = [ask(day, workers, given.deadline, seed) for seed in range(given.repeats)]
            rows.append(repeated(day, workers, asked))
            if not given.json:
                print(f"{day}, {workers} workers: {rows[-1].answers} answer(s)", flush=True)
    wrong = disagreements(rows)
    if given.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "wrong": wrong}, indent=2))
    else:
        print("\n".join(wrong) or "the same every time")
    return int(bool(wrong))
