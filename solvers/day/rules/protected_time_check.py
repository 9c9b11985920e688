"""Protected time stays free of visits, or is converted at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.day import BlockKind
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.lifted import lifted
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "protected-time"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    converted: dict[str, list[str]] = {}
    for block in case.day.protected:
        inside = view_of(case).new_within(plan, block.person, block.start, block.end)
        if not inside:
            continue
        when = f"{wall(block.start)}–{wall(block.end)}"
        free = lifted(case, RULE, block.person)
        if not (block.convertible or free):
            sentence = f"{block.person}'s {block.kind} time {when} is not free."
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=tuple(inside), sentence=sentence
            )
            continue
        spare = block.kind is BlockKind.CATCH_UP
        if not (spare or free):
            converted.setdefault(block.person, []).extend(inside[:1])
        price = case.rates.catch_up_block if spare else case.rates.protected_block
        if price:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(block.person,),
                sentence=f"{block.person}'s {block.kind} time {when} is given up.",
                tier=Tier.T5,
                cost=price,
            )
    for person, visits in sorted(converted.items()):
        if len(visits) > case.rules.protected_time.convert:
            sentence = f"{person} gives up {len(visits)} protected blocks, too many."
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=tuple(visits), sentence=sentence
            )
