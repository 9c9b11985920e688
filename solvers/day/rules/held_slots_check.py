"""Held slots are released sparingly to displaced patients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.lifted import lifted
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "held-slots"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    setting = case.rules.held_slots
    used: dict[str, tuple[str, str]] = {}
    sites: dict[str, list[str]] = {}
    for slot in case.day.held_slots:
        site = next(
            (
                s.site
                for s in case.as_published.day.shifts
                if s.person == slot.person and s.start <= slot.start < s.end
            ),
            "",
        )
        sites.setdefault(site, []).append(slot.id)
        inside = view_of(case).new_within(plan, slot.person, slot.start, slot.end)
        if not inside:
            continue
        used[slot.id] = (slot.person, inside[0])
        if case.rates.held_slot:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(slot.person,),
                sentence=f"{slot.person}'s held slot at {wall(slot.start)} is given away.",
                tier=Tier.T5,
                cost=case.rates.held_slot,
            )
    for person in sorted({person for person, _ in used.values()}):
        visits = tuple(ref for who, ref in used.values() if who == person)
        if len(visits) > setting.release and not lifted(case, RULE, person):
            sentence = f"{person} gives away {len(visits)} held slots, at most {setting.release}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=visits, sentence=sentence)
    if case.now < setting.keep_until and not lifted(case, RULE, None):
        for site, slots in sorted(sites.items()):
            free = [slot for slot in slots if slot not in used]
            if site and len(free) < min(setting.keep, len(slots)):
                visits = tuple(used[slot][1] for slot in slots if slot in used)
                sentence = f"{site} keeps {len(free)} held slots, fewer than {setting.keep}."
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=visits, sentence=sentence)
