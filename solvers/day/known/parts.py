"""Parts: the sites that can be planned apart, each as a case of its own.

Sites go together when something that they share ties their plans: a person with shifts at both, or
so many displaced patients who accept the other that one site's plan hangs on the other's. What
else joins them (a patient with visits at two sites, people who may be sent or supervise from
elsewhere) is left out of a part's demand and counted as free in its supply, so a bound on a part
is a bound on what the part costs in every plan, and the parts' bounds add up. Costs count only
what gets worse, so a part that costs nothing as it stands needs no search.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from models.case import Case
from models.events import (
    Absent,
    AddOn,
    CallOutcome,
    DeviceOut,
    Late,
    LeavesEarly,
    Returned,
    RoomOut,
    SiteClosed,
)
from models.lock import Lock, Pinned
from models.office import SupervisionLevel
from models.staff import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from models.appointment import Appointment
    from models.day import Day, Shift
    from models.events import Event
    from models.office import Office
    from models.plan import Plan
    from models.staff import Person

CROSSING = 0.5
"""Displaced patients who accept a site, for each provider there, above which it joins theirs."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some sites of a case, by themselves.

    Attributes:
        sites: the sites whose visits are planned.
        case: the case of these sites alone.
        crossing: its displaced visits that may go to a site of another part.
        own: the people whose breaks and duties the part decides; others only lend themselves.
        linked: its visits that are tied to a visit of another part.
    """

    sites: frozenset[str]
    case: Case
    crossing: frozenset[str]
    own: frozenset[str]
    linked: frozenset[str]


def parts_of(case: Case, hit: Iterable[str]) -> list[Part]:
    """Return the parts of a case, given the visits that were hit; one if it is all of a piece."""
    groups = _Groups(case, sorted(set(hit)))
    if len(groups.sites) <= 1:
        return []
    return [part_of(case, sites, groups.hit) for sites in groups.sites]


def together(case: Case) -> list[frozenset[str]]:
    """Return the sites that go together for what ties them as published, whoever was hit."""
    return _Groups(case, []).sites


class _Groups:
    """Which sites go together."""

    def __init__(self, case: Case, hit: list[str]) -> None:
        self.case, self.hit = case, hit
        self.group = {site: site for site in case.sites}
        if case.rates.spread:
            # The most that anybody is given is one figure over all sites.
            for site in case.sites:
                self._join(site, case.office.sites[0].id)
        self._join_people()
        self._join_visits()
        gathered: dict[str, set[str]] = {}
        for site in case.sites:
            gathered.setdefault(self._of(site), set()).add(site)
        self.sites = [frozenset(sites) for sites in gathered.values()]

    def _of(self, site: str) -> str:
        while self.group[site] != site:
            site = self.group[site]
        return site

    def _join(self, site: str, other: str) -> None:
        self.group[self._of(site)] = self._of(other)

    def _join_people(self) -> None:
        case = self.case
        at: dict[str, str] = {}
        for person, site in _stays(case.day):
            self._join(site, at.setdefault(person, site))
        for given in (*case.day.duties, *case.published.duties):
            self._join(
                case.duties[given.duty].site, at.get(given.person, case.duties[given.duty].site)
            )
        for plan in (case.published, case.issued):
            for sent in () if plan is None else plan.transfers:
                self._join(sent.to, at.get(sent.person, sent.to))

    def _join_visits(self) -> None:
        case = self.case
        duties = {name: task.duty for name, task in case.office.tasks.items() if task.duty}
        for visit in case.visits.values():
            site = case.site_of(visit)
            kind = case.visit_type(visit)
            for phase in (*kind.phases, *kind.video):
                for duty in (duties[task] for task in phase.tasks if task in duties):
                    self._join(site, case.duties[duty].site)
        for plan in (case.published, case.issued):
            for planned in () if plan is None else plan.visits:
                booked = case.visits.get(planned.appointment)
                if booked is not None and planned.placement is not None:
                    self._join(case.site_of(booked), planned.placement.site)
        for event in case.day.events:
            if isinstance(event, CallOutcome) and event.offer and event.offer.site:
                booked = case.visits.get(event.appointment)
                if booked is not None:
                    self._join(case.site_of(booked), event.offer.site)
        if not case.rules.other_site.offer:
            return
        wanted = Counter(
            (case.site_of(case.visits[ref]), site)
            for ref in self.hit
            for site in case.visits[ref].sites
        )
        staffed = Counter(shift.site for shift in case.day.shifts if _sees(case, shift))
        for (site, other), patients in wanted.items():
            if patients > CROSSING * staffed[other]:
                self._join(site, other)


def _sees(case: Case, shift: Shift) -> bool:
    return Role.PROVIDER in case.people[shift.person].roles


def part_of(case: Case, sites: frozenset[str], hit: Iterable[str]) -> Part:
    """Return some sites as a part of the case, given the visits that were hit."""
    mine = {ref: v for ref, v in case.visits.items() if case.site_of(v) in sites}
    return Part(
        sites=sites,
        case=restricted(case, sites),
        crossing=frozenset(
            ref
            for ref in hit
            if ref in mine and case.rules.other_site.offer and set(mine[ref].sites) - sites
        ),
        own=frozenset(person for person, site in _stays(case.day) if site in sites),
        linked=frozenset(_linked(case, mine)),
    )


def _linked(case: Case, mine: dict[str, Appointment]) -> Iterator[str]:
    """Yield visits that another part's visit follows, precedes, or has the patient of."""
    patients = {v.patient for ref, v in case.visits.items() if v.patient and ref not in mine}
    named = {f.visit for ref, v in case.visits.items() if ref not in mine for f in v.follows}
    for ref, visit in mine.items():
        ahead = any(f.visit not in mine and f.visit in case.visits for f in visit.follows)
        if ahead or ref in named or visit.patient in patients:
            yield ref


def restricted(case: Case, sites: frozenset[str], only: AbstractSet[str] | None = None) -> Case:
    """Return the case of some sites alone, and of some visits there alone if they are given.

    People elsewhere who may be sent there, or supervise from where they are, come with their
    shifts, as if nobody needed them at home.
    """
    view = _View(case, sites, only)
    return Case(
        office=view.office,
        day=view.day,
        now=case.now,
        rates=case.rates,
        published=within(case.published, view.day, case, sites),
        issued=None if case.issued is None else within(case.issued, view.day, case, sites),
    )


class _View:
    """Office and day of some sites."""

    def __init__(self, case: Case, sites: frozenset[str], only: AbstractSet[str] | None) -> None:
        self.case, self.sites, self.only = case, sites, only
        book = {a.id: a for a in case.day.appointments if self._has(a)}
        guests = {p.id for p in case.office.people if self._lends(p)}
        here = guests | {person for person, site in _stays(case.day) if site in sites}
        self.day = self._day(book, here)
        self.office = self._office(here | set(_named(self.day)))

    def _has(self, visit: Appointment) -> bool:
        return self.case.site_of(visit) in self.sites and (
            self.only is None or visit.id in self.only
        )

    def _lends(self, person: Person) -> bool:
        """Tell whether somebody elsewhere may be sent to the sites, or supervise there."""
        sent = self.case.office.travel and self.sites & set(person.other_sites)
        return bool(sent) or any(
            person.holds(credential, self.case.date) for credential in self._supervised_by
        )

    @cached_property
    def _supervised_by(self) -> set[str]:
        """Credentials of supervisors who need not be in the building."""
        asked = [task.supervision for task in self.case.office.tasks.values() if task.supervision]
        return {
            credential
            for supervision in asked
            if supervision.level is not SupervisionLevel.IN_SUITE
            for credential in supervision.by
        }

    def _day(self, book: dict[str, Appointment], here: set[str]) -> Day:
        case, sites, day = self.case, self.sites, self.case.day
        rooms = {room.id for room in case.office.rooms if room.site in sites}
        devices = {device.id for device in case.office.devices if device.site in sites}
        known = set(book) | {
            e.appointment.id
            for e in day.events
            if isinstance(e, AddOn) and self._has(e.appointment)
        }

        def happens(event: Event) -> bool:
            match event:
                case Absent(person=ref) | Late(person=ref) | LeavesEarly(person=ref):
                    return ref in here
                case Returned(person=ref):
                    return ref in here
                case RoomOut(room=ref):
                    return ref in rooms
                case DeviceOut(device=ref):
                    return ref in devices
                case SiteClosed(site=ref):
                    return ref in sites
                case AddOn(appointment=added):
                    return added.id in known
                case _:
                    return event.appointment in known

        def alone(visit: Appointment) -> Appointment:
            return visit.model_copy(
                update={
                    "site": case.site_of(visit),
                    "sites": tuple(site for site in visit.sites if site in sites),
                    "follows": tuple(f for f in visit.follows if f.visit in known),
                }
            )

        def told(event: Event) -> Event:
            if isinstance(event, AddOn):
                return event.model_copy(update={"appointment": alone(event.appointment)})
            return event

        shifts = tuple(s for s in day.shifts if s.person in here)
        return day.model_copy(
            update={
                "shifts": shifts,
                "protected": tuple(b for b in day.protected if b.person in here),
                "held_slots": tuple(b for b in day.held_slots if b.person in here),
                "open_slots": tuple(s for s in day.open_slots if s.site in sites),
                "duties": tuple(d for d in day.duties if case.duties[d.duty].site in sites),
                "reserves": tuple(r for r in day.reserves if r.site in sites),
                "stock": tuple(s for s in day.stock if s.site in sites),
                "appointments": tuple(alone(visit) for visit in book.values()),
                "events": tuple(told(event) for event in day.events if happens(event)),
                "overrides": tuple(
                    o for o in day.overrides if o.about is None or o.about in here | known
                ),
            }
        )

    def _office(self, people: set[str]) -> Office:
        office, sites = self.case.office, self.sites
        standing = sites | {shift.site for shift in self.day.shifts}
        return office.model_copy(
            update={
                "sites": tuple(site for site in office.sites if site.id in standing),
                "people": tuple(p for p in office.people if p.id in people),
                "rooms": tuple(room for room in office.rooms if room.site in sites),
                "devices": tuple(device for device in office.devices if device.site in sites),
                "duties": tuple(duty for duty in office.duties if duty.site in sites),
            }
        )


def _stays(day: Day) -> Iterator[tuple[str, str]]:
    """Yield who is, or could be called, at which site."""
    yield from ((shift.person, shift.site) for shift in day.shifts)
    yield from ((reserve.person, reserve.site) for reserve in day.reserves)


def _named(day: Day) -> Iterator[str]:
    """Yield everybody whom the day names."""
    yield from (person for person, _ in _stays(day))
    yield from (block.person for block in day.protected)
    yield from (slot.person for slot in day.held_slots)
    yield from (slot.person for slot in day.open_slots)
    added = [event.appointment for event in day.events if isinstance(event, AddOn)]
    for visit in (*day.appointments, *added):
        names = (visit.provider, visit.panel_provider, visit.interpreter, visit.chaperoned_by)
        yield from (name for name in names if name is not None)
        yield from visit.excluded_providers
        yield from (person for phase in visit.phases for person in phase.people)
    for event in day.events:
        if isinstance(event, CallOutcome) and event.offer and event.offer.provider:
            yield event.offer.provider
    yield from (given.person for given in day.duties)


def within(plan: Plan, day: Day, case: Case, sites: frozenset[str]) -> Plan:
    """Return what a plan of the whole case says of some sites, whose day is given."""
    known = {visit.id for visit in day.appointments}
    known |= {event.appointment.id for event in day.events if isinstance(event, AddOn)}
    here = {shift.person for shift in day.shifts} | {r.person for r in day.reserves}
    reserves = {reserve.id for reserve in day.reserves}
    return plan.model_copy(
        update={
            "visits": tuple(v for v in plan.visits if v.appointment in known),
            "breaks": tuple(b for b in plan.breaks if b.person in here),
            "duties": tuple(d for d in plan.duties if case.duties[d.duty].site in sites),
            "called_in": tuple(ref for ref in plan.called_in if ref in reserves),
            "transfers": tuple(t for t in plan.transfers if t.person in here),
            "overrides": day.overrides,
        }
    )


def merged(plan: Plan, part: Part, found: Plan) -> Plan:
    """Return a plan of the whole case with a part's own plan in it."""
    known = {visit.appointment for visit in found.visits}
    sent = {t.person for t in found.transfers}
    own = part.own | sent
    reserves = {reserve.id for reserve in part.case.day.reserves}
    duties = part.case.duties
    return plan.model_copy(
        update={
            "visits": (*(v for v in plan.visits if v.appointment not in known), *found.visits),
            "breaks": (
                *(b for b in plan.breaks if b.person not in own),
                *(b for b in found.breaks if b.person in own),
            ),
            "duties": (*(d for d in plan.duties if d.duty not in duties), *found.duties),
            "called_in": (*(r for r in plan.called_in if r not in reserves), *found.called_in),
            "transfers": (*(t for t in plan.transfers if t.person not in own), *found.transfers),
        }
    ).canonical()


def held_still(part: Part) -> Part:
    """Return the part with all that it shares with others held as published.

    Nobody comes from elsewhere, and visits tied to another part's stay where they are booked.
    """
    lock = Lock(
        holds=(Pinned.TIME, Pinned.PROVIDER, Pinned.SITE, Pinned.MODALITY),
        author="huddle",
        reason="tied to a visit at another site",
    )
    day, office = part.case.day, part.case.office
    book = tuple(
        v.model_copy(update={"locks": (*v.locks, lock)}) if v.id in part.linked else v
        for v in day.appointments
    )
    people = tuple(
        p if p.id in part.own else p.model_copy(update={"other_sites": ()}) for p in office.people
    )
    case = replace(
        part.case,
        day=day.model_copy(update={"appointments": book}),
        office=office.model_copy(update={"people": people}),
    )
    return replace(part, case=case)
