"""The case: office, day, what happened, what things cost, and the published plan to start from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from models.appointment import Appointment, Status
from models.day import Day, DutyAssignment, OpenSlot
from models.events import AddOn, CallOutcome, CallResult, Cancelled, NoShow, Overrun
from models.office import (
    By,
    Duty,
    Modality,
    Movability,
    Office,
    Phase,
    Place,
    Site,
    Task,
    Urgency,
    VisitType,
)
from models.plan import Plan, PlannedVisit, Transfer
from models.policy import ExchangeRates
from models.rules import Rules
from models.staff import Person
from models.staffing import Stint, stints

URGENCY_DAYS = {
    Urgency.MUST_TODAY: 0,
    Urgency.HOURS_48: 2,
    Urgency.DAYS_7: 7,
    Urgency.DAYS_30: 30,
}
"""Days within which a visit of that urgency is due; elective visits have no such date."""

MOST_STAFFED = 64
"""Ways of staffing a day that are kept at a time."""


@dataclass(frozen=True)
class Case:
    """Everything a plan is made for and judged by.

    Attributes:
        office: the office.
        day: the day with all its events, those handed in beside it included.
        now: minutes from local midnight; negative on an earlier day.
        rates: the exchange rates in force, profile applied.
        published: the plan as it was published, every phase worked out; what costs compare to.
        issued: the plan that the office was last given on this day, if it was given one.
        unstaffed: for a case as a plan staffs it, the same with the day's own shifts alone.
    """

    office: Office
    day: Day
    now: int
    rates: ExchangeRates
    published: Plan
    issued: Plan | None = None
    unstaffed: Case | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Return what is sent to another process: not what was worked out from it meanwhile."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def as_published(self) -> Case:
        """The case as the published plan staffs it: what is there before anything is decided."""
        if self.unstaffed is not None:
            return self.unstaffed.as_published
        plan = self.published
        return self._with_shifts(plan) if plan.called_in or plan.transfers else self

    @cached_property
    def stints(self) -> tuple[Stint, ...]:
        """The shifts as they are worked: one that its person leaves half-way is in two pieces."""
        return tuple((shift,) for shift in self.day.shifts)

    def staffed(self, plan: Plan) -> Case:
        """Return the case with the shifts as the plan staffs them: calls in, and transfers."""
        if self.unstaffed is not None:
            return self.unstaffed.staffed(plan)
        key = (plan.called_in, plan.transfers)
        if key == (self.published.called_in, self.published.transfers):
            return self.as_published
        if key not in self._staffed:
            if len(self._staffed) >= MOST_STAFFED:
                self._staffed.clear()
            self._staffed[key] = self._with_shifts(plan)
        return self._staffed[key]

    @cached_property
    def _staffed(self) -> dict[tuple[tuple[str, ...], tuple[Transfer, ...]], Case]:
        return {}

    def _with_shifts(self, plan: Plan) -> Case:
        known = frozenset(self.published.called_in)
        worked = stints(self.office, self.day, self.now, plan, known)
        shifts = tuple(shift for stint in worked for shift in stint)
        day = self.day.model_copy(update={"shifts": shifts})
        case = replace(self, day=day, unstaffed=self)
        case.__dict__["stints"] = worked
        return case

    @property
    def rules(self) -> Rules:
        """The office's rule settings."""
        return self.office.rules

    @property
    def date(self) -> dt.date:
        """The date of the day."""
        return self.day.date

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Sites by id."""
        return {site.id: site for site in self.office.sites}

    @cached_property
    def people(self) -> dict[str, Person]:
        """People by id."""
        return {person.id: person for person in self.office.people}

    @cached_property
    def rooms(self) -> dict[str, Place]:
        """Rooms by id."""
        return {room.id: room for room in self.office.rooms}

    @cached_property
    def devices(self) -> dict[str, Place]:
        """Devices by id."""
        return {device.id: device for device in self.office.devices}

    @cached_property
    def duties(self) -> dict[str, Duty]:
        """Duties by id."""
        return {duty.id: duty for duty in self.office.duties}

    @cached_property
    def open_slots(self) -> dict[str, OpenSlot]:
        """Open slots of coming days by id."""
        return {slot.id: slot for slot in self.day.open_slots}

    @cached_property
    def visits(self) -> dict[str, Appointment]:
        """The visits to be planned by id: the book with add-ons, without what is over."""
        return {visit.id: visit for visit in book_after(self.day).values() if not visit.status.over}

    @cached_property
    def published_visits(self) -> dict[str, PlannedVisit]:
        """The published plan's visits by id."""
        return {visit.appointment: visit for visit in self.published.visits}

    @cached_property
    def issued_visits(self) -> dict[str, PlannedVisit]:
        """The issued plan's visits by id; none where no plan was issued."""
        visits = () if self.issued is None else self.issued.visits
        return {visit.appointment: visit for visit in visits}

    @cached_property
    def _overruns(self) -> dict[str, int]:
        extra: dict[str, int] = {}
        for event in self.day.events:
            if isinstance(event, Overrun):
                extra[event.appointment] = extra.get(event.appointment, 0) + event.minutes
        return extra

    def visit_type(self, visit: Appointment) -> VisitType:
        """Return the visit's type."""
        return self.office.visit_types[visit.visit_type]

    def task(self, task: str) -> Task:
        """Return a task by id."""
        return self.office.tasks[task]

    def tasks_by(self, phase: Phase, by: By) -> tuple[str, ...]:
        """Return the phase's tasks that are carried out in one way, in their order."""
        key = (phase.tasks, by)
        if key not in self._tasks_by:
            self._tasks_by[key] = tuple(t for t in phase.tasks if self.task(t).by is by)
        return self._tasks_by[key]

    @cached_property
    def _tasks_by(self) -> dict[tuple[tuple[str, ...], By], tuple[str, ...]]:
        return {}

    def phases(self, visit: Appointment, modality: Modality) -> tuple[Phase, ...]:
        """Return the visit's phases in the modality, overruns included; empty if impossible."""
        phases = self.visit_type(visit).template(modality)
        extra = self._overruns.get(visit.id, 0)
        if not extra:
            return phases
        grown = next(
            (i for i, phase in enumerate(phases) if self.tasks_by(phase, By.PROVIDER)), None
        )
        return tuple(
            phase.model_copy(update={"minutes": phase.minutes + extra}) if i == grown else phase
            for i, phase in enumerate(phases)
        )

    def site_of(self, visit: Appointment) -> str:
        """Return the site where the visit is booked; by default the office's first."""
        return visit.site or self.office.sites[0].id

    def urgency(self, visit: Appointment) -> Urgency:
        """Return the visit's urgency."""
        return visit.urgency or self.visit_type(visit).urgency

    def movability(self, visit: Appointment) -> Movability:
        """Return how freely the visit may be moved."""
        return visit.movability or self.visit_type(visit).movability

    def due_by(self, visit: Appointment) -> dt.date | None:
        """Return the last date on which the visit may be held, if there is one."""
        if visit.due_by is not None:
            return visit.due_by
        days = URGENCY_DAYS.get(self.urgency(visit))
        return None if days is None else self.date + dt.timedelta(days=days)

    def with_rates(self, rates: ExchangeRates) -> Case:
        """Return the same case at other rates."""
        return replace(self, rates=rates)


def book_after(day: Day) -> dict[str, Appointment]:
    """Return the appointment book by id, with what the day's events say of single visits."""
    book = {visit.id: visit for visit in day.appointments}
    for event in day.events:
        match event:
            case AddOn(appointment=added):
                book[added.id] = added
            case Cancelled(appointment=ref):
                book[ref] = book[ref].model_copy(update={"status": Status.CANCELLED})
            case NoShow(appointment=ref):
                book[ref] = book[ref].model_copy(update={"status": Status.NO_SHOW})
            case CallOutcome(appointment=ref, outcome=CallResult.ARRIVED_ANYWAY):
                book[ref] = book[ref].model_copy(update={"status": Status.ARRIVED})
            case _:
                pass
    return book


def merged_duties(duties: tuple[DutyAssignment, ...]) -> tuple[DutyAssignment, ...]:
    """Join assignments of one person to one duty that follow each other without a break."""
    merged: list[DutyAssignment] = []
    for given in sorted(duties, key=lambda d: (d.duty, d.person, d.start)):
        last = merged[-1] if merged else None
        same = last is not None and (last.duty, last.person) == (given.duty, given.person)
        if last is not None and same and given.start <= last.end:
            merged[-1] = last.model_copy(update={"end": max(last.end, given.end)})
        else:
            merged.append(given)
    return tuple(merged)
