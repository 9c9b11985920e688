"""Tasks done by a duty load those who cover it no more than each can attend to."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from models.clock import wall
from models.finding import Finding, FindingKind
from models.office import By
from solvers.day.check.view import minus, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "duty-tasks"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    tasks: dict[str, list[_Task]] = {}
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
                    here = _Task(placed.start, placed.end, visit.id, phase.acuity)
                    tasks.setdefault(duty, []).append(here)
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
        post = case.duties[duty]
        for at, people, busy in _moments(case.now, going_on, cover):
            left = _left_over(busy, post.each * people)
            if left:
                patients = _patients(busy, post.each)
                sentence = f"{duty}: {patients} and {people} people at {wall(at)}."
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=left, sentence=sentence)
        opening = [
            _Task(task.start, min(task.start + post.start_spacing, task.end), task.visit, 1)
            for task in going_on
            if post.start_spacing and task.start >= case.now
        ]
        for at, people, busy in _moments(case.now, opening, cover):
            left = _left_over(busy, people)
            if left:
                sentence = f"{duty}: {len(busy)} patients begin and {people} people at {wall(at)}."
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=left, sentence=sentence)


class _Task(NamedTuple):
    start: int
    end: int
    visit: str
    acuity: int


def _moments(
    now: int, tasks: list[_Task], cover: list[tuple[int, int]]
) -> Iterator[tuple[int, int, list[_Task]]]:
    """Yield, for each stretch from now on in which nothing changes, (start, people, tasks)."""
    edges = {max(t, now) for task in tasks for t in (task.start, task.end)}
    edges |= {max(t, now) for s in cover for t in s}
    for a, b in itertools.pairwise(sorted(edges)):
        people = sum(x <= a and b <= y for x, y in cover)
        yield a, people, [task for task in tasks if task.start <= a and b <= task.end]


def _left_over(busy: list[_Task], room: int) -> tuple[str, ...]:
    """Return the visits that find no room, taken in the order in which their phases began."""
    left = []
    for task in sorted(busy):
        room -= task.acuity
        if room < 0:
            left.append(task.visit)
    return tuple(dict.fromkeys(left))


def _patients(busy: list[_Task], each: int) -> str:
    """Say how many patients there are, and where it matters what they weigh."""
    weight = sum(task.acuity for task in busy)
    if each == 1 and weight == len(busy):
        return f"{len(busy)} patients"
    return f"{len(busy)} patients of acuity {weight}, {each} each,"
