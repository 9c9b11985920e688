"""The answers of a fan-out in a table: how good each is, and how it was come by."""

from __future__ import annotations

from collections.abc import Iterable

from api.render.screen import Screen
from api.service.days.fan_out_answers import FanOutAnswer, FanOutCounts

COLUMNS = (
    *("Site", "Day", "Variant", "Outcome", "Cost", "Bound", "Gap", "Calls", "Gaps", "Seconds"),
    "Problem",
)


def show_fan_out(counts: FanOutCounts, answers: Iterable[FanOutAnswer], screen: Screen) -> None:
    """Write what has become of each question, and a last line with how many were answered."""
    screen.table(COLUMNS, [_row(each) for each in answers])
    failed = f", {counts.failed} failed" if counts.failed else ""
    given_up = "; given up" if counts.cancelled else ""
    screen.say(f"\n{counts.answered} of {counts.asked} answered{failed}{given_up}.")


def _row(answer: FanOutAnswer) -> list[str]:
    where = [answer.site, str(answer.date), answer.variant or ""]
    seconds = "" if answer.seconds is None else f"{answer.seconds:.1f}"
    figures = answer.figures
    if figures is None:
        title = str((answer.problem or {}).get("title", ""))
        return [*where, answer.status, "", "", "", "", "", seconds, title]
    return [
        *where,
        figures.outcome,
        f"{figures.cost:,}",
        f"{figures.lower_bound:,}",
        f"{figures.gap:.1%}",
        str(figures.calls),
        str(figures.gaps) if figures.gaps else "",
        seconds,
        "",
    ]
