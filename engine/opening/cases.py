"""Cases: from the documents of an office to what is planned and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.opening.carry_forward import carry_forward
from engine.opening.intake import open_day
from models.appointment import Status
from models.case import Case
from solvers.day.by_hand.published import published_plan
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from models.appointment import Appointment
    from models.day import Day
    from models.events import Event
    from models.finding import Finding
    from models.office import Office
    from models.plan import Plan, PlannedBreak

LONG_BEFORE = -7 * 24 * 60
"""A minute at which nothing of the day is near yet."""


def case_of(
    office: Office,
    day: Day,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    profile: str | None = None,
    issued: Plan | None = None,
) -> Case:
    """Return the case of a day, its published plan worked out, at a profile's rates.

    Where a plan was issued, the day is carried forward to what patients and staff know since.

    Raises:
        BadInput: office, day and events do not make sense.
    """
    merged, minute = open_day(office, day, events, now, issued)
    rates = office.exchange_rates
    if profile is not None:
        rates = office.profiles[profile].applied_to(rates)
    if issued is None:
        return Case(office, merged, minute, rates, published_plan(office, merged))
    carried = carry_forward(office, merged, issued)
    known = published_plan(office, carried)
    with_staff = {
        "called_in": issued.called_in,
        "transfers": issued.transfers,
        "breaks": (*known.breaks, *_breaks_called(carried, issued)),
    }
    known = known.model_copy(update=with_staff).canonical()
    return Case(office, carried, minute, rates, known, issued)


def _breaks_called(day: Day, issued: Plan) -> Iterator[PlannedBreak]:
    """Yield the issued breaks of people called in, at times at which they have no shift."""
    called = [reserve for reserve in day.reserves if reserve.id in issued.called_in]
    for taken in issued.breaks:
        own = [shift for shift in day.shifts if shift.person == taken.person]
        hours = [*own, *(r for r in called if r.person == taken.person)]
        inside = [w for w in hours if w.contains(taken.start, taken.end)]
        if inside and inside[0] not in own:
            yield taken


def published_findings(case: Case) -> tuple[Finding, ...]:
    """Return what was wrong with the published plan before anything happened."""
    book = tuple(_as_booked(visit) for visit in case.day.appointments if not _lapsed(visit))
    before = case.day.model_copy(update={"events": (), "appointments": book})
    plan = published_plan(case.office, before)
    verdict = check(Case(case.office, before, LONG_BEFORE, case.rates, plan), plan)
    return (*verdict.breaches, *verdict.gaps)


def _as_booked(visit: Appointment) -> Appointment:
    return visit.model_copy(update={"status": Status.BOOKED})


def _lapsed(visit: Appointment) -> bool:
    return visit.status in {Status.CANCELLED, Status.NO_SHOW}
