"""What lies before now is fact: breaks taken and duties done stay as they were."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import holding, minus, union, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "past"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    was = Counter(
        (b.person, b.kind, b.start, b.end)
        for b in case.published.breaks
        if b.start < case.now and holding(view.present(b.person), b.start, b.end)
    )
    are = Counter((b.person, b.kind, b.start, b.end) for b in plan.breaks if b.start < case.now)
    for person in sorted({item[0] for item in (was - are) + (are - was)}):
        sentence = (
            f"{person}'s breaks before {wall(max(case.now, 0))} are not those that were taken."
        )
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(person,), sentence=sentence)
    pairs = {
        (d.person, d.duty) for d in (*case.published.duties, *plan.duties) if d.start < case.now
    }
    for person, duty in sorted(pairs):
        before = [
            (d.start, min(d.end, case.now))
            for d in case.published.duties
            if (d.person, d.duty) == (person, duty)
        ]
        done = minus(before, minus([(0, 10**6)], view.present(person)))
        planned = union(
            (d.start, min(d.end, case.now))
            for d in plan.duties
            if (d.person, d.duty) == (person, duty) and d.start < case.now
        )
        if planned != done:
            sentence = f"{person}'s time on {duty} before now is not what was done."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(person,), sentence=sentence)
