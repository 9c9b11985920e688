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

from solvers.day.arrangement import NONE
from solvers.day.check import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.plan import Plan
    from solvers.day.arrangement import Arrangement, Put
    from solvers.day.limits import Key

STRINGS = 4
"""Providers of whose diaries a string is taken out, at the most."""

LENGTH = 4
"""Visits of a string, at the most."""

UNSEEN = 3
"""Visits not seen that are put as well, at the most."""

BLINK = 0.02
"""How often a column that could be taken is passed over."""

ELSEWHERE = 0.7
"""How often a visit that is seen asks for another time than its own."""

HOT, COLD = 60.0, 4.0
"""By how much an arrangement may cost more than the last, about: at first, and at last."""

DESCENT = 500
"""Rounds of a descent; the next begins from the best."""

PATIENCE = 20
"""Rounds without anything that looks better, after which the best is checked."""

LESS = 0.5
"""By how much something looks better at the least."""


class Ruin:
    """Rounds from an arrangement, of which the check has found `key`.

    Attributes:
        rounds: how many there have been.
        fruitless: rounds since the check has last found a better plan.
    """

    def __init__(self, arrangement: Arrangement, key: Key, seed: int) -> None:
        self.at, self.key = arrangement, key
        self.columns = arrangement.columns
        self.dice = random.Random(seed)  # nothing is secret
        self.free = [job for job in range(len(self.columns.refs)) if self._may_move(job)]
        self.kept = self.pending = self._copy()
        self.least = self.at.cost
        self.wrong: list[frozenset[tuple[int, int]]] = []
        self.rounds = self.fruitless = self._since = self._unjudged = 0

    def _may_move(self, job: int) -> bool:
        """Tell whether a visit is put by columns; of those held as a group none moves alone."""
        column = self.at.chosen[job]
        return column != NONE and bool(self.columns.share[column] == 1)

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
        before = {job: self.at.lift(job) for job in self._ruined()}
        if not all(self._put(job, most) for job in self._order(list(before))):
            for job in before:
                if self.at.chosen[job] != NONE:
                    self.at.lift(job)
            self._restore(before)
        elif self.at.cost < self.least - LESS and not self._known_wrong():
            self.least, self.pending, self._since = self.at.cost, self._copy(), 0
        if step == DESCENT - 1:
            self._go_back()

    def _count(self) -> None:
        self.rounds += 1
        self.fruitless += 1
        self._since += 1
        self._unjudged += 1

    def _restore(self, puts: Mapping[int, Put]) -> None:
        for job, put in puts.items():
            self.at.put(job, put)

    def _copy(self) -> dict[int, Put]:
        return {job: self.at.put_of(job) for job in self.free}

    def _go_back(self) -> None:
        """Go on from the arrangement that looks best."""
        changed = {job: put for job, put in self.pending.items() if put != self.at.put_of(job)}
        for job in changed:
            self.at.lift(job)
        self._restore(changed)

    def _judged(self) -> Plan | None:
        """Return the plan that looks best if the check finds it better, and go on from it.

        Where the check objects, go on from the last plan to which it had no objection.
        """
        self._go_back()
        self._unjudged = 0
        plan = self.at.plan()
        verdict = check(self.at.facts.case, plan)
        for finding in verdict.breaches:
            jobs = [self.at.jobs[ref] for ref in finding.about if ref in self.at.jobs]
            self.wrong.append(frozenset((job, self.at.chosen[job]) for job in jobs))
        if verdict.breaches:
            self.pending = self.kept
            self._go_back()
        self.kept, self.least = self.pending, self.at.cost
        if verdict.breaches or verdict.key >= self.key:
            return None
        self.key, self.fruitless = verdict.key, 0
        return plan

    def _known_wrong(self) -> bool:
        """Tell whether the check has objected to some of what is chosen now."""
        chosen = self.at.chosen
        return any(all(chosen[job] == column for job, column in each) for each in self.wrong)

    def _ruined(self) -> list[int]:
        """Return visits to be taken out: one that costs something, and what is in its way."""
        at, dice = self.at, self.dice
        unseen = [job for job in self.free if at.is_away(at.chosen[job])]
        costly = [job for job in self.free if at.price[at.chosen[job]] > 0]
        centre = dice.choice(dice.choice((unseen, costly, costly, self.free)) or self.free)
        dice.shuffle(unseen)
        ruined = dict.fromkeys([centre, *unseen[: dice.randint(0, UNSEEN)]])
        provider, minute = self._wanted(centre)
        for _ in range(dice.randint(1, STRINGS)):
            ruined.update(dict.fromkeys(self._string(provider, minute)))
            provider, _ = self._wanted(dice.choice(list(ruined)))
        return list(ruined)

    def _wanted(self, job: int) -> tuple[int, int]:
        """Return a provider, by number, and a minute at which a visit is or could be seen."""
        at, column = self.at, self.at.chosen[job]
        if at.is_away(column) or self.dice.random() < ELSEWHERE:
            seen = [c for _, c in at.order(job) if not at.is_away(c)]
            column = self.dice.choice(seen) if seen else column
        return at.provider(column), at.begin[column]

    def _string(self, provider: int, minute: int) -> list[int]:
        """Return visits of a provider that follow each other about a minute."""
        at = self.at
        here = [job for job in self.free if at.provider(at.chosen[job]) == provider]
        here.sort(key=lambda job: abs(at.begin[at.chosen[job]] - minute))
        return here[: self.dice.randint(1, LENGTH)] if provider >= 0 else []

    def _order(self, jobs: list[int]) -> list[int]:
        """Return in which order visits are put: at random, dearest, tightest or longest first."""
        at, how = self.at, self.dice.random()
        self.dice.shuffle(jobs)
        if how < 0.4:
            jobs.sort(key=lambda job: -at.order(job)[-1][0])
        elif how < 0.6:
            jobs.sort(key=lambda job: len(at.order(job)))
        elif how < 0.8:
            jobs.sort(key=lambda job: -at.minutes(at.order(job)[0][1]).bit_count())
        return jobs

    def _put(self, job: int, most: float) -> bool:
        """Put a visit where it costs least, and tell whether all together is within `most`."""
        at, least, best = self.at, most - self.at.cost, None
        for price, column in at.order(job):
            if price > least:
                break
            if not at.free(column) or self.dice.random() < BLINK:
                continue
            more = at.more(column)
            if more > least:
                continue
            put = at.fit(job, column)
            if put is not None and more + put.extra <= least:
                least, best = more + put.extra, put
        if best is None:
            return False
        at.put(job, best)
        return True
