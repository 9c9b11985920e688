"""People work no more weekends than is right, and whole ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import ONE, judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.contracts import WeekendSetting
    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "weekends"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        setting = view.contract(person.id).weekends
        weekends = list(_weekends(view, person.id, setting))
        if setting.complete:
            for days in weekends:
                yield from _half(view, person.id, setting, days)
        if setting.most is not None:
            yield from _many(view, person.id, setting, weekends)


def _weekends(view: RosterView, person: str, setting: WeekendSetting) -> Iterator[list[date]]:
    """Yield the dates of each weekend of which something is known."""
    known = [*view.history(person), *view.dates]
    length = len(setting.days)
    day = known[0] - (length - 1) * ONE
    while day <= known[-1]:
        if day.weekday() == setting.days[0].number:
            yield [day + n * ONE for n in range(length)]
        day += ONE


def _half(
    view: RosterView, person: str, setting: WeekendSetting, days: list[date]
) -> Iterator[Finding]:
    if days[-1] < view.roster.first:
        return
    if any(not view.known(person, d) or view.absent(person, d) for d in days):
        return
    worked = [bool(view.cell(person, day)) for day in days]
    if all(worked) or not any(worked):
        return
    if setting.complete_price is None and all(view.settled(person, day) for day in days):
        return
    about = (person, days[0].isoformat())
    sentence = f"{person} works half of the weekend of {days[0]}."
    yield judged(RULE, Tier.T3, setting.complete_price, 1, about, sentence)


def _many(
    view: RosterView, person: str, setting: WeekendSetting, weekends: list[list[date]]
) -> Iterator[Finding]:
    worked = [any(view.cell(person, day) for day in days) for days in weekends]
    known = [any(view.fact(person, day) for day in days) for days in weekends]
    most = setting.most or 0
    here = [n for n, days in enumerate(weekends) if days[-1] >= view.roster.first]
    rows: list[tuple[list[int], int]] = []
    if setting.of is None:
        brought = view.roster.carried.get(person)
        rows.append((here, brought.weekends if brought is not None else 0))
    else:
        rows += [(list(range(max(0, n + 1 - setting.of), n + 1)), 0) for n in here]
    for row, carried in rows:
        many = carried + sum(worked[n] for n in row)
        there = carried + sum(known[n] for n in row)
        if many > most and (setting.price is not None or many > there):
            since = weekends[row[0]][0] if row else view.roster.first
            about = (person, since.isoformat())
            sentence = f"{person} works {many} weekends of {len(row)}, at most {most}."
            yield judged(RULE, Tier.T3, setting.price, many - most, about, sentence)
