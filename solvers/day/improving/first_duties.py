"""What duties do when patients come, as rows over columns: whoever checks in sees so many at once.

A column does not say when the patient comes, but its best arrival mostly holds. These rows make a
choice of columns that can be held; they are no cuts, since another arrival may be held as well.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from models.office import By
from solvers.day.bounds.cuts import Cut
from solvers.day.known.spans import overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.plan import Plan
    from solvers.day.improving.column_table import ColumnTable
    from solvers.day.known.facts import Facts
    from solvers.day.known.spans import Span

    Task = tuple[int, int, int, int]  # column, start, end, acuity


def rows_of_first_duties(
    facts: Facts, table: ColumnTable, plan: Plan, columns: Iterable[int], start: Sequence[int]
) -> Iterator[Cut]:
    """Yield rows of the duties in the first phases of some columns, staffed as in the plan.

    What the columns of `start` take has room, whatever is said of it.
    """
    tasks: defaultdict[str, list[Task]] = defaultdict(list)
    for column in columns:
        if not table.is_away(column):
            for duty, *task in _tasks(facts, table, column):
                tasks[duty].append((column, task[0], task[1], task[2]))
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
                weighed, here = weights[on].astype(np.float64), column[on]
                taken_up = float(weighed[np.isin(here, start)].sum())
                if weighed.sum() > max(most, taken_up):
                    yield Cut(here, weighed, max(float(most), taken_up))


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
