"""What the model side knows of a case before it decides anything, in whole minutes.

The checks read the case on their own and share nothing of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.events import CallOutcome, CallResult, DeviceOut, Offered, RoomOut, SiteClosed
from models.office import By, DutyKind, Modality
from models.rules import BreakKind
from solvers.day.away import Away, away_of
from solvers.day.hit import is_hit
from solvers.day.issued import Issued
from solvers.day.spans import HORIZON, Span, covers, joined, overlaps, without
from solvers.day.supervision import Supervisors

if TYPE_CHECKING:
    from datetime import date

    from models.appointment import Appointment
    from models.case import Case
    from models.day import Shift
    from models.plan import Placement


@dataclass(frozen=True, slots=True)
class Claim:
    """A break that a shift's person must get: the k-th claim of that shift."""

    shift: int
    index: int
    person: str
    kind: BreakKind
    minutes: int
    earliest: int
    latest: int


class Facts:
    """A case, indexed for the compiled model. Everything is in one canonical order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.now = case.now
        self.rules = case.rules
        self.rates = case.rates
        self.visits = dict(sorted(case.visits.items()))
        self.people = dict(sorted(case.people.items()))
        self._may: dict[tuple[str, str, date], bool] = {}
        self._present: dict[tuple[str, str | None], list[Span]] = {}
        self._provider_tasks: dict[tuple[str, Modality], list[str]] = {}
        self.shifts = sorted(
            case.day.shifts, key=lambda shift: (shift.person, shift.start, shift.site)
        )

    @cached_property
    def away(self) -> dict[str, list[Away]]:
        """Stretches in which events take people away."""
        return {person: away_of(self.case, person) for person in self.people}

    def away_spans(self, person: str) -> list[Span]:
        """Return the stretches in which a person is not in the building."""
        return [(away.start, away.end) for away in self.away[person]]

    @cached_property
    def presence(self) -> list[list[Span]]:
        """For each shift, the stretches of it in which its person is present."""
        return [
            without([(shift.start, shift.end)], self.away_spans(shift.person))
            for shift in self.shifts
        ]

    def present(self, person: str, site: str | None = None) -> list[Span]:
        """Return when a person is present, at one site or anywhere."""
        key = (person, site)
        if key not in self._present:
            self._present[key] = joined(
                span
                for shift, spans in zip(self.shifts, self.presence, strict=True)
                if shift.person == person and site in {None, shift.site}
                for span in spans
            )
        return self._present[key]

    @cached_property
    def _shifts_of(self) -> dict[tuple[str, str], list[Shift]]:
        shifts: dict[tuple[str, str], list[Shift]] = {}
        for shift in self.shifts:
            shifts.setdefault((shift.person, shift.site), []).append(shift)
        return shifts

    def shifts_of(self, person: str, site: str) -> list[Shift]:
        """Return a person's shifts at a site."""
        return self._shifts_of.get((person, site), [])

    def on_one_shift(self, person: str, site: str, start: int, end: int) -> bool:
        """Tell whether [start, end) lies within one shift of the person there, no overtime."""
        return covers([(s.start, s.end) for s in self.shifts_of(person, site)], start, end)

    @cached_property
    def _able_spans(self) -> dict[tuple[str, str], list[Span]]:
        return {}

    def able_spans(self, task: str, site: str) -> list[Span]:
        """Return the stretches in which one person who may do the support task is present."""
        if (task, site) not in self._able_spans:
            self._able_spans[task, site] = [
                span for p in self.people if self.may(p, task) for span in self.present(p, site)
            ]
        return self._able_spans[task, site]

    def coverable(self, duty: str) -> list[Span]:
        """Return when somebody who may cover the duty is present at its site."""
        key = ("duty", duty)
        if key not in self._able_spans:
            site = self.case.duties[duty].site
            people = [p for p in self.people if self.may_cover(p, duty)]
            self._able_spans[key] = joined(s for p in people for s in self.present(p, site))
        return self._able_spans[key]

    @cached_property
    def site_closures(self) -> dict[str, list[Span]]:
        """Stretches in which a site is closed."""
        return self._outages(SiteClosed, "site")

    @cached_property
    def room_outages(self) -> dict[str, list[Span]]:
        """Stretches in which a room is out."""
        return self._outages(RoomOut, "room")

    @cached_property
    def device_outages(self) -> dict[str, list[Span]]:
        """Stretches in which a device is out."""
        return self._outages(DeviceOut, "device")

    def _outages(
        self, kind: type[SiteClosed | RoomOut | DeviceOut], key: str
    ) -> dict[str, list[Span]]:
        outages: dict[str, list[Span]] = {}
        for event in self.case.day.events:
            if isinstance(event, kind):
                span = (event.start or 0, HORIZON if event.end is None else event.end)
                outages.setdefault(getattr(event, key), []).append(span)
        return outages

    @cached_property
    def accepted(self) -> dict[str, Offered]:
        """The offer that a visit's patient has accepted, where that was their last answer."""
        return {ref: last for ref, (last, said_yes) in self._answers.items() if said_yes}

    @cached_property
    def declined(self) -> dict[str, list[Offered]]:
        """Offers that patients declined, except one accepted later."""
        declined: dict[str, list[Offered]] = {}
        for event in self.case.day.events:
            if isinstance(event, CallOutcome) and event.outcome is CallResult.REACHED_DECLINED:
                assert event.offer is not None
                if self.accepted.get(event.appointment) != event.offer:
                    declined.setdefault(event.appointment, []).append(event.offer)
        return declined

    @cached_property
    def _answers(self) -> dict[str, tuple[Offered, bool]]:
        answers: dict[str, tuple[Offered, bool]] = {}
        for event in self.case.day.events:
            if isinstance(event, CallOutcome) and event.offer is not None:
                if event.outcome is CallResult.REACHED_ACCEPTED:
                    answers[event.appointment] = (event.offer, True)
                elif event.outcome is CallResult.REACHED_DECLINED:
                    answers[event.appointment] = (event.offer, False)
        return answers

    def published(self, visit: str) -> Placement | None:
        """Return the visit's published placement."""
        planned = self.case.published_visits.get(visit)
        return planned.placement if planned else None

    def booked_with(self, visit: Appointment, provider: str) -> bool:
        """Tell whether the visit was published with the provider."""
        published = self.published(visit.id)
        return published is not None and published.provider == provider

    @cached_property
    def issued(self) -> Issued:
        """What the issued plan intends for the visits."""
        return Issued(self)

    def may(self, person: str, task: str, day: date | None = None) -> bool:
        """Tell whether a person may carry out a task on a date, by default today."""
        key = (person, task, day or self.case.date)
        if key not in self._may:
            who, what = self.people[person], self.case.task(task)
            holds = not what.credentials or any(who.holds(c, key[2]) for c in what.credentials)
            self._may[key] = holds and (what.privilege is None or what.privilege in who.privileges)
        return self._may[key]

    def provider_tasks(self, visit: Appointment, modality: Modality) -> list[str]:
        """Return the tasks that the visit's provider carries out."""
        key = (visit.visit_type, modality)
        if key not in self._provider_tasks:
            phases = self.case.visit_type(visit).template(modality)
            tasks = {t for phase in phases for t in self.case.tasks_by(phase, By.PROVIDER)}
            self._provider_tasks[key] = sorted(tasks)
        return self._provider_tasks[key]

    def in_name_of(self, visit: Appointment, modality: Modality) -> list[str]:
        """Return in whose name a visit is held that no provider has a part in; empty: anybody's."""
        if self.provider_tasks(visit, modality):
            return []
        was, accepted = self.published(visit.id), self.accepted.get(visit.id)
        own = visit.panel_provider if was is None else was.provider
        asked = None if accepted is None or own is None else accepted.provider
        return [person for person in dict.fromkeys((own, asked)) if person is not None]

    def provider_spans(self, visit: Appointment, placement: Placement) -> list[Span]:
        """Return the times of a placement's provider phases."""
        phases = self.case.phases(visit, placement.modality)
        return [
            (placed.start, placed.end)
            for phase, placed in zip(phases, placement.phases, strict=False)
            if self.case.tasks_by(phase, By.PROVIDER)
        ]

    @cached_property
    def supervisors(self) -> Supervisors:
        """Who supervises whom, and when they are to be had."""
        return Supervisors(self)

    @cached_property
    def hit(self) -> frozenset[str]:
        """Visits whose published placement an event or a missing entitlement took away."""
        return frozenset(ref for ref, visit in self.visits.items() if is_hit(self, visit))

    def rung(self, visit: Appointment, provider: str) -> int:
        """Return how far down the ladder of cover a provider stands for a visit."""
        own = visit.provider or visit.panel_provider
        if own is None or provider == own:
            return 0
        own_person, person = self.people[own], self.people[provider]
        if person.team is not None and person.team == own_person.team:
            return 1
        specialty = self.case.visit_type(visit).specialty or own_person.specialty
        return 2 if specialty is not None and person.specialty == specialty else 3

    @cached_property
    def published_breaks(self) -> dict[str, list[tuple[BreakKind, int, int]]]:
        """Each person's published breaks as (kind, start, minutes), in order of time."""
        breaks: dict[str, list[tuple[BreakKind, int, int]]] = {p: [] for p in self.people}
        for taken in self.case.published.breaks:
            breaks[taken.person].append((taken.kind, taken.start, taken.end - taken.start))
        return {p: sorted(items, key=lambda item: item[1:]) for p, items in breaks.items()}

    @cached_property
    def claims(self) -> list[Claim]:
        """Every break that somebody must get."""
        return [claim for i in range(len(self.shifts)) for claim in self._claims_of(i)]

    def _claims_of(self, index: int) -> list[Claim]:
        shift, presence = self.shifts[index], self.presence[index]
        if not presence:
            return []
        worked = sum(b - a for a, b in presence)
        begins, roles = presence[0][0], set(self.people[shift.person].roles)
        bounds: list[tuple[BreakKind, int, int, int]] = []
        for due in self.rules.breaks.entitlements:
            if worked <= due.over_minutes or (due.roles and not roles & set(due.roles)):
                continue
            earliest, latest = begins + due.not_before, begins + due.start_by
            if due.between is not None:
                earliest = max(earliest, due.between.start)
                latest = min(latest, due.between.end - 1)
            bounds.append((due.kind, due.minutes, earliest, latest))
        booked = [
            item
            for item in self.published_breaks[shift.person]
            if any(a <= item[1] and item[1] + item[2] <= b for a, b in presence)
        ]
        for kind in BreakKind:
            due_of_kind = sum(1 for bound in bounds if bound[0] is kind)
            left_over = [item for item in booked if item[0] is kind][due_of_kind:]
            bounds += [(kind, minutes, 0, HORIZON) for _, _, minutes in left_over]
        return [Claim(index, k, shift.person, *bound) for k, bound in enumerate(bounds)]

    @cached_property
    def fixed_breaks(self) -> list[tuple[str, BreakKind, int, int]]:
        """Breaks as (person, kind, start, end) that began before now or stand on a locked shift."""
        return [
            (person, kind, start, start + minutes)
            for person, items in self.published_breaks.items()
            for kind, start, minutes in items
            if any(a <= start and start + minutes <= b for a, b in self.present(person))
            and (start < self.now or overlaps(self.locked_spans(person), start, start + minutes))
        ]

    def locked_spans(self, person: str) -> list[Span]:
        """Return when the person is on a shift whose breaks and duties are locked."""
        return [(s.start, s.end) for s in self.shifts if s.person == person and s.locked]

    def break_starts(self, claim: Claim) -> list[int]:
        """Return the future starts offered for a claim: on the grid, and the published ones."""
        published = {
            start
            for kind, start, minutes in self.published_breaks[claim.person]
            if kind is claim.kind and minutes == claim.minutes
        }
        step = self.rules.breaks.step
        starts: set[int] = set()
        for a, b in self.presence[claim.shift]:
            first, last = max(a, claim.earliest, self.now), min(b - claim.minutes, claim.latest)
            grid = range(-(-first // step) * step, last + 1, step)
            starts |= set(grid) | {t for t in published if first <= t <= last}
        locked = self.locked_spans(claim.person)
        return sorted(t for t in starts if not overlaps(locked, t, t + claim.minutes))

    @cached_property
    def posts(self) -> dict[str, list[tuple[int, int, int]]]:
        """Demand of posts from now on, as (from, to, minimum), by duty id."""
        return self._demand(DutyKind.POST)

    @cached_property
    def presences(self) -> dict[str, list[tuple[int, int, int]]]:
        """Demand of presences from now on, as (from, to, minimum), by duty id."""
        return self._demand(DutyKind.PRESENCE)

    def _demand(self, kind: DutyKind) -> dict[str, list[tuple[int, int, int]]]:
        return {
            duty.id: [
                (max(piece.start, self.now), piece.end, piece.minimum)
                for piece in duty.demand
                if piece.end > self.now
            ]
            for duty in sorted(self.case.office.duties, key=lambda duty: duty.id)
            if duty.kind is kind
        }

    def may_cover(self, person: str, duty: str) -> bool:
        """Tell whether a person holds a credential of the duty."""
        credentials = self.case.duties[duty].credentials
        return not credentials or any(
            self.people[person].holds(credential, self.case.date) for credential in credentials
        )

    @cached_property
    def published_duties(self) -> dict[tuple[str, str], list[Span]]:
        """When each person is on each duty in the published plan, adjoining stretches joined."""
        spans: dict[tuple[str, str], list[Span]] = {}
        for given in self.case.published.duties:
            spans.setdefault((given.person, given.duty), []).append((given.start, given.end))
        return {key: joined(value) for key, value in sorted(spans.items())}

    def fixed_duty(self, person: str, duty: str) -> list[Span]:
        """Return when the person is on the duty as a fact: before now, and on a locked shift."""
        fixed = joined(self._settled(person, duty))
        published = self.published_duties.get((person, duty), [])
        gone = without([(0, HORIZON)], fixed)
        absent = without([(0, HORIZON)], self.present(person))
        return without(without(published, gone), absent)

    def expected_duty(self, person: str, duty: str) -> list[Span]:
        """Return when, from now on, the person would be on the duty if nothing changed."""
        published = self.published_duties.get((person, duty), [])
        absent = without([(0, HORIZON)], self.present(person))
        return without(without(published, absent), self._settled(person, duty))

    def _settled(self, person: str, duty: str) -> list[Span]:
        """Return when nothing is decided any more; no lock keeps on duty who may not cover it."""
        locked = self.locked_spans(person) if self.may_cover(person, duty) else []
        return [(0, max(0, self.now)), *locked]
