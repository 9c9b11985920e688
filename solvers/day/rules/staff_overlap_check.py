"""Nobody does two things at the same minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import holding, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "staff-overlap"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    busy: dict[str, list[tuple[int, int, str, str]]] = {}

    def note(person: str, start: int, end: int, what: str, kind: str) -> None:
        if end > case.now:
            busy.setdefault(person, []).append((max(start, case.now), end, what, kind))

    for visit, placement in view.placed(plan):
        for start, end in view.provider_stretches(visit, placement):
            note(placement.provider, start, end, visit.id, "provider")
        for person, start, end in view.attending(visit, placement):
            note(person, start, end, visit.id, "task")
        for placed in placement.phases:
            for person in placed.people:
                note(person, placed.start, placed.end, visit.id, "task")
    for taken in plan.breaks:
        note(taken.person, taken.start, taken.end, "a break", "break")
    for given in plan.duties:
        note(given.person, given.start, given.end, given.duty, "duty")
    for person, items in sorted(busy.items()):
        items.sort()
        for i, (start, end, what, kind) in enumerate(items):
            for other in items[i + 1 :]:
                if other[0] >= end:
                    break
                if {kind, other[3]} == {"provider"} or _rests(start, end, kind, other):
                    continue
                sentence = f"{person} has {what} and {other[2]} at {wall(other[0])}."
                yield Finding(
                    rule=RULE,
                    kind=FindingKind.BREACH,
                    about=(what, other[2], person),
                    sentence=sentence,
                )


def _rests(start: int, end: int, kind: str, other: tuple[int, int, str, str]) -> bool:
    """Tell whether one of the two is a break wholly within the other, a duty."""
    first, second = (start, end), other[:2]
    if (kind, other[3]) == ("duty", "break"):
        return holding([first], *second)
    return (kind, other[3]) == ("break", "duty") and holding([second], *first)
