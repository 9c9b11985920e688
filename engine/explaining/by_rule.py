"""What differs between two plans' verdicts, by rule, in the office's own rates."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.explanation import RuleCost
from models.finding import FindingKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.finding import Finding, Verdict

STRICT = {Tier.T0, Tier.T1}
"""The tiers that come before all cost."""

_STRICT_WORDS = (
    (Tier.T0, "more gaps in cover or law", "fewer gaps in cover or law"),
    (Tier.T1, "more harm to patients", "less harm to patients"),
)


def by_rule(verdict: Verdict, without: Verdict) -> tuple[RuleCost, ...]:
    """Return what the first verdict has more, or less, than the second: by tier, then by size.

    The sentence is that of the rule's one new finding, or of the one that is gone; where there
    are several, it counts them.
    """
    here, there = Counter(verdict.findings), Counter(without.findings)
    added, gone = list((here - there).elements()), list((there - here).elements())
    sums: Counter[tuple[Tier, str]] = Counter()
    for sign, findings in ((1, added), (-1, gone)):
        for finding in findings:
            if finding.tier is not None and finding.kind is not FindingKind.BREACH:
                sums[finding.tier, finding.rule] += sign * finding.cost
    rows = [
        RuleCost(rule=rule, tier=tier, cost=cost, sentence=_sentence(rule, tier, cost, added, gone))
        for (tier, rule), cost in sums.items()
        if cost
    ]
    return tuple(sorted(rows, key=lambda row: (row.tier, -abs(row.cost), row.rule)))


def new_breaches(verdict: Verdict, without: Verdict) -> tuple[Finding, ...]:
    """Return the breaches that the first verdict has and the second has not."""
    left = Counter(without.breaches)
    fresh = Counter(verdict.breaches) - left
    return tuple(sorted(fresh.elements(), key=lambda finding: (finding.rule, finding.sentence)))


def traded(rows: Iterable[RuleCost]) -> int:
    """Return the sum over the tiers that trade."""
    return sum(row.cost for row in rows if row.tier not in STRICT)


def in_tier(rows: Iterable[RuleCost], tier: Tier) -> int:
    """Return the sum over one tier."""
    return sum(row.cost for row in rows if row.tier is tier)


def cost_words(rows: Iterable[RuleCost]) -> str:
    """Write the rows as '420 dearer: disposition +300, calls +120'; what comes first goes first."""
    listed = list(rows)
    parts = [
        f"{more if in_tier(listed, tier) > 0 else less} ({_rows(listed, {tier})})"
        for tier, more, less in _STRICT_WORDS
        if in_tier(listed, tier)
    ]
    cost = traded(listed)
    if cost or not parts:
        rest = _rows(listed, set(Tier) - STRICT)
        amount = f"{abs(cost):,} {'dearer' if cost > 0 else 'cheaper'}" if cost else "same cost"
        parts.append(f"{amount}: {rest}" if rest else amount)
    return "; ".join(parts)


def _rows(rows: Iterable[RuleCost], tiers: set[Tier]) -> str:
    merged: Counter[str] = Counter()
    for row in rows:
        if row.tier in tiers:
            merged[row.rule] += row.cost
    ordered = sorted(merged.items(), key=lambda item: (-abs(item[1]), item[0]))
    return ", ".join(f"{rule} {cost:+,}" for rule, cost in ordered if cost)


def _sentence(
    rule: str, tier: Tier, cost: int, added: Iterable[Finding], gone: Iterable[Finding]
) -> str:
    told = added if cost > 0 else gone
    said = [f.sentence for f in told if (f.rule, f.tier) == (rule, tier)]
    if len(said) == 1:
        return said[0] if cost > 0 else f"No longer: {said[0]}"
    return f"{len(said)} times." if said else ""
