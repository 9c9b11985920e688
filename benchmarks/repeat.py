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
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios import library
from scenarios.generator.days import generate
from scenarios.generator.disruptions import Disruption, disrupt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NETWORK = "three-sites"
"""A generated day of three sites, of which two have people out and are searched side by side."""

USUAL = ("md-out-small-pc", "np-out-supervision", "infeasible-honest", NETWORK)
"""The days asked for by default."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of one answer.

    Attributes:
        digest: of its bytes, without its times.
        cost: of its plan.
        proven: whether that is proven best.
        reproducible: whether it says of itself that it is.
    """

    digest: str
    cost: int
    proven: bool
    reproducible: bool


@dataclass(frozen=True, slots=True)
class Repeated:
    """What one day came to with one number of workers.

    Attributes:
        day: the day.
        workers: solver workers.
        repeats: how often it was asked.
        answers: how often each of the different answers came, the most frequent first; one number
            when it is reproducible.
        costs: of the answers that were proven.
        cost: of the first answer.
        proven: whether the first answer was proven.
        owned_up: answers that say that they are not reproducible.
    """

    day: str
    workers: int
    repeats: int
    answers: tuple[int, ...]
    costs: tuple[int, ...]
    cost: int
    proven: bool
    owned_up: int


def digest(proposal: dict[str, Any]) -> str:
    """Return the digest of an answer without its times."""
    said = {key: value for key, value in proposal.items() if key != "timing"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def ask(
    day: str, workers: int, deadline: float, hash_seed: int, *, options: bool = False
) -> Answer:
    """Ask once, in a process of its own."""
    words = [day, "--deterministic", "--json", *(() if options else ("--no-options",))]
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
    return kept(json.loads(done.stdout))


def kept(proposal: dict[str, Any]) -> Answer:
    """Return what is kept of a proposal."""
    proof = proposal["certificate"]
    said = bool(proof["limits"]["reproducible"])
    return Answer(digest(proposal), proof["cost"], proof["proven"], said)


def repeated(day: str, workers: int, answers: Sequence[Answer]) -> Repeated:
    """Sum up the answers to one question."""
    counts = Counter(answer.digest for answer in answers)
    return Repeated(
        day=day,
        workers=workers,
        repeats=len(answers),
        answers=tuple(sorted(counts.values(), reverse=True)),
        costs=tuple(sorted({answer.cost for answer in answers if answer.proven})),
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
            wrong.append(f"{day}: proven at {', '.join(map(str, sorted(costs)))}")
    return wrong


def table(rows: Iterable[Repeated]) -> str:
    """Return the rows as Markdown."""
    lines = [
        "| day | workers | repeats | different answers | cost | |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        told = ", ".join(map(str, row.answers)) if len(row.answers) > 1 else "1"
        proven = "proven" if row.proven else ""
        lines.append(
            f"| {row.day} | {row.workers} | {row.repeats} | {told} | {row.cost:,} | {proven} |"
        )
    return "\n".join(lines)


def network(folder: Path) -> Path:
    """Write the generated day of three sites, and return its file."""
    office, day = generate(1, providers=6, sites=3, visits_per_provider=8)
    for seed in (0, 1):
        day = disrupt(day, office, Disruption.TWO_PEOPLE, seed)
    (folder / "office.json").write_text(office.model_dump_json(by_alias=True), encoding="utf-8")
    said = json.loads(day.model_dump_json(by_alias=True)) | {"office": "office.json"}
    file = folder / f"{NETWORK}.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


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
            self.answers[name] = Answer(**answer)
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
    parser.add_argument("days", nargs="*", help=f"example days; by default {', '.join(USUAL)}")
    parser.add_argument("--repeats", type=int, default=100, help="how often each is asked")
    parser.add_argument("--workers", default="1,2,8", help="numbers of workers")
    parser.add_argument("--deadline", type=float, default=2.0, help="deterministic time of each")
    parser.add_argument("--options", action="store_true", help="with the other profiles' plans")
    parser.add_argument("--out", type=Path, help="keep the answers here, and go on where it ended")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(words)
    days = given.days or list(USUAL)
    unknown = sorted(set(days) - {*library.names(), NETWORK})
    if unknown:
        parser.error(f"no such example day: {', '.join(unknown)}")
    known, rows = Kept(given.out), []
    with tempfile.TemporaryDirectory() as folder:
        files = {NETWORK: str(network(Path(folder)))}
        for day in days:
            for workers in map(int, given.workers.split(",")):
                answers = []
                for seed in range(given.repeats):
                    name = f"{day} {workers} {given.deadline:g} {given.options} {seed}"
                    if name not in known.answers:
                        asked = (files.get(day, day), workers, given.deadline, seed)
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
