"""Who is called in works one more shift, and is paid for it."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from models.clock import wall
from models.day import ReserveKind
from models.finding import Finding, FindingKind, Tier
from models.staffing import hours_called
from solvers.day.check.view import overlapping, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.base import Window
    from models.case import Case
    from models.day import Reserve
    from models.plan import Plan

RULE = "reserves"

LEAST = 30
"""Minutes that a shift of somebody called in has at the least."""


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    reserves = {reserve.id: reserve for reserve in case.day.reserves}
    called = {reserves[r].person: r for r in case.published.called_in if r in reserves}
    for ref in sorted(set(case.published.called_in) - set(plan.called_in)):
        sentence = f"{ref} was called in, and that cannot be taken back."
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
    left = Counter(plan.called_in) - Counter(set(case.published.called_in))
    for ref in sorted(left.elements()):
        reserve = reserves.get(ref)
        if reserve is None:
            sentence = f"{ref} is called in, and nobody could be."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
            continue
        hours, person = hours_called(reserve, case.now), reserve.person
        wrong = _wrong(case, reserve, hours)
        if person in called:
            wrong = f"{called[person]} is already"
        called[person] = ref
        if wrong:
            sentence = f"{ref} is called in ({person}), and {wrong}."
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=(person, ref), sentence=sentence
            )
        elif hours is not None and (price := _price(case, reserve, hours)):
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(person, ref),
                sentence=f"{person} is called in ({reserve.kind}),"
                f" {wall(hours.start)} to {wall(hours.end)}.",
                tier=Tier.T6,
                cost=price,
            )


def _wrong(case: Case, reserve: Reserve, hours: Window | None) -> str:
    if hours is None or hours.end - hours.start < LEAST:
        return f"could be there for less than {LEAST} minutes"
    own = [s for s in case.as_published.day.shifts if s.person == reserve.person]
    if any(shift.overlaps(hours.start, hours.end) for shift in own):
        return "is on another shift at that time"
    away = [(a, b) for a, b, _ in view_of(case).away(reserve.person)]
    if overlapping(away, hours.start, hours.end):
        return "is away at that time"
    stays = any((s.site, s.end) == (reserve.site, hours.start) for s in own)
    if reserve.kind is ReserveKind.OVERTIME and not stays:
        return "has no shift there that it would go on from"
    return ""


def _price(case: Case, reserve: Reserve, hours: Window) -> int:
    hourly = reserve.hourly
    if hourly is None:
        rates = case.rates
        hourly = {
            ReserveKind.FLOAT: rates.float_hour,
            ReserveKind.PER_DIEM: rates.per_diem_hour,
            ReserveKind.AGENCY: rates.agency_hour,
            ReserveKind.OVERTIME: rates.overtime_hour,
        }[reserve.kind]
    return math.ceil(max(hours.end - hours.start, reserve.least_minutes) * hourly / 60)
