"""`huddle bench limits`: does an answer come within its deadline, whatever the deadline is?

Example days and generated ones are asked with deadlines drawn at random. An answer may be late by
a tenth of the deadline, or by 100 ms where that is more. No answer is there before the day is read,
ring 0 put together and the plan put into plain words. Where that takes longer than the deadline
drawn, it counts as the deadline: reading and ring 0 as they took in the run itself, the words as
they took when the same question was asked with a deadline of 0, right before.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.day.runs import machine
from engine.asked import Asked
from engine.resolve import resolve
from engine.solving.warm import shut_down, warm_up
from scenarios import library
from scenarios.generator.days import generate
from scenarios.generator.disruptions import Disruption, disrupt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.day import Day
    from models.office import Office
    from models.proposal import Proposal

SHORTEST, LONGEST = 0.05, 20.0
"""Seconds between which deadlines are drawn, as many from each doubling."""

SHARE, LEAST = 0.1, 0.1
"""What an answer may be late by: so much of the deadline, or so many seconds."""

GENERATED = "generated"
"""Days of three providers with somebody out, another one each time."""


@dataclass(frozen=True, slots=True)
class Run:
    """One answer, all times in seconds.

    Attributes:
        number: the run's number; with the suite's seed it says what is asked.
        day: the example day, or what was generated.
        visits: its visits.
        options: whether the other profiles' plans were asked for.
        deadline: what was drawn.
        least: what reading and ring 0 took, and the words with a deadline of 0.
        seconds: what the answer took, from the call to its return.
        ring: the ring whose plan it was.
        parts: where the time went.
    """

    number: int
    day: str
    visits: int
    options: bool
    deadline: float
    least: float
    seconds: float
    ring: int
    parts: dict[str, float]

    @property
    def late(self) -> float:
        """Seconds past the deadline, or past the least that an answer takes."""
        return max(0.0, self.seconds - max(self.deadline, self.least))

    @property
    def beyond(self) -> bool:
        """Whether the answer was later than it may be."""
        return self.late > max(LEAST, SHARE * max(self.deadline, self.least))

    @property
    def past_deadline(self) -> bool:
        """Whether it was, by the deadline alone."""
        return self.seconds - self.deadline > max(LEAST, SHARE * self.deadline)


@dataclass(frozen=True, slots=True)
class Overruns:
    """How late the answers of some runs were.

    Attributes:
        runs: how many.
        beyond: those later than they may be.
        past_deadline: those later than that, whatever the least is that an answer takes.
        p99: seconds that one in a hundred is later than.
        most: the most seconds that one was late.
        least: the median of what an answer takes at the least.
    """

    runs: int
    beyond: int
    past_deadline: int
    p99: float
    most: float
    least: float


def overruns(runs: Sequence[Run]) -> Overruns:
    """Sum up runs."""
    late = sorted(run.late for run in runs)
    if not late:
        return Overruns(0, 0, 0, 0.0, 0.0, 0.0)
    p99 = late[math.ceil(0.99 * len(late)) - 1]
    return Overruns(
        runs=len(late),
        beyond=sum(run.beyond for run in runs),
        past_deadline=sum(run.past_deadline for run in runs),
        p99=round(p99, 3),
        most=round(late[-1], 3),
        least=round(median(run.least for run in runs), 3),
    )


def by_day(runs: Sequence[Run]) -> dict[str, Overruns]:
    """Sum up runs by day, those that were generated together, and all of them last."""
    days: dict[str, list[Run]] = {}
    for run in runs:
        name = GENERATED if run.day.startswith(GENERATED) else run.day
        days.setdefault(name, []).append(run)
    return {day: overruns(days[day]) for day in sorted(days)} | {"all": overruns(runs)}


def table(runs: Sequence[Run]) -> str:
    """Return the sums as Markdown."""
    lines = [
        "| day | answers | too late | past the deadline alone | 99 %, s late | most, s late"
        " | least answer, s |",
        "|---|---|---|---|---|---|---|",
    ]
    for day, told in by_day(runs).items():
        lines.append(
            f"| {day} | {told.runs} | {told.beyond} | {told.past_deadline} | {told.p99:g}"
            f" | {told.most:g} | {told.least:g} |"
        )
    return "\n".join(lines)


def drawn(dice: Random, days: Sequence[str]) -> tuple[str, Office, Day]:
    """Draw one of the days; a generated one is another one each time."""
    name = dice.choice(days)
    if name != GENERATED:
        scenario = library.load(name)
        return name, scenario.office, scenario.day
    seed, kind = dice.randrange(1000), dice.choice(list(Disruption))
    office, day = generate(seed, providers=3)
    return f"{GENERATED}-{seed}-{kind}", office, disrupt(day, office, kind, seed)


def measure(number: int, seed: int, days: Sequence[str], longest: float) -> Run:
    """Ask one question, with no time and with the time drawn for it."""
    dice = Random(f"{seed}-{number}")
    name, office, day = drawn(dice, days)
    deadline = math.exp(dice.uniform(math.log(SHORTEST), math.log(longest)))
    options, search_seed = dice.random() < 0.5, dice.randrange(2**31)
    at_once, before = _timed(office, day, Asked(deadline=0.0, options=options))
    asked = Asked(deadline=deadline, seed=search_seed, options=options)
    seconds, proposal = _timed(office, day, asked)
    least = at_once - _ring_zero(before) + _ring_zero(proposal)
    return Run(
        number=number,
        day=name,
        visits=len(day.appointments),
        options=options,
        deadline=round(deadline, 3),
        least=round(least, 3),
        seconds=round(seconds, 3),
        ring=proposal.certificate.ring,
        parts=proposal.timing.parts,
    )


def _ring_zero(proposal: Proposal) -> float:
    """Return the seconds until ring 0's plan was there and judged."""
    return sum(proposal.timing.parts[part] for part in ("intake", "ring-0", "check"))


def _timed(office: Office, day: Day, asked: Asked) -> tuple[float, Proposal]:
    began = time.monotonic()
    proposal = resolve(office, day, asked=asked)
    return time.monotonic() - began, proposal


def kept(file: Path) -> Iterator[Run]:
    """Yield the runs that a file holds, one on each line; one that was broken off is left out."""
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield Run(**json.loads(line))


def main(words: Sequence[str] | None = None) -> int:
    """Run the suite; 1 when an answer was later than it may be."""
    parser = argparse.ArgumentParser(prog="huddle bench limits", description=__doc__)
    every = [*library.written(), *[GENERATED] * 3]
    parser.add_argument(
        "days",
        nargs="*",
        help=f"example days, or '{GENERATED}'; by default all that are written out, and those",
    )
    parser.add_argument("--runs", type=int, default=1000, help="how many answers")
    parser.add_argument("--seed", type=int, default=0, help="of days and deadlines")
    parser.add_argument("--longest", type=float, default=LONGEST, help="seconds of a deadline")
    parser.add_argument("--out", type=Path, help="keep the runs here, and go on where it ended")
    parser.add_argument("--json", action="store_true", help="print JSON, every run in it")
    given = parser.parse_args(words)
    days = given.days or every
    unknown = sorted(set(days) - {*library.names(), GENERATED})
    if unknown:
        parser.error(f"no such example day: {', '.join(unknown)}")
    if given.longest < SHORTEST:
        parser.error(f"deadlines are drawn from {SHORTEST} s upwards")
    file = None
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        file = given.out / f"limits-{given.seed}.jsonl"
    runs = list(kept(file)) if file is not None else []
    done = {run.number for run in runs}
    if file is not None:
        # A line that was broken off would spoil the next one.
        file.write_text("".join(f"{json.dumps(asdict(run))}\n" for run in runs), encoding="utf-8")
    warm_up()
    try:
        for number in range(given.runs):
            if number in done:
                continue
            run = measure(number, given.seed, days, given.longest)
            runs.append(run)
            if file is not None:
                with file.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(asdict(run)) + "\n")
            if run.beyond and not given.json:
                print(f"{run.day}: asked for {run.deadline} s, took {run.seconds} s", flush=True)
    finally:
        shut_down()
    told = overruns(runs)
    if given.json:
        sums = {day: asdict(each) for day, each in by_day(runs).items()}
        answers = [asdict(run) for run in runs]
        print(json.dumps({"machine": machine(), "days": sums, "answers": answers}, indent=2))
    else:
        print(table(runs))
        print(f"{told.runs} answers, {told.beyond} too late; late by at most {told.most} s")
    return int(told.beyond > 0)
