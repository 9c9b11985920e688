"""Cases: from the documents of an office to what is planned and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.intake import open_day
from models.case import Case
from solvers.day.check import check
from solvers.day.published import published_plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models.day import Day
    from models.events import Event
    from models.finding import Finding
    from models.office import Office

LONG_BEFORE = -7 * 24 * 60
"""A minute at which nothing of the day is near yet."""


def case_of(
    office: Office,
    day: Day,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    profile: str | None = None,
) -> Case:
    """Return the case of a day, its published plan worked out, at a profile's rates.

    Raises:
        BadInput: office, day and events do not make sense.
    """
    merged, minute = open_day(office, day, events, now)
    rates = office.exchange_rates
    if profile is not None:
        rates = office.profiles[profile].applied_to(rates)
    return Case(office, merged, minute, rates, published_plan(office, merged))


def published_findings(case: Case) -> tuple[Finding, ...]:
    """Return what was wrong with the published plan before anything happened."""
    before = case.day.model_copy(update={"events": ()})
    plan = published_plan(case.office, before)
    verdict = check(Case(case.office, before, LONG_BEFORE, case.rates, plan), plan)
    return (*verdict.breaches, *verdict.gaps)
