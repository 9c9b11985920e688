"""A verdict in words: legal or not, what is broken, what is short, what it costs."""

from __future__ import annotations

from collections import Counter

from api.render.proposal import show_findings
from api.render.screen import Screen
from api.render.words import count
from models.finding import FindingKind, Verdict


def show_verdict(verdict: Verdict, screen: Screen) -> None:
    """Write what the rules say of a plan."""
    breaches, gaps = verdict.breaches, verdict.gaps
    if breaches:
        sentence = f"Not legal: {count(len(breaches), 'rule is', 'rules are')} broken."
    elif gaps:
        sentence = f"Legal, with {count(len(gaps), 'gap', 'gaps')}."
    else:
        sentence = "Legal, and without gaps."
    screen.say(f"{sentence} Cost {verdict.cost:,}.", style="bold")
    show_findings("Rules broken", breaches, screen)
    show_findings("Gaps", gaps, screen)
    _costs(verdict, screen)


def _costs(verdict: Verdict, screen: Screen) -> None:
    costs: Counter[tuple[str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    for finding in verdict.findings:
        if finding.kind is FindingKind.COST and finding.tier is not None:
            costs[finding.tier.value, finding.rule] += finding.cost
            times[finding.tier.value, finding.rule] += 1
    if not costs:
        return
    screen.heading("Costs")
    rows = [
        [tier, rule, str(times[tier, rule]), f"{cost:,}"]
        for (tier, rule), cost in sorted(costs.items())
    ]
    screen.table(["Tier", "Rule", "Times", "Cost"], rows)
