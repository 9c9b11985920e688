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

    from models.contracts import WeeklyRestSetting
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
            enough = timedelta(minutes=setting.minutes)
            days, opens, closes = _window(view, setting, first, known[0])
            chosen = [(day, view.cell(person.id, day)) for day in days]
            if _longest(view, chosen, opens, closes) >= enough:
                continue
            there = [(day, view.fact(person.id, day)) for day in days]
            if setting.price is None and _longest(view, there, opens, closes) < enough:
                continue
            about = (person.id, first.isoformat(), last.isoformat())
            sentence = (
                f"{person.id} has no rest of {setting.minutes} minutes from {first} to {last}."
            )
            yield judged(RULE, Tier.T3, setting.price, 1, about, sentence)


def _window(
    view: RosterView, setting: WeeklyRestSetting, first: date, known: date
) -> tuple[list[date], datetime, datetime]:
    """Return the days whose shifts matter to a window, and between which instants the rest lies."""
    out = timedelta() if setting.rolling else timedelta(minutes=setting.minutes) - ONE
    opens = max(_midnight(view, first) - out, _midnight(view, known))
    end = first + setting.days * ONE
    closes = min(_midnight(view, end) + out, _midnight(view, view.dates[-1] + ONE))
    reach = -(-out // ONE)
    begin = max(known, first - reach * ONE) - ONE
    last = min(view.dates[-1], end + (reach - 1) * ONE)
    return [begin + n * ONE for n in range((last - begin).days + 1)], opens, closes


def _midnight(view: RosterView, day: date) -> datetime:
    zone = ZoneInfo(view.case.office.sites[0].zone)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _longest(
    view: RosterView,
    cells: list[tuple[date, tuple[str, ...]]],
    opens: datetime,
    closes: datetime,
) -> timedelta:
    """Return the longest free stretch between two instants."""
    spans = sorted(view.instants(t, day) for day, cell in cells for t in cell)
    longest, free_from = timedelta(), opens
    for start, end in [*spans, (closes, closes)]:
        longest = max(longest, min(start, closes) - free_from)
        free_from = max(free_from, end)
    return longest
