"""An arrangement: a plan as one column for each visit and provider's break, changed one by one.

What a change costs is known from the columns, and whether it can be from the rows over them and
from diaries of people, rooms and devices. The check has the last word.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from models.plan import PlannedBreak, PlannedVisit
from solvers.day.bounds.columns import NOBODY
from solvers.day.by_hand.agenda import bits
from solvers.day.by_hand.diary import Diaries
from solvers.day.by_hand.first_fit import fitted
from solvers.day.improving.column_rows import ColumnRows
from solvers.day.improving.column_table import NONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.appointment import Follow
    from models.plan import Placement, Plan
    from solvers.day.bounds.cuts import Cut
    from solvers.day.improving.column_table import ColumnTable
    from solvers.day.known.facts import Facts


TURNS = 12
"""Times that columns are adopted in another order."""


ABOUT = 20
"""Minutes about the time of what finds no room within which others are seated anew."""


class Put(NamedTuple):
    """Where a visit or a break is put: in a column, as a plan has it.

    Attributes:
        extra: what it costs more than the column says, for an arrival that is not the best.
    """

    column: int
    planned: PlannedVisit | PlannedBreak
    extra: float = 0.0


class Arrangement:
    """Where each visit and each break is, what is taken, and what it costs.

    Columns are taken and given back quickly; what people, rooms and devices say to it is asked
    when all has a column again (`settle`).

    Attributes:
        given: the rows over columns, as they were given.
        chosen: the column of each job, visits first, then providers' breaks; `NONE` for what is
            lifted, and for what stays since no column has it where it is.
        puts: how the jobs with a column stand in the diaries.
        cost: what the columns come to, with what they share; a plan costs about as much.
    """

    def __init__(self, facts: Facts, table: ColumnTable, rows: Sequence[Cut], plan: Plan) -> None:
        self.facts, self.table, self.based = facts, table, plan
        columns = table.columns
        self.given, self.rows = rows, ColumnRows(rows, len(columns.job))
        self.busy = [0] * (max(table.resource, default=0) + 2)  # bits; the last is nobody's
        self.span_uses = [0] * len(columns.shared)
        self.cap_uses: Counter[str] = Counter()
        self.most = {name: most for span in columns.shared for name, most in span.caps}
        self.followers: dict[str, list[tuple[str, Follow]]] = {}
        for ref in columns.refs:
            for follow in facts.visits[ref].follows:
                self.followers.setdefault(follow.visit, []).append((ref, follow))
        self.cost = 0.0
        self.chosen = [NONE] * columns.jobs
        self.puts: dict[int, Put] = {}
        self._place: dict[str, Placement | None] = {}
        breaks = self._breaks(plan)
        moved = {put.planned for put in breaks.values()}
        self.kept = tuple(taken for taken in plan.breaks if taken not in moved)
        self.diaries = Diaries(facts.base, plan.model_copy(update={"breaks": self.kept}))
        for taken in self.kept:
            self._take(taken.person, taken.start, taken.end)
        self.put(breaks)
        for planned in plan.visits:
            self._enter(planned)

    def _breaks(self, plan: Plan) -> dict[int, Put]:
        """Return where the plan has the breaks that have columns, by job."""
        columns, left = self.table.columns, list(plan.breaks)
        breaks: dict[int, Put] = {}
        for job in range(len(columns.refs), columns.jobs):
            for taken in left:
                column = self.table.column_of_break(job, taken)
                if column != NONE:
                    breaks[job] = Put(column, taken)
                    left.remove(taken)
                    break
        return breaks

    def _enter(self, planned: PlannedVisit) -> None:
        placement, column = planned.placement, self.table.column_of(planned)
        if column != NONE:
            begin = None if placement is None else placement.start
            before = [] if placement is None else self.table.before(column)
            extra = next((extra for extra, arrival in before if arrival == begin), 0.0)
            self.put({self.table.jobs[planned.appointment]: Put(column, planned, extra)})
        elif placement is not None:
            visit = self.facts.visits[planned.appointment]
            self._place[planned.appointment] = placement
            self.diaries.write(visit, placement)
            if not placement.double_booked:
                for start, end in self.facts.provider_spans(visit, placement):
                    self._take(placement.provider, start, end)

    def _take(self, person: str, start: int, end: int) -> None:
        """Take a provider's time for what has no column."""
        if person in self.table.columns.providers:
            self.busy[self.table.columns.providers.index(person)] |= bits(start, end)

    def more(self, column: int) -> float:
        """Return what taking a column would cost now; infinite where it cannot be."""
        total = self.table.price[column]
        for number in self.table.spans(column):
            if not self.span_uses[number]:
                span = self.table.columns.shared[number]
                if any(self.cap_uses[name] >= self.most[name] for name, _ in span.caps):
                    return math.inf
                total += span.price
        return total + self.rows.cost(column)

    def free(self, column: int) -> bool:
        """Tell whether a column's resource is free, or it takes nobody's time."""
        return not self.busy[self.table.resource[column]] & self.table.minutes(column)

    def take(self, job: int, column: int) -> None:
        """Give a job a column."""
        self.cost += self.more(column)
        for number in self.table.spans(column):
            self.span_uses[number] += 1
            if self.span_uses[number] == 1:
                self.cap_uses.update(name for name, _ in self.table.columns.shared[number].caps)
        self.rows.take(column)
        if self.table.resource[column] != NOBODY:
            self.busy[self.table.resource[column]] |= self.table.minutes(column)
        self.chosen[job] = column

    def lift(self, job: int) -> None:
        """Take a job's column from it; it stands in the diaries until it is settled."""
        column = self.chosen[job]
        if self.table.resource[column] != NOBODY:
            self.busy[self.table.resource[column]] &= ~self.table.minutes(column)
        self.rows.take(column, -1)
        for number in self.table.spans(column):
            self.span_uses[number] -= 1
            if not self.span_uses[number]:
                self.cap_uses.subtract(name for name, _ in self.table.columns.shared[number].caps)
        self.chosen[job] = NONE
        self.cost -= self.more(column)

    def settle(self, jobs: Iterable[int], most: float) -> bool:
        """Write jobs into the diaries where their columns have them, and tell whether it can be.

        It cannot where all together costs more than `most`, for arrivals that are not the best.
        Then the diaries are as they were.
        """
        before = {job: self.puts[job] for job in jobs if self.puts[job].column != self.chosen[job]}
        for put in before.values():
            self._erase(put)
        settled: list[int] = []
        for job in before:
            fitting = self._fit(job, self.chosen[job])
            if fitting is not None:
                self._write(job, fitting)
                settled.append(job)
            if fitting is None or self.cost > most:
                for done in settled:
                    self._erase(self.puts[done])
                for old, was in before.items():
                    self._write(old, was)
                return False
        return True

    def back(self, puts: Mapping[int, Put]) -> None:
        """Put jobs, each with a column and settled, where they were once, and settle them."""
        changed = {job: put for job, put in puts.items() if put != self.puts[job]}
        self._clear(changed)
        self.put(changed)

    def adopt(self, columns: Mapping[int, int]) -> list[int] | None:
        """Move jobs to columns as far as there is room, and return those that found none.

        What finds no room in its column comes first the next time (squeaky wheel optimisation,
        Joslin and Clements 1999), and what goes on about then is seated anew after it; for now it
        is put where it costs least. If that cannot be, all is as before, and None is returned.
        """
        wanted = {job: c for job, c in columns.items() if self.puts[job].column != c}
        before = {job: self.puts[job] for job in wanted}
        best: tuple[float, dict[int, Put], list[int]] | None = None
        visits = len(self.table.columns.refs)
        order = sorted(wanted, key=lambda j: (j < visits, -self.table.order(j)[-1][0], j))
        self._clear(before)
        for _ in range(TURNS):
            left = [job for job in order if not self._place_in(job, [wanted[job]])]
            lost = [job for job in left if not self._place_in(job, self._by_cost(job))]
            if not lost and (best is None or self.cost < best[0]):
                best = (self.cost, dict(self.puts), left)
            self._clear(job for job in before if job not in lost)
            if not left:
                break
            near = [job for each in left for job in self._about(wanted[each]) if job not in wanted]
            for job in dict.fromkeys(near):
                wanted[job], before[job] = self.chosen[job], self.puts[job]
                self._clear([job])
            order = list(dict.fromkeys([*lost, *left, *order, *near]))
        self.put(before if best is None else {job: best[1][job] for job in before})
        return None if best is None else best[2]

    def _about(self, column: int) -> list[int]:
        """Return the visits that go on about when a column's visit does."""
        begin, there = self.table.begin[column], []
        for job, put in self.puts.items():
            if self.chosen[job] == NONE or not isinstance(put.planned, PlannedVisit):
                continue
            placement = put.planned.placement
            if placement and placement.start < begin + ABOUT and begin - ABOUT < placement.end:
                there.append(job)
        return there

    def _clear(self, jobs: Iterable[int]) -> None:
        """Take jobs out of their columns and the diaries."""
        for job in jobs:
            self._erase(self.puts[job])
            self.lift(job)

    def _by_cost(self, job: int) -> list[int]:
        """Return the columns that a job could take, the one that costs least now first."""
        costs = [(self.more(c), c) for _, c in self.table.order(job) if self.free(c)]
        return [column for cost, column in sorted(costs) if math.isfinite(cost)]

    def _place_in(self, job: int, columns: Iterable[int]) -> bool:
        """Put a job in the first of some columns that has room for it."""
        for column in columns:
            if not self.free(column) or not math.isfinite(self.more(column)):
                continue
            put = self._fit(job, column)
            if put is not None:
                self.put({job: put})
                return True
        return False

    def put(self, puts: Mapping[int, Put]) -> None:
        """Put jobs that have no column, nor stand in the diaries."""
        for job, put in puts.items():
            self.take(job, put.column)
            self._write(job, put)

    def _write(self, job: int, put: Put) -> None:
        planned = put.planned
        self.cost += put.extra
        self.puts[job] = put
        if isinstance(planned, PlannedBreak):
            self.diaries.rests(planned)
            return
        self._place[planned.appointment] = planned.placement
        if planned.placement is not None:
            self.diaries.write(self.facts.visits[planned.appointment], planned.placement)

    def _erase(self, put: Put) -> None:
        planned = put.planned
        self.cost -= put.extra
        if isinstance(planned, PlannedBreak):
            self.diaries.rests_no_more(planned)
            return
        del self._place[planned.appointment]
        if planned.placement is not None:
            self.diaries.erase(self.facts.visits[planned.appointment], planned.placement)

    def _fit(self, job: int, column: int) -> Put | None:
        """Return what is put in a column if people, rooms and devices are free for it."""
        table, columns = self.table, self.table.columns
        if job >= len(columns.refs):
            claim, (start, end) = (
                columns.breaks[job - len(columns.refs)],
                table.span_of_break(column),
            )
            if not self.diaries.free(claim.person, start, end):
                return None
            rest = PlannedBreak(person=claim.person, kind=claim.kind, start=start, end=end)
            return Put(column, rest)
        ref = columns.refs[job]
        if table.is_away(column):
            return Put(column, PlannedVisit(appointment=ref, slot=table.slot(column)))
        offer, start = table.seat(column)
        found, visit = table.found[ref], self.facts.visits[ref]
        block = found.templates[offer.mode.modality].blocks[table.block(column)]
        for extra, begin in table.before(column):
            at = {block.phases[0]: start}
            placement = fitted(self.facts, found, self.diaries, visit, offer, begin, at)
            if placement is not None and self._in_order(ref, placement):
                return Put(column, PlannedVisit(appointment=ref, placement=placement), extra)
        return None

    def _in_order(self, ref: str, placement: Placement) -> bool:
        """Tell whether a visit comes when it may after those it follows, and before others.

        Two that start as published may stay, whatever is between them.
        """
        stays = self._as_published(ref, placement)
        for follow in self.facts.visits[ref].follows:
            if follow.visit in self._place:
                before = self._place[follow.visit]
                if before is None:
                    return False
                kept = stays and self._as_published(follow.visit, before)
                if not kept and not _follows(follow, before, placement):
                    return False
        for later, follow in self.followers.get(ref, ()):
            after = self._place.get(later)
            if after is not None:
                kept = stays and self._as_published(later, after)
                if not kept and not _follows(follow, placement, after):
                    return False
        return True

    def _as_published(self, ref: str, placement: Placement) -> bool:
        was = self.facts.published(ref)
        return was is not None and was.start == placement.start

    def plan(self) -> Plan:
        """Return the plan as the diaries have it."""
        planned = [put.planned for put in self.puts.values()]
        there = {p.appointment: p for p in planned if isinstance(p, PlannedVisit)}
        visits = tuple(there.get(v.appointment, v) for v in self.based.visits)
        breaks = (*self.kept, *(p for p in planned if isinstance(p, PlannedBreak)))
        return self.based.model_copy(update={"visits": visits, "breaks": breaks}).canonical()


def _follows(follow: Follow, before: Placement, after: Placement) -> bool:
    gap = after.start - before.end
    return follow.min <= gap and (follow.max is None or gap <= follow.max)
