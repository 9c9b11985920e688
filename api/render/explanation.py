"""Explanations as a manager reads them: the answer in one sentence, then the figures behind it."""

from __future__ import annotations

from collections.abc import Sequence

from api.render.screen import Screen
from models.explanation import Alternative, RuleCost, Why
from models.finding import Tier


def show_why(why: Why, screen: Screen) -> None:
    """Write why a visit is where it is."""
    screen.say(why.summary, style="bold")
    show_costs("What its entry costs", why.costs, screen)
    show_alternatives(why.alternatives, screen)


def show_costs(title: str, costs: Sequence[RuleCost], screen: Screen) -> None:
    """Write costs by rule with what is behind them; nothing where there are none."""
    if not costs:
        return
    screen.heading(title)
    rows = [[row.rule, row.tier.value, f"{row.cost:+,}", row.sentence] for row in costs]
    screen.table(["Rule", "Tier", "Cost", "What"], rows)


def show_alternatives(ways: Sequence[Alternative], screen: Screen) -> None:
    """Write the other ways: first those that are possible, then the refusals with their rules."""
    if not ways:
        return
    screen.heading("Other ways, all else being as in the plan")
    rows = [
        [
            way.what,
            "no" if way.refused else _more(way),
            way.refused.sentence if way.refused else _rules(way),
            way.refused.rule if way.refused else "",
        ]
        for way in ways
    ]
    screen.table(["Way", "More", "Why", "Rule"], rows)


def _more(way: Alternative) -> str:
    strict = [
        f"{words} {amount:+,}" for words, amount in (("T0", way.gaps), ("T1", way.harm)) if amount
    ]
    return ", ".join([*strict, f"{way.cost:+,}"])


def _rules(way: Alternative) -> str:
    shown = []
    for row in sorted(way.costs, key=lambda row: -abs(row.cost)):
        strict = f" ({row.tier.value})" if row.tier in {Tier.T0, Tier.T1} else ""
        shown.append(f"{row.rule} {row.cost:+,}{strict}")
    return ", ".join(shown) or "nothing differs in cost"
