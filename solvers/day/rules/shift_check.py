"""People work within their shifts; providers may run over by the overtime allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import holding, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "shift"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, extra = view_of(case), case.rules.overtime.minutes
    wrong: list[tuple[str, str, int]] = []
    for visit, placement in view.placed(plan):
        site = placement.site
        for start, end in view.provider_stretches(visit, placement):
            if not view.shift_for(placement.provider, site, start, end, extra) and end > case.now:
                wrong.append((visit.id, placement.provider, start))
        helping = [
            (p, placed.start, placed.end) for placed in placement.phases for p in placed.people
        ]
        for person, start, end in [*helping, *view.attending(visit, placement)]:
            outside = not holding(view.on_shift(person, site), max(start, case.now), end)
            if outside and end > case.now:
                wrong.append((visit.id, person, start))
    for taken in plan.breaks:
        if not view.shift_for(taken.person, None, taken.start, taken.end) and taken.end > case.now:
            wrong.append(("a break", taken.person, taken.start))
    for given in plan.duties:
        site_of_duty = case.duties[given.duty].site if given.duty in case.duties else None
        begin = max(given.start, case.now)
        inside = holding(view.on_shift(given.person, site_of_duty), begin, given.end)
        if not inside and given.end > case.now:
            wrong.append((given.duty, given.person, given.start))
    for about, person, start in wrong:
        sentence = f"{person} is planned for {about} at {wall(start)}, outside any shift there."
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(about, person), sentence=sentence)
