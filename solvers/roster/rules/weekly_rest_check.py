"""Within every so many days there is a long rest in one piece."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.finding import Tier
from solvers.roster.check_view import ONE, judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "weekly-rest"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds, for each window that is known from its first day to its last."""
    for person in view.people:
        setting = view.contract(person.id).weekly_rest
        if not setting.minutes:
            continue
        known = [*view.history(person.id), *view.dates]
        for last in view.dates:
            first = last - (setting.days - 1) * ONE
            if first < known[0]:
                continue
            if not setting.rolling and (first - setting.anchor).days % setting.days:
                continue
            days = [first + n * ONE for n in range(-1, setting.days)]
            enough = timedelta(minutes=setting.minutes)
            if _longest(view, {day: view.cell(person.id, day) for day in days}) >= enough:
                continue
            there = {day: view.fact(person.id, day) for day in days}
            if setting.price is None and _longest(view, there) < enough:
                continue
            about = (person.id, first.isoformat(), last.isoformat())
            sentence = (
                f"{person.id} has no rest of {setting.minutes} minutes from {first} to {last}."
            )
            yield judged(RULE, Tier.T3, setting.price, 1, about, sentence)


def _longest(view: RosterView, cells: dict[date, tuple[str, ...]]) -> timedelta:
    """Return the longest free stretch of all days but the first, whose night may reach in."""
    days = list(cells)
    zone = ZoneInfo(view.case.office.sites[0].zone)
    opens = datetime.combine(days[1], time(), zone).astimezone(UTC)
    closes = datetime.combine(days[-1] + ONE, time(), zone).astimezone(UTC)
    spans = sorted(view.instants(t, day) for day in days for t in cells[day])
    longest, free_from = timedelta(), opens
    for start, end in [*spans, (closes, closes)]:
        longest = max(longest, min(start, closes) - free_from)
        free_from = max(free_from, end)
    return longest
