"""`huddle bench limits`: does an answer come within its deadline, whatever the deadline is?

Example days and generated ones are asked with deadlines drawn at random. An answer may be late by
a tenth of the deadline, or by 100 ms where that is more.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING

from engine.asked import Asked
from engine.resolve import resolve
from engine.warm import shut_down, warm_up
from scenarios import library
from scenarios.generator.days import generate
from scenarios.generator.disruptions import Disruption, disrupt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.day import Day
    from models.office import Office

SHORTEST, LONGEST = 0.05, 20.0
"""Seconds between which deadlines are drawn, as many from each doubling."""

SHARE, LEAST = 0.1, 0.1
"""What an answer may be late by: so much of the deadline, or so many seconds."""


@dataclass(frozen=True, slots=True)
class Run:
    """One answer: the day, the deadline and the time it took in all, in seconds."""

    day: str
    deadline: float
    seconds: float

    @property
    def late(self) -> float:
        """Seconds past the deadline."""
        return max(0.0, self.seconds - self.deadline)

    @property
    def beyond(self) -> bool:
        """Whether the answer was later than it may be."""
        return self.late > max(LEAST, SHARE * self.deadline)


@dataclass(frozen=True, slots=True)
class Overruns:
    """How late the answers of some runs were; `p99` is exceeded by one in a hundred."""

    runs: int
    beyond: int
    p99: float
    most: float


def overruns(runs: Sequence[Run]) -> Overruns:
    """Sum up runs."""
    late = sorted(run.late for run in runs)
    if not late:
        return Overruns(0, 0, 0.0, 0.0)
    p99 = late[math.ceil(0.99 * len(late)) - 1]
    return Overruns(len(late), sum(run.beyond for run in runs), round(p99, 3), round(late[-1], 3))


def drawn(dice: Random) -> tuple[str, Office, Day]:
    """Draw an example day, or a generated one of three providers with somebody out."""
    name = dice.choice([*library.names(), *["generated"] * 3])
    if name != "generated":
        scenario = library.load(name)
        return name, scenario.office, scenario.day
    seed, kind = dice.randrange(1000), dice.choice(list(Disruption))
    office, day = generate(seed, providers=3)
    return f"generated-{seed}-{kind}", office, disrupt(day, office, kind, seed)


def measure(count: int, seed: int) -> Iterator[Run]:
    """Ask so many times, one after the other."""
    dice = Random(seed)
    for _ in range(count):
        name, office, day = drawn(dice)
        deadline = math.exp(dice.uniform(math.log(SHORTEST), math.log(LONGEST)))
        options = dice.random() < 0.5
        asked = Asked(deadline=deadline, seed=dice.randrange(2**31), options=options)
        proposal = resolve(office, day, asked=asked)
        yield Run(name, round(deadline, 3), proposal.timing.seconds)


def main(words: Sequence[str] | None = None) -> int:
    """Run the suite; 1 when an answer was later than it may be."""
    parser = argparse.ArgumentParser(prog="huddle bench limits", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="how many answers")
    parser.add_argument("--seed", type=int, default=0, help="of days and deadlines")
    parser.add_argument("--json", action="store_true", help="print JSON, every run in it")
    given = parser.parse_args(words)
    warm_up()
    runs = []
    try:
        for run in measure(given.runs, given.seed):
            runs.append(run)
            if run.beyond and not given.json:
                print(f"{run.day}: asked for {run.deadline} s, took {run.seconds} s")
    finally:
        shut_down()
    told = overruns(runs)
    if given.json:
        print(json.dumps({**asdict(told), "answers": [asdict(run) for run in runs]}, indent=2))
    else:
        print(f"{told.runs} answers, {told.beyond} too late; late by at most {told.most} s")
    return int(told.beyond > 0)
