"""Explanations as a manager reads them: the answer in one sentence, then the figures behind it."""

from __future__ import annotations

from collections.abc import Sequence

from api.render.screen import Screen
from api.render.words import DISPOSITIONS, where_words
from models.explanation import Alternative, Conflict, Frontier, Help, RuleCost, Why, WhyNot
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


def show_why_not(answer: WhyNot, screen: Screen) -> None:
    """Write why a visit is not somewhere else."""
    screen.say(answer.summary, style="bold")
    show_costs("What it would cost, against the plan", answer.costs, screen)
    if answer.changes:
        screen.heading("Others that change")
        rows = [
            [
                change.appointment,
                where_words(change.before, change.after),
                where_words(change.after, change.before) or DISPOSITIONS[change.disposition],
            ]
            for change in answer.changes
        ]
        screen.table(["Visit", "From", "To"], rows)
    if answer.conflict is not None:
        _members(answer.conflict, screen)


def show_conflict(answer: Conflict, screen: Screen) -> None:
    """Write what stands against wishes."""
    screen.say(answer.summary, style="bold")
    _members(answer, screen)


def _members(answer: Conflict, screen: Screen) -> None:
    if not answer.members:
        return
    title = "These cannot all hold"
    title += ", and without any one of them the others can" if answer.smallest else ""
    screen.heading(title)
    screen.table(["What", "Rule"], [[m.sentence, m.rule] for m in answer.members])
    if not answer.verified:
        screen.say("  Not shown once more in time: take it as a pointer.")


def show_help(answer: Help, screen: Screen) -> None:
    """Write what would help, the best value first."""
    screen.say(answer.summary, style="bold")
    if not answer.reliefs:
        return
    screen.heading("What would help, the most gain for its disturbance first")
    rows = [
        [
            relief.what,
            f"{relief.seen_more:+}" if relief.seen_more else "0",
            f"{-relief.calls_fewer:+}" if relief.calls_fewer else "0",
            f"{-relief.cost_less:+,}" if relief.cost_less else "0",
            " and ".join(
                words
                for words, less in (("gaps", relief.gaps_less), ("harm", relief.harm_less))
                if less > 0
            ),
        ]
        for relief in answer.reliefs
    ]
    screen.table(["Relief", "Seen", "Calls", "Cost", "Less"], rows)


def show_frontier(answer: Frontier, screen: Screen) -> None:
    """Write what calls buy, point by point."""
    screen.say(answer.summary, style="bold")
    if not answer.points:
        return
    screen.heading(f"Seen today of {answer.visits}, by calls that could be spared")
    rows = [
        [
            str(point.calls_at_most),
            str(point.seen),
            "proven" if point.proven else f"at most {point.seen_at_most}",
            str(point.calls),
            str(point.all_calls),
            f"{point.cost:,}",
        ]
        for point in answer.points
    ]
    screen.table(["At most", "Seen", "", "Chosen", "All calls", "Cost"], rows)
