"""A site uses no more doses, trays or kits than it has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan


RULE = "stock"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    used: dict[tuple[str, str], list[str]] = {}
    for visit, placement in view.placed(plan):
        for item in set(case.visit_type(visit).uses):
            used.setdefault((item, placement.site), []).append(visit.id)
    before = Counter(
        (item, was.site)
        for ref, visit in case.visits.items()
        if (was := view.published(ref)) is not None
        for item in set(case.visit_type(visit).uses)
    )
    for stock in case.day.stock:
        key = (stock.item, stock.site)
        visits, most = sorted(used.get(key, [])), max(stock.count, before[key])
        if len(visits) > most:
            sentence = f"{stock.site} has {most} of {stock.item}, and {len(visits)} visits use it."
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=tuple(visits), sentence=sentence
            )
