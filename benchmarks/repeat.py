"""`huddle bench repeat`: is the same answer given every time that it is asked for?

Each answer is asked of a process of its own, with another seed of Python's hashes, in
deterministic mode; all that it says but for its `timing` must be the same bytes for one number of
workers, and what is proven must cost the same for all of them. A question is an example day, an
example roster that is repaired (or built: `clinic-month:build`), or an absence of several days.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.questions import (
    NETWORK,
    WEEKS,
    Question,
    drawn,
    names,
    proof_of,
    question,
    without_times,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

USUAL = (
    *("md-out-small-pc", "np-out-supervision", "infeasible-honest", NETWORK),
    *("clinic-month", "clinic-month:build", WEEKS, f"{WEEKS}:build", "nurse-out"),
)
"""What is asked by default."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of one answer.

    Attributes:
        digest: of its bytes, without its times.
        cost: of its plan, or of its plans together.
        proven: whether that is proven best.
        reproducible: whether it says of itself that it is.
        before: what comes before the cost of a roster: people short, cells changed.
    """

    digest: str
    cost: int
    proven: bool
    reproducible: bool
    before: tuple[int, ...] = ()

    @property
    def worth(self) -> tuple[int, ...]:
        """What is proven where it is: the counts, and the cost."""
        return (*self.before, self.cost)


@dataclass(frozen=True, slots=True)
class Repeated:
    """What one question came to with one number of workers.

    Attributes:
        day: the day, or whatever else was asked about.
        workers: solver workers.
        repeats: how often it was asked.
        answers: how often each of the different answers came, the most frequent first; one number
            when it is reproducible.
        costs: of the answers that were proven, after what comes before the cost.
        cost: of the first answer.
        proven: whether the first answer was proven.
        owned_up: answers that say that they are not reproducible.
    """

    day: str
    workers: int
    repeats: int
    answers: tuple[int, ...]
    costs: tuple[tuple[int, ...], ...]
    cost: int
    proven: bool
    owned_up: int


def digest(answer: dict[str, Any]) -> str:
    """Return the digest of an answer without its times, as it is written."""
    return hashlib.sha256(json.dumps(without_times(answer)).encode()).hexdigest()


def ask(
    about: Question, workers: int, deadline: float, hash_seed: int, *, options: bool = False
) -> Answer:
    """Ask once, in a process of its own."""
    words = [*about.words, "--deterministic", "--json"]
    words += [about.one] if about.one is not None and not options else []
    words += ["--deadline", str(deadline), "--workers", str(workers)]
    done = subprocess.run(
        [sys.executable, "-m", "api.command_line", *words],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(f"{about.name}, {workers} workers: {done.stderr.strip()}")
    return kept(json.loads(done.stdout))


def kept(answer: dict[str, Any]) -> Answer:
    """Return what is kept of an answer."""
    proof = proof_of(answer)
    return Answer(digest(answer), proof.cost, proof.proven, proof.reproducible, proof.before)


def repeated(day: str, workers: int, answers: Sequence[Answer]) -> Repeated:
    """Sum up the answers to one question."""
    counts = Counter(answer.digest for answer in answers)
    return Repeated(
        day=day,
        workers=workers,
        repeats=len(answers),
        answers=tuple(sorted(counts.values(), reverse=True)),
        costs=tuple(sorted({answer.worth for answer in answers if answer.proven})),
        cost=answers[0].cost,
        proven=answers[0].proven,
        owned_up=sum(not answer.reproducible for answer in answers),
    )


def disagreements(rows: Iterable[Repeated]) -> list[str]:
    """Return what is not reproducible, in words."""
    rows = list(rows)
    wrong = [
        f"{row.day}, {row.workers} workers: {len(row.answers)} answers"
        for row in rows
        if len(row.answers) > 1
    ]
    wrong += [
        f"{row.day}, {row.workers} workers: {row.owned_up} not reproducible by their own word"
        for row in rows
        if row.owned_up
    ]
    for day in dict.fromkeys(row.day for row in rows):
        costs = {cost for row in rows if row.day == day for cost in row.costs}
        if len(costs) > 1:
            said = ", ".join(" / ".join(map(str, worth)) for worth in sorted(costs))
            wrong.append(f"{day}: proven at {said}")
    return wrong


def table(rows: Iterable[Repeated]) -> str:
    """Return the rows as Markdown."""
    lines = [
        "| question | workers | repeats | different answers | cost | |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        told = ", ".join(map(str, row.answers)) if len(row.answers) > 1 else "1"
        proven = "proven" if row.proven else ""
        lines.append(
            f"| {row.day} | {row.workers} | {row.repeats} | {told} | {row.cost:,} | {proven} |"
        )
    return "\n".join(lines)


class Kept:
    """The answers of earlier runs, one line each, where they are kept."""

    def __init__(self, folder: Path | None) -> None:
        self.file = None if folder is None else folder / "repeat.jsonl"
        self.answers: dict[str, Answer] = {}
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        said = self.file.read_text(encoding="utf-8") if self.file.is_file() else ""
        whole = [line for line in said.splitlines(keepends=True) if line.endswith("\n")]
        for line in whole:
            name, answer = json.loads(line)
            before = tuple(answer.pop("before", ()))
            self.answers[name] = Answer(**answer, before=before)
        # A line that was broken off would spoil the next one.
        self.file.write_text("".join(whole), encoding="utf-8")

    def add(self, name: str, answer: Answer) -> None:
        """Keep an answer."""
        self.answers[name] = answer
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps([name, asdict(answer)]) + "\n")


def main(words: Sequence[str] | None = None) -> int:
    """Run the suite; 1 when something is not reproducible."""
    parser = argparse.ArgumentParser(prog="huddle bench repeat", description=__doc__)
    parser.add_argument(
        "days",
        nargs="*",
        metavar="QUESTION",
        help="example days, rosters (repaired, or with :build built) and absences; by default "
        + ", ".join(USUAL),
    )
    parser.add_argument("--repeats", type=int, default=100, help="how often each is asked")
    parser.add_argument("--workers", default="1,2,8", help="numbers of workers")
    parser.add_argument("--deadline", type=float, default=2.0, help="units of each search")
    parser.add_argument("--options", action="store_true", help="with the other profiles' plans")
    parser.add_argument("--out", type=Path, help="keep the answers here, and go on where it ended")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(words)
    days = given.days or list(USUAL)
    unknown = sorted(set(days) - {*names()})
    if unknown:
        parser.error(f"no such example day, roster or absence: {', '.join(unknown)}")
    known, rows = Kept(given.out), []
    with tempfile.TemporaryDirectory() as folder:
        files = drawn(Path(folder), days)
        for day in days:
            for workers in map(int, given.workers.split(",")):
                answers = []
                for seed in range(given.repeats):
                    name = f"{day} {workers} {given.deadline:g} {given.options} {seed}"
                    if name not in known.answers:
                        asked = (question(day, files), workers, given.deadline, seed)
                        known.add(name, ask(*asked, options=given.options))
                    answers.append(known.answers[name])
                rows.append(repeated(day, workers, answers))
                if not given.json:
                    told = len(rows[-1].answers)
                    print(f"{day}, {workers} workers: {told} answer(s)", flush=True)
    wrong = disagreements(rows)
    if given.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "wrong": wrong}, indent=2))
    else:
        print(table(rows))
        print("\n".join(wrong) or "the same every time; proven costs agree")
    return int(bool(wrong))
