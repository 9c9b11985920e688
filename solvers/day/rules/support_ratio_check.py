"""Providers have enough support staff free for their patients."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.staff import Role
from solvers.day.check.view import holding, minus, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "support-ratio"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, setting = view_of(case), case.rules.support_ratio
    if setting.task is None:
        return
    busy: dict[str, list[tuple[int, int]]] = {}
    for taken in plan.breaks:
        busy.setdefault(taken.person, []).append((taken.start, taken.end))
    for given in plan.duties:
        busy.setdefault(given.person, []).append((given.start, given.end))
    for site in sorted(case.sites):
        providers = [
            view.present(p, site)
            for p, who in case.people.items()
            if view.present(p, site) and Role.PROVIDER in who.roles
        ]
        free = [
            minus(view.present(p, site), busy.get(p, []))
            for p in case.people
            if view.present(p, site) and view.may(p, setting.task)
        ]
        edges = sorted({case.now} | {t for spans in (*providers, *free) for s in spans for t in s})
        short = 0
        for a, b in itertools.pairwise(edges):
            if a < case.now:
                continue
            here = sum(holding(spans, a, b) for spans in providers)
            needed = math.ceil(setting.per_provider * here - 1e-9)
            short += max(0, needed - sum(holding(spans, a, b) for spans in free)) * (b - a)
        if short:
            yield Finding(
                rule=RULE,
                kind=FindingKind.GAP,
                about=(site,),
                sentence=f"{site} has too few support staff: {short} minutes in all.",
                tier=Tier.T0,
                cost=short,
                advice=f"find support staff for {site}, or see fewer patients at a time",
            )
