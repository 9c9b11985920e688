"""A job shop as PyJobShop takes it, with prices, calendars and choices said in its own words.

Its objective knows of times alone, so money is time: a *bill* is a job of one task that starts at
zero and lasts as many minutes as it costs, in a mode that what was chosen asks for (a mode
dependency); the sum of all bills is the jobs' total flow time. Starts that depend on a choice are
a calendar: something of which nothing is there and nothing is used up, with breaks at all other
times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pyjobshop import (
    Constraints,
    Consumable,
    Job,
    Machine,
    Mode,
    ModeDependency,
    Objective,
    ProblemData,
    Renewable,
    Task,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyjobshop.ProblemData import Resource

    from benchmarks.peers.peer import Clock

HORIZON = 4 * 24 * 60
"""Nothing of a day is later than this, in whatever units."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid: a task, its mode for nothing, and its mode for each mode that costs."""

    task: int
    nothing: int
    owed: dict[int, int]


@dataclass(slots=True)
class JobShop:
    """Jobs, tasks, modes and resources, all named by their positions.

    Raises:
        TimeoutError: there is no time left for another task.
    """

    clock: Clock
    jobs: list[Job] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    modes: list[Mode] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    constraints: Constraints = field(default_factory=Constraints)
    bills: list[Bill] = field(default_factory=list)
    blocks: list[tuple[int, int, int]] = field(default_factory=list)
    starts: dict[int, frozenset[int]] = field(default_factory=dict)
    calendars: dict[tuple[int, ...], int] = field(default_factory=dict)

    def task(
        self, earliest: int = 0, latest: int = HORIZON, *, optional: bool = True, idle: bool = False
    ) -> int:
        """Add a task that starts within a window."""
        self.clock.check()
        self.tasks.append(
            Task(earliest_start=earliest, latest_start=latest, allow_idle=idle, optional=optional)
        )
        return len(self.tasks) - 1

    def mode(self, task: int, minutes: int, uses: Mapping[int, int] | None = None) -> int:
        """Add a mode of a task, with what it uses of each resource."""
        uses = uses or {}
        self.modes.append(Mode(task, list(uses), minutes, list(uses.values())))
        return len(self.modes) - 1

    def machine(self) -> int:
        """Add somebody who does one thing at a time."""
        self.resources.append(Machine())
        return len(self.resources) - 1

    def stock(self, capacity: int) -> int:
        """Add something of which there is so much for the whole day."""
        self.resources.append(Consumable(capacity))
        return len(self.resources) - 1

    def pool(self, capacity: Sequence[tuple[int, int]]) -> int:
        """Add those of whom so many are there from each time on."""
        most = max(many for _, many in capacity)
        until = [*(since for since, _ in capacity[1:]), HORIZON]
        spans = [
            (since, end, many)
            for (since, many), end in zip(capacity, until, strict=True)
            if since < end
        ]
        self.resources.append(Renewable(most, [(a, b) for a, b, many in spans if many == 0]))
        pool = len(self.resources) - 1
        for since, end, many in spans:
            if 0 < many < most:
                gone = self.task(since, since, optional=False)
                self.blocks.append((gone, self.mode(gone, end - since, {pool: most - many}), since))
        return pool

    def calendar(self, starts: Sequence[int]) -> dict[int, int]:
        """Return what a mode uses so that it starts at one of these times, which are sorted."""
        key = tuple(starts)
        if key not in self.calendars:
            edges = [-1, *starts, HORIZON + 1]
            breaks = [(a + 1, b) for a, b in pairwise(edges) if a + 1 < b]
            self.resources.append(Consumable(0, breaks))
            self.calendars[key] = len(self.resources) - 1
        return {self.calendars[key]: 0}

    def choose(self, task: int, starts: Mapping[int, Sequence[int]]) -> dict[int, int]:
        """Give a task that takes no time a mode for each set of starts."""
        known = self.tasks[task]
        window = range(known.earliest_start, known.latest_start + 1)
        return {
            key: self.starting(task, own, {}, always=len(own) == len(window))
            for key, own in starts.items()
        }

    def starting(
        self, task: int, starts: Sequence[int], uses: Mapping[int, int], *, always: bool
    ) -> int:
        """Give a task that takes no time a mode for its starts; always: those of its window."""
        mode = self.mode(task, 0, {**uses, **({} if always else self.calendar(starts))})
        self.starts[mode] = frozenset(starts)
        return mode

    def bill(self, prices: Iterable[tuple[int, int]]) -> None:
        """Let modes cost what they cost; at most one of them is chosen."""
        dear = [(mode, price) for mode, price in prices if price]
        if not dear:
            return
        task = self.task(0, 0, optional=False)
        self.tasks[task].job = len(self.jobs)
        self.jobs.append(Job(tasks=[task], deadline=max(price for _, price in dear)))
        bill = Bill(task, self.mode(task, 0), {})
        for mode, price in dear:
            bill.owed[mode] = self.mode(task, price)
            self.needs(mode, [bill.owed[mode]])
        self.bills.append(bill)

    def needs(self, mode: int, others: Sequence[int]) -> None:
        """Let a mode be chosen only with one of the others."""
        self.constraints.mode_dependencies.append(ModeDependency(mode, list(others)))

    def data(self) -> ProblemData:
        """Return the whole problem: the sum of all bills is to be least."""
        return ProblemData(
            self.jobs,
            self.resources,
            self.tasks,
            self.modes,
            self.constraints,
            Objective(weight_total_flow_time=1),
        )
