"""What the model side knows of a case before it decides anything, in whole minutes.

The checks read the case on their own and share nothing of this.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from models.events import CallOutcome, CallResult, DeviceOut, Offered, RoomOut, SiteClosed
from models.office import By, Modality
from solvers.day.known.attending import Attendants
from solvers.day.known.hit import is_hit
from solvers.day.known.issued import Issued
from solvers.day.known.scarcity import scarce_tasks
from solvers.day.known.spans import HORIZON, Span, joined
from solvers.day.known.staff_facts import StaffFacts
from solvers.day.known.supervision import Supervisors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from models.appointment import Appointment
    from models.case import Case
    from models.office import Place
    from models.plan import Placement


class Facts(StaffFacts):
    """A case, indexed for the compiled model. Everything is in one canonical order."""

    def __init__(self, case: Case, *, options: bool = True) -> None:
        super().__init__(case.as_published, options=options)
        self.rates = case.rates
        self.visits = dict(sorted(case.visits.items()))
        self._may: dict[tuple[str, str, date], bool] = {}
        self._provider_tasks: dict[tuple[str, Modality], list[str]] = {}

    @cached_property
    def base(self) -> Facts:
        """The same case without a choice of how to staff it: everybody on the day's own shifts."""
        return Facts(self.case, options=False) if self.rosters else self

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

    @cached_property
    def _able(self) -> dict[tuple[str, str | None], list[str]]:
        return {}

    def able(self, task: str, site: str | None = None) -> list[str]:
        """Return who may do a task: anybody, or who is ever present at a site."""
        key = (task, site)
        if key not in self._able:
            people = self.people if site is None else self.able(task)
            self._able[key] = [
                p for p in people if (self.may(p, task) if site is None else self.present(p, site))
            ]
        return self._able[key]

    @cached_property
    def scarce(self) -> frozenset[str]:
        """Support tasks that those who may do them have hardly time for."""
        return scarce_tasks(self)

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

    @cached_property
    def seats(self) -> dict[str, int]:
        """How many visits a room or device is held by at a time, where that is more than one."""
        office = self.case.office
        return {
            place.id: place.seats for place in (*office.rooms, *office.devices) if place.seats > 1
        }

    @cached_property
    def _rooms(self) -> dict[tuple[str, str], list[Place]]:
        return _by_feature(self.case.office.rooms)

    def rooms_with(self, feature: str, site: str) -> list[Place]:
        """Return the rooms of a site that have a feature."""
        return self._rooms.get((site, feature), [])

    @cached_property
    def _devices(self) -> dict[tuple[str, str], list[Place]]:
        return _by_feature(self.case.office.devices)

    def devices_with(self, feature: str, site: str) -> list[Place]:
        """Return the devices of a site that have a feature."""
        return self._devices.get((site, feature), [])

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
    def attendants(self) -> Attendants:
        """Who needs an interpreter or a chaperone, and who may be one."""
        return Attendants(self)

    @cached_property
    def likeliest_no_show(self) -> float:
        """How likely it is at the most that a patient does not come."""
        return max((visit.no_show for visit in self.visits.values()), default=0.0)

    @cached_property
    def hit(self) -> frozenset[str]:
        """Visits whose published placement an event or a missing entitlement took away."""
        return frozenset(ref for ref, visit in self.visits.items() if is_hit(self.base, visit))

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


def _by_feature(places: Iterable[Place]) -> dict[tuple[str, str], list[Place]]:
    found: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        for feature in dict.fromkeys(place.features):
            found.setdefault((place.site, feature), []).append(place)
    return found
