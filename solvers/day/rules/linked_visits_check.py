"""A visit comes after the one it follows; nobody is in two visits of their own at once."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan
    from solvers.day.check.view import View

RULE = "linked-visits"

Held = tuple["Appointment", "Placement"]


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    today = {visit.id: (visit, placement) for visit, placement in view.placed(plan)}
    said = [*_orders(case, view, today), *_double_presence(case, view, today)]
    for ref, sentence in said:
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)


def _orders(case: Case, view: View, today: dict[str, Held]) -> Iterator[tuple[str, str]]:
    for ref, (visit, placement) in today.items():
        was = view.published(ref)
        for follow in visit.follows:
            other = follow.visit
            if other not in case.visits or other == ref:
                continue
            if other not in today:
                if was is None or was.start > case.now:
                    yield ref, f"{ref} follows {other}, which is not held today."
                continue
            if _as_published(view, today[ref]) and _as_published(view, today[other]):
                continue
            gap = placement.start - today[other][1].end
            if gap < follow.min:
                yield ref, f"{ref} starts {gap} minutes after {other}, and needs {follow.min}."
            elif follow.max is not None and gap > follow.max:
                yield (
                    ref,
                    f"{ref} starts {gap} minutes after {other}, at most {follow.max} may pass.",
                )


def _double_presence(case: Case, view: View, today: dict[str, Held]) -> Iterator[tuple[str, str]]:
    patients: dict[str, list[str]] = {}
    for ref, (visit, _) in sorted(today.items()):
        if visit.patient is not None:
            patients.setdefault(visit.patient, []).append(ref)
    for refs in patients.values():
        for one, other in combinations(refs, 2):
            a, b = today[one][1], today[other][1]
            start, end = max(a.start, b.start), min(a.end, b.end)
            kept = _as_published(view, today[one]) and _as_published(view, today[other])
            if start < end and a.end > case.now and b.end > case.now and not kept:
                yield other, f"The patient of {one} and {other} is in both at {wall(start)}."


def _as_published(view: View, held: Held) -> bool:
    was = view.published(held[0].id)
    return was is not None and was.start == held[1].start
