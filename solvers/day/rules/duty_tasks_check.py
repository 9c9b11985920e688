"""Tasks done by a duty run at most as many at a time as people cover it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from models.office import By
from solvers.day.check_view import minus, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "duty-tasks"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    tasks: dict[str, list[tuple[int, int, str]]] = {}
    for visit, placement in view.placed(plan):
        for phase, placed in zip(
            case.phases(visit, placement.modality), placement.phases, strict=True
        ):
            for task in phase.tasks:
                duty = case.task(task).duty
                if duty is None or case.task(task).by is not By.DUTY:
                    continue
                if case.duties[duty].site != placement.site:
                    sentence = f"{visit.id} needs {duty}, which is not at {placement.site}."
                    about = (visit.id,)
                    yield Finding(
                        rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence
                    )
                elif placed.end > case.now:
                    begin = max(placed.start, case.now)
                    tasks.setdefault(duty, []).append((begin, placed.end, visit.id))
    resting: dict[str, list[tuple[int, int]]] = {}
    for taken in plan.breaks:
        resting.setdefault(taken.person, []).append((taken.start, taken.end))
    for duty, going_on in sorted(tasks.items()):
        cover = [
            stretch
            for d in plan.duties
            if d.duty == duty
            for stretch in minus([(d.start, d.end)], resting.get(d.person, []))
        ]
        edges = sorted({t for a, b, _ in going_on for t in (a, b)} | {t for s in cover for t in s})
        for a, b in itertools.pairwise(edges):
            visits = tuple(ref for x, y, ref in going_on if x <= a and b <= y)
            people = sum(x <= a and b <= y for x, y in cover)
            if len(visits) > people:
                sentence = f"{duty}: {len(visits)} patients and {people} people at {wall(a)}."
                yield Finding(
                    rule=RULE, kind=FindingKind.BREACH, about=visits[people:], sentence=sentence
                )
