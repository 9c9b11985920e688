"""What duties and scarce staff do for a visit, as rows over columns: so many are served at once.

A column does not say when the patient comes, nor when what follows the provider's part begins, but
its best arrival mostly holds, and what follows mostly follows at once. These rows make a choice of
columns that can be held; they are no cuts, since another time may be held as well.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.office import By
from solvers.day.cuts import Cut
from solvers.day.spans import covers, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from models.plan import Plan
    from solvers.day.candidates import Template
    from solvers.day.column_table import ColumnTable
    from solvers.day.facts import Facts
    from solvers.day.spans import Span

    Task = tuple[int, int, int, int]  # column, start, end, acuity
    Staff = tuple[str, frozenset[str]]  # a site, and who may do a task there


def rows_of_first_duties(
    facts: Facts, table: ColumnTable, plan: Plan, columns: Iterable[int], start: Sequence[int]
) -> Iterator[Cut]:
    """Yield rows of duties and of scarce staff for some columns, staffed as in the plan.

    What the columns of `start` take has room, whatever is said of it.
    """
    tasks: defaultdict[str, list[Task]] = defaultdict(list)
    asked: defaultdict[Staff, list[Task]] = defaultdict(list)
    for column in columns:
        if not table.is_away(column):
            for duty, *task in _tasks(facts, table, column):
                tasks[duty].append((column, task[0], task[1], task[2]))
            for staff, begin, end in _scarce(facts, table, column):
                asked[staff].append((column, begin, end, 1))
    rest: defaultdict[str, list[Span]] = defaultdict(list)
    for taken in plan.breaks:
        rest[taken.person].append((taken.start, taken.end))
    for duty, listed in tasks.items():
        post = facts.case.duties[duty]
        column, begin, end, acuity = np.array(sorted(listed), dtype=np.int64).T
        apart = np.minimum(begin + post.start_spacing, end)
        for minute in np.unique(begin).tolist():
            people = sum(
                given.start <= minute < given.end
                and not overlaps(rest[given.person], minute, minute + 1)
                for given in plan.duties
                if given.duty == duty
            )
            kinds = ((end, acuity, post.each * people), (apart, np.ones_like(acuity), people))
            for until, weights, most in kinds:
                on = (begin <= minute) & (minute < until)
                yield from _row(column[on], weights[on], most, start)
    for given in plan.duties:
        rest[given.person].append((given.start, given.end))
    for (site, able), listed in asked.items():
        column, begin, end, ones = np.array(sorted(listed), dtype=np.int64).T
        for minute in np.unique(begin).tolist():
            on = (begin <= minute) & (minute < end)
            yield from _row(column[on], ones[on], _free(facts, site, able, rest, minute), start)


def _row(
    columns: np.ndarray, weights: np.ndarray, most: int, start: Sequence[int]
) -> Iterator[Cut]:
    """Yield a row, unless it says nothing."""
    weighed = weights.astype(np.float64)
    taken_up = float(weighed[np.isin(columns, start)].sum())
    if weighed.sum() > max(most, taken_up):
        yield Cut(columns, weighed, max(float(most), taken_up))


def _free(
    facts: Facts, site: str, able: frozenset[str], taken: Mapping[str, Sequence[Span]], minute: int
) -> int:
    """Return how many of the able are at a site then, neither resting nor on a duty."""
    return sum(
        covers(facts.present(person, site, 0), minute, minute + 1)
        and not overlaps(taken.get(person, ()), minute, minute + 1)
        for person in able
    )


def _tasks(facts: Facts, table: ColumnTable, column: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield (duty, start, end, acuity) of a column's first phase at its best arrival."""
    offer, _ = table.seat(column)
    before = table.before(column)
    phases = facts.case.phases(facts.visits[offer.visit], offer.mode.modality)[:1]
    for phase in phases if before else ():
        arrival = before[0][1]
        if arrival < facts.now:
            continue
        for task in facts.case.tasks_by(phase, By.DUTY):
            duty = facts.case.task(task).duty
            if duty is not None:
                yield duty, arrival, arrival + phase.minutes, phase.acuity


def _scarce(facts: Facts, table: ColumnTable, column: int) -> Iterator[tuple[Staff, int, int]]:
    """Yield (who may, start, end) of the phases of a column in which scarce staff have a part."""
    offer, start = table.seat(column)
    before = table.before(column)
    if not before or not facts.scarce:
        return
    tmpl = table.found[offer.visit].templates[offer.mode.modality]
    starts = _starts(tmpl, before[0][1], table.block(column), start)
    for index, tasks in enumerate(tmpl.support):
        block, offset = tmpl.place(index)
        begin = starts[block] + offset
        for task in tasks if begin >= facts.now else ():
            if task in facts.scarce:
                able = frozenset(facts.able(task, offer.mode.site))
                yield (offer.mode.site, able), begin, begin + tmpl.phases[index].minutes


def _starts(tmpl: Template, arrival: int, seen: int, start: int) -> list[int]:
    """Return when each block begins: the first as told, the `seen` one as told, others at once."""
    starts = [arrival]
    for index, (before, block) in enumerate(pairwise(tmpl.blocks), 1):
        at_once = starts[-1] + before.length + block.lag_min
        starts.append(start if index == seen else at_once)
    return starts
