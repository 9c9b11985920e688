"""No provider is in two visits at the same minute, but for groups seen as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

    Together = tuple[object, ...]

RULE = "provider-overlap"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    by_provider: dict[str, dict[tuple[int, int, Together], list[str]]] = {}
    for start, end, provider, together, ref in _phases(case, plan):
        seen = by_provider.setdefault(provider, {})
        seen.setdefault((max(start, case.now), end, together), []).append(ref)
    for provider, seen in sorted(by_provider.items()):
        for refs in seen.values():
            most = case.visit_type(case.visits[refs[0]]).group
            if len(refs) > most:
                names = ", ".join(sorted(refs))
                yield _breach(refs, f"{provider} sees {names} at a time, at most {most} may be.")
        stretches = sorted((a, b, min(refs)) for (a, b, _), refs in seen.items())
        last = stretches[0]
        for current in stretches[1:]:
            if current[0] < last[1]:
                sentence = f"{provider} is with {last[2]} and {current[2]} at {wall(current[0])}."
                yield _breach([current[2], last[2]], sentence)
            last = max(last, current, key=lambda s: s[1])


def _phases(case: Case, plan: Plan) -> Iterator[tuple[int, int, str, Together, str]]:
    """Yield (start, end, provider, what is alike of those held as one, visit)."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        if placement.double_booked:
            continue
        several = case.visit_type(visit).group > 1
        for i in view.provider_at(visit, placement.modality):
            start, end = placement.phases[i].start, placement.phases[i].end
            alike: Together = (placement.site, placement.modality, visit.visit_type, i, start)
            if end > case.now:
                yield start, end, placement.provider, alike if several else (visit.id, i), visit.id


def _breach(about: list[str], sentence: str) -> Finding:
    return Finding(rule=RULE, kind=FindingKind.BREACH, about=tuple(about), sentence=sentence)
