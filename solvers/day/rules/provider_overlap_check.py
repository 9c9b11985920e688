"""No provider is in two visits at the same minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check_view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "provider-overlap"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    busy: dict[str, list[tuple[int, int, str]]] = {}
    for visit, placement in view.placed(plan):
        for start, end in view.provider_stretches(visit, placement):
            if end > case.now and not placement.double_booked:
                begin = max(start, case.now)
                busy.setdefault(placement.provider, []).append((begin, end, visit.id))
    for provider, stretches in sorted(busy.items()):
        stretches.sort()
        last = stretches[0]
        for current in stretches[1:]:
            if current[0] < last[1]:
                sentence = f"{provider} is with {last[2]} and {current[2]} at {wall(current[0])}."
                about = (current[2], last[2])
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
            last = max(last, current, key=lambda s: s[1])
