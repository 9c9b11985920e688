"""Ruin and recreate: visits near each other are taken out and put back in a better order.

Strings of visits at about one time are taken out of some providers' diaries and put back one by
one where they cost least (slack induction by string removals, Christiaens and Vanden Berghe 2020).
A visit that is not seen picks a time at which it could be, and what is in its way there is taken
out with it. Dearer arrangements are gone on from, the less the longer a descent lasts (simulated
annealing). The check judges what looks best; what it objects to is not tried again.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from solvers.day.bounds.columns import NOBODY
from solvers.day.check.verdict import check
from solvers.day.improving.column_table import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from models.plan import Plan
    from solvers.day.improving.arrangement import Arrangement
    from solvers.day.limits import Key

STRINGS = 8
"""Times that a string is taken out of a provider's diary, at the most."""

LENGTH = 3
"""Visits and breaks of a string, at the most."""

UNSEEN = 3
"""Visits not seen that are put as well, at the most."""

BLINK = 0.02
"""How often a column that could be taken is passed over."""

ELSEWHERE = 0.7
"""How often what has a place asks for another one."""

CHEAP = 3.0
"""The higher, the more often the place asked for is a cheap one."""

HOT, COLD = 30.0, 2.0
"""By how much an arrangement may cost more than the last, about: at first, and at last."""

DESCENT = 3000
"""Rounds of a descent; the next begins from the best."""

PATIENCE = 20
"""Rounds without anything that looks better, after which the best is checked."""

LESS = 0.5
"""By how much something looks better at the least."""


class Ruin:
    """Rounds from an arrangement, of which the check has found `key`.

    Where `movable` visits are told, no other one is moved.

    Attributes:
        rounds: how many there have been.
        fruitless: rounds since the check has last found a better plan.
    """

    def __init__(
        self,
        arrangement: Arrangement,
        key: Key,
        seed: int,
        movable: AbstractSet[str] | None = None,
    ) -> None:
        self.at, self.table, self.key = arrangement, arrangement.table, key
        self.dice = random.Random(seed)  # nothing is secret
        share = self.table.columns.share
        # Of those held as a group none moves alone.
        self.free = [job for job, put in self.at.puts.items() if share[put.column] == 1]
        if movable is not None:
            refs = self.table.columns.refs
            self.free = [job for job in self.free if job >= len(refs) or refs[job] in movable]
        if not math.isfinite(self.at.cost):
            self.free = []  # the plan breaks a row, so what rows say is not to be relied on
        self._free = frozenset(self.free)
        self.kept = self.pending = dict(self.at.puts)
        self.least = self.at.cost
        self.wrong: list[frozenset[tuple[int, int]]] = []
        self.rounds = self.fruitless = self._since = self._unjudged = 0

    def adopt(self, columns: Iterable[int]) -> tuple[Plan | None, list[int]]:
        """Go on from other columns, and return (a better plan, if it is one, jobs left out).

        Those are the jobs that found no room in their column, or to which the check objects.
        """
        jobs = self.table.columns.job
        wanted = {int(jobs[c]): int(c) for c in columns if int(jobs[c]) in self._free}
        left = self.at.adopt(wanted)
        if left is None:
            return None, []
        self.pending, self.least = dict(self.at.puts), self.at.cost
        known = len(self.wrong)
        plan = self._judged()
        wrong = (job for each in self.wrong[known:] for job, _ in each)
        return plan, list(dict.fromkeys([*left, *wrong]))

    def run(self, go_on: Callable[[], bool]) -> Iterator[tuple[Plan, Key]]:
        """Yield better plans, each checked, while `go_on`."""
        while self.free and go_on():
            self.round()
            looked_at = self._since >= PATIENCE or self._unjudged >= 3 * PATIENCE
            if self.pending is not self.kept and looked_at:
                plan = self._judged()
                if plan is not None:
                    yield plan, self.key

    def round(self) -> None:
        """Take some visits out and put them back, and go on from there or from before."""
        step = self.rounds % DESCENT
        heat = HOT * (COLD / HOT) ** (step / DESCENT)
        most = self.at.cost - heat * math.log(1 - self.dice.random())
        self._count()
        before = {job: self.at.chosen[job] for job in self._ruined()}
        for job in before:
            self.at.lift(job)
        put = all(self._put(job, most) for job in self._order(list(before)))
        if not put or not self.at.settle(before, most):
            for job in before:
                if self.at.chosen[job] != NONE:
                    self.at.lift(job)
            for job, column in before.items():
                self.at.take(job, column)
        elif self.at.cost < self.least - LESS and not self._known_wrong():
            self.least, self.pending, self._since = self.at.cost, dict(self.at.puts), 0
        if step == DESCENT - 1:
            self.at.back(self.pending)

    def _count(self) -> None:
        self.rounds += 1
        self.fruitless += 1
        self._since += 1
        self._unjudged += 1

    def _judged(self) -> Plan | None:
        """Return the plan that looks best if the check finds it better, and go on from it.

        Where the check objects, go on from the last plan to which it had no objection.
        """
        self.at.back(self.pending)
        self._unjudged = 0
        plan = self.at.plan()
        verdict = check(self.at.facts.case, plan)
        for finding in verdict.breaches:
            known = [self.table.jobs[ref] for ref in finding.about if ref in self.table.jobs]
            self.wrong.append(frozenset((job, self.at.chosen[job]) for job in known or self.free))
        if verdict.breaches:
            self.pending = self.kept
            self.at.back(self.pending)
        self.kept, self.least = self.pending, self.at.cost
        if verdict.breaches or verdict.key >= self.key:
            return None
        self.key, self.fruitless = verdict.key, 0
        return plan

    def _known_wrong(self) -> bool:
        """Tell whether the check has objected to some of what is chosen now."""
        return any(all(self.at.chosen[job] == c for job, c in each) for each in self.wrong)

    def _ruined(self) -> list[int]:
        """Return what is taken out: something that costs, and what is in its way."""
        table, dice = self.table, self.dice
        unseen = [job for job in self.free if table.is_away(self.at.chosen[job])]
        costly = [job for job in self.free if table.price[self.at.chosen[job]] > 0]
        centre = dice.choice(dice.choice((unseen, costly, costly, self.free)) or self.free)
        dice.shuffle(unseen)
        ruined = dict.fromkeys([centre, *unseen[: dice.randint(0, UNSEEN)]])
        provider, minute = self._wanted(centre)
        for _ in range(dice.randint(1, STRINGS)):
            ruined.update(dict.fromkeys(self._string(provider, minute)))
            provider, minute = self._wanted(dice.choice(list(ruined)))
        return list(ruined)

    def _wanted(self, job: int) -> tuple[int, int]:
        """Return a provider, by number, and a minute, at which something is or could be."""
        table, column = self.table, self.at.chosen[job]
        if table.is_away(column) or self.dice.random() < ELSEWHERE:
            there = [c for _, c in table.order(job) if not table.is_away(c)]
            if there:
                column = there[int(len(there) * self.dice.random() ** CHEAP)]
        return table.provider(column), table.begin[column]

    def _string(self, provider: int, minute: int) -> list[int]:
        """Return what follows each other in a provider's diary about a minute."""
        table = self.table
        if provider == NOBODY:
            return []
        here = [job for job in self.free if table.provider(self.at.chosen[job]) == provider]
        here.sort(key=lambda job: abs(table.begin[self.at.chosen[job]] - minute))
        return here[: self.dice.randint(1, LENGTH)]

    def _order(self, jobs: list[int]) -> list[int]:
        """Return the order in which all is put: at random, dearest, tightest or longest first."""
        table, how = self.table, self.dice.random()
        self.dice.shuffle(jobs)
        if how < 0.4:
            jobs.sort(key=lambda job: -table.order(job)[-1][0])
        elif how < 0.6:
            jobs.sort(key=lambda job: len(table.order(job)))
        elif how < 0.8:
            jobs.sort(key=lambda job: -table.minutes(table.order(job)[0][1]).bit_count())
        return jobs

    def _put(self, job: int, most: float) -> bool:
        """Put a visit where it costs least, and tell whether all together is within `most`."""
        at, least, best = self.at, most - self.at.cost, NONE
        for price, column in self.table.order(job):
            if price > least or (best != NONE and price == least):
                break
            if at.free(column) and self.dice.random() >= BLINK:
                more = at.more(column)
                if more < least or (best == NONE and more == least):
                    least, best = more, column
        if best == NONE:
            return False
        at.take(job, best)
        return True
