"""How the checks see a case: presence, closures, answers, who was hit; worked out once a case.

The compiled model has its own reading of the same facts; nothing is shared between the two.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.events import CallOutcome, CallResult, DeviceOut, RoomOut, SiteClosed
from models.office import By, Modality, SupervisionLevel
from solvers.day.check.away import FOREVER, taken_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from models.appointment import Appointment
    from models.case import Case
    from models.day import Shift
    from models.events import Offered
    from models.plan import PlacedPhase, Placement, Plan

Stretch = tuple[int, int]

MOST_PLANS = 6
"""Plans of which the visits that can be judged are remembered."""


def overlapping(stretches: Iterable[Stretch], start: int, end: int) -> bool:
    """Tell whether [start, end) shares a minute with any stretch."""
    return start < end and any(max(a, start) < min(b, end) for a, b in stretches)


def holding(stretches: Iterable[Stretch], start: int, end: int) -> bool:
    """Tell whether one stretch holds all of [start, end)."""
    return any(a <= start and end <= b for a, b in stretches)


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches with overlapping and adjoining ones made one."""
    made: list[Stretch] = []
    for a, b in sorted(s for s in stretches if s[0] < s[1]):
        if made and a <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], b))
        else:
            made.append((a, b))
    return made


def minus(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of the stretches when others are taken away."""
    gone = union(taken)
    left: list[Stretch] = []
    for a, b in union(stretches):
        at = a
        for x, y in gone:
            if y <= at or x >= b:
                continue
            if x > at:
                left.append((at, x))
            at = max(at, y)
        if at < b:
            left.append((at, b))
    return left


class View:
    """A case as the checks see it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.now = case.now
        self._away, self._absent = taken_away(case.day.events)
        self._closures: dict[str, list[Stretch]] = defaultdict(list)
        self._outages: dict[str, list[Stretch]] = defaultdict(list)
        self._answers: dict[str, list[tuple[Offered, bool]]] = defaultdict(list)
        for event in case.day.events:
            self._note(event)
        self._last: list[tuple[Plan, list[tuple[Appointment, Placement]]]] = []
        self._held: tuple[Plan, dict[str, list[tuple[Appointment, Placement]]]] | None = None
        self._provided: dict[tuple[str, Modality], list[int]] = {}
        self._on_shift: dict[tuple[str, str | None], list[Stretch]] = {}
        self._shifts: dict[str, list[Shift]] = defaultdict(list)
        for shift in case.day.shifts:
            self._shifts[shift.person].append(shift)
        self._present: dict[tuple[str, str | None], list[Stretch]] = {}
        self._supervisors: dict[tuple[str, str], list[list[Stretch]]] = {}
        self._supervision: dict[tuple[str, str], list[Stretch]] = {}
        self._left = {(stint[0].person, stint[0].end) for stint in case.stints if stint[1:]}
        self.hit = frozenset(ref for ref, visit in case.visits.items() if self._is_hit(visit))

    def _note(self, event: object) -> None:
        match event:
            case SiteClosed(site=site, start=start, end=end):
                self._closures[site].append((start or 0, FOREVER if end is None else end))
            case (
                RoomOut(room=ref, start=start, end=end)
                | DeviceOut(device=ref, start=start, end=end)
            ):
                self._outages[ref].append((start or 0, FOREVER if end is None else end))
            case CallOutcome(appointment=ref, outcome=outcome, offer=offer) if offer:
                if outcome in {CallResult.REACHED_ACCEPTED, CallResult.REACHED_DECLINED}:
                    said_yes = outcome is CallResult.REACHED_ACCEPTED
                    self._answers[ref].append((offer, said_yes))
            case _:
                pass

    def away(self, person: str) -> list[tuple[int, int, bool]]:
        """Return (from, to, works by video) of what takes a person away."""
        return self._away.get(person, [])

    def closures(self, site: str) -> list[Stretch]:
        """Return when a site is closed by an event."""
        return self._closures.get(site, [])

    def outages(self, place: str) -> list[Stretch]:
        """Return when a room or device is out."""
        return self._outages.get(place, [])

    def accepted(self, ref: str) -> Offered | None:
        """Return the offer the patient accepted, if that was the last answer."""
        answers = self._answers.get(ref)
        return answers[-1][0] if answers and answers[-1][1] else None

    def declined(self, ref: str) -> list[Offered]:
        """Return the offers the patient declined and did not accept as the last answer."""
        answers = self._answers.get(ref, [])
        return [o for o, yes in answers if not yes and o != self.accepted(ref)]

    def present(self, person: str, site: str | None = None) -> list[Stretch]:
        """Return when a person is present, at one site or at any."""
        key = (person, site)
        if key not in self._present:
            own = self._shifts.get(person, ())
            shifts = [(s.start, s.end) for s in own if site in {None, s.site}]
            self._present[key] = minus(shifts, [(a, b) for a, b, _ in self.away(person)])
        return self._present[key]

    def present_on(self, shift: Shift) -> list[Stretch]:
        """Return when the shift's person is present on that shift."""
        return minus([(shift.start, shift.end)], [(a, b) for a, b, _ in self.away(shift.person)])

    def on_shift(self, person: str, site: str | None) -> list[Stretch]:
        """Return when a person is on shift, at one site or at any, adjoining shifts joined."""
        if (person, site) not in self._on_shift:
            theirs = (s for s in self._shifts.get(person, ()) if site in {None, s.site})
            self._on_shift[person, site] = union((s.start, s.end) for s in theirs)
        return self._on_shift[person, site]

    def shift_for(
        self, person: str, site: str | None, start: int, end: int, extra: int = 0
    ) -> Shift | None:
        """Return a shift of the person, at the site, that holds [start, end), `extra` later."""
        for shift in self._shifts.get(person, ()):
            if site in {None, shift.site} and shift.start <= start and end <= shift.end + extra:
                if end > shift.end and (person, shift.end) in self._left:
                    continue  # nobody stays past leaving for another site
                return shift
        return None

    def published(self, ref: str) -> Placement | None:
        """Return a visit's published placement."""
        planned = self.case.published_visits.get(ref)
        return planned.placement if planned else None

    def provider_at(self, visit: Appointment, modality: Modality) -> list[int]:
        """Return the positions of a visit's provider phases."""
        key = (visit.id, modality)
        if key not in self._provided:
            self._provided[key] = [
                i
                for i, phase in enumerate(self.case.phases(visit, modality))
                if any(self.case.task(t).by is By.PROVIDER for t in phase.tasks)
            ]
        return self._provided[key]

    def provider_stretches(self, visit: Appointment, placement: Placement) -> list[Stretch]:
        """Return the times of a placement's provider phases."""
        return [
            (placement.phases[i].start, placement.phases[i].end)
            for i in self.provider_at(visit, placement.modality)
            if i < len(placement.phases)
        ]

    def may(self, person: str, task: str, day: date | None = None) -> bool:
        """Tell whether a person has a valid credential and the privilege for a task."""
        who, needed = self.case.people.get(person), self.case.office.tasks.get(task)
        if who is None or needed is None:
            return False
        if needed.privilege is not None and needed.privilege not in who.privileges:
            return False
        on = day or self.case.date
        valid = {c.id for c in who.credentials if c.expires is None or on <= c.expires}
        return not needed.credentials or not valid.isdisjoint(needed.credentials)

    def can_cover(self, person: str, duty: str) -> bool:
        """Tell whether a person holds a valid credential of a duty."""
        who, post = self.case.people.get(person), self.case.duties.get(duty)
        if who is None or post is None:
            return False
        valid = {c.id for c in who.credentials if c.expires is None or self.case.date <= c.expires}
        return not post.credentials or not valid.isdisjoint(post.credentials)

    def rung(self, visit: Appointment, provider: str) -> int:
        """Return how far down the ladder of cover a provider stands for a visit: 0 to 3."""
        own = visit.provider if visit.provider is not None else visit.panel_provider
        if own is None or own == provider:
            return 0
        mine, theirs = self.case.people[own], self.case.people[provider]
        if mine.team and mine.team == theirs.team:
            return 1
        wanted = self.case.visit_type(visit).specialty or mine.specialty
        return 2 if wanted and wanted == theirs.specialty else 3

    def placed(self, plan: Plan) -> list[tuple[Appointment, Placement]]:
        """Return visits and placements that can be judged: known, and with all their phases."""
        for known, held in self._last:
            if known is plan:
                return held
        found = []
        for planned in plan.visits:
            visit, placement = self.case.visits.get(planned.appointment), planned.placement
            if visit is None or placement is None or placement.provider not in self.case.people:
                continue
            if placement.site not in self.case.sites:
                continue
            phases = self.case.phases(visit, placement.modality)
            if phases and len(phases) == len(placement.phases):
                found.append((visit, placement))
        # Checks ask about a plan and the published one, and some ask about parts of both.
        self._last = [(plan, found), *self._last[: MOST_PLANS - 1]]
        return found

    def _held_by(self, plan: Plan) -> dict[str, list[tuple[Appointment, Placement]]]:
        if self._held is None or self._held[0] is not plan:
            by: dict[str, list[tuple[Appointment, Placement]]] = {}
            for visit, placement in self.placed(plan):
                by.setdefault(placement.provider, []).append((visit, placement))
            self._held = (plan, by)
        return self._held[1]

    def elsewhere(self, plan: Plan) -> list[tuple[Appointment, str]]:
        """Return (visit, slot) of the visits on another day, known slots only."""
        return [
            (self.case.visits[p.appointment], p.slot)
            for p in plan.visits
            if p.slot in self.case.open_slots and p.appointment in self.case.visits
        ]

    def seen_by(self, plan: Plan) -> list[tuple[Appointment, str]]:
        """Return (visit, provider) of all visits placed today or put into an open slot."""
        slots = self.case.open_slots
        return [
            *((visit, placement.provider) for visit, placement in self.placed(plan)),
            *((visit, slots[ref].person) for visit, ref in self.elsewhere(plan)),
        ]

    def attending(self, visit: Appointment, placement: Placement) -> list[tuple[str, int, int]]:
        """Return (person, from, to) of who is with patient and provider, as the plan names them."""
        seen = self.provider_stretches(visit, placement)
        beside = (placement.interpreter, placement.chaperone)
        return [(who, seen[0][0], seen[-1][1]) for who in beside if who is not None and seen]

    def roomed(self, visit: Appointment, placement: Placement) -> Stretch | None:
        """Return from when to when the visit is in its room, without turnover."""
        phases = self.case.phases(visit, placement.modality)
        inside = [p for f, p in zip(phases, placement.phases, strict=False) if f.room]
        return (inside[0].start, inside[-1].end) if inside else None

    def remote(self, visit: Appointment, placement: Placement) -> bool:
        """Tell whether the placement is held from outside the building."""
        return placement.modality is Modality.VIDEO and any(
            overlapping([(a, b)], max(s, self.now), e)
            for a, b, video in self.away(placement.provider)
            if video
            for s, e in self.provider_stretches(visit, placement)
        )

    def new_within(self, plan: Plan, person: str, start: int, end: int) -> list[str]:
        """Return visits with a provider phase of the person in the span, not as published."""
        inside = []
        for visit, placement in self._held_by(plan).get(person, ()):
            if not (placement.start < end and start < placement.end):
                continue
            was = self.published(visit.id)
            for i in self.provider_at(visit, placement.modality):
                placed = placement.phases[i]
                same = (
                    was is not None
                    and (was.provider, was.modality) == (person, placement.modality)
                    and i < len(was.phases)
                    and was.phases[i].start == placed.start
                )
                if not same and overlapping([(placed.start, placed.end)], start, end):
                    inside.append(visit.id)
        return inside

    def holds_one(self, person: str, credentials: tuple[str, ...]) -> bool:
        """Tell whether a person holds one of the credentials on the date."""
        who = self.case.people.get(person)
        return who is not None and any(who.holds(c, self.case.date) for c in credentials)

    def supervised(
        self, visit: Appointment, placement: Placement
    ) -> Iterator[tuple[str, str, PlacedPhase]]:
        """Yield (task, who does it, phase) of the work that needs supervision."""
        phases = self.case.phases(visit, placement.modality)
        for phase, placed in zip(phases, placement.phases, strict=False):
            people = iter(placed.people)
            seen: set[str] = set()
            for name in phase.tasks:
                task = self.case.task(name)
                own, first = task.by is By.PROVIDER, name not in seen
                seen.add(name)
                who = placement.provider if own else task.duty
                if task.by is By.SUPPORT:
                    who = next(people, None)
                asked = task.supervision
                if asked is None or who is None or (own and not first):
                    continue
                if task.by is By.DUTY or not self.holds_one(who, asked.by):
                    yield name, who, placed

    def supervisors(self, task: str, site: str) -> list[list[Stretch]]:
        """Return when each of those who supervise the task at the site is available."""
        if (task, site) not in self._supervisors:
            asked = self.case.task(task).supervision
            assert asked is not None
            self._supervisors[task, site] = [
                self._available(person, asked.level, site)
                for person in self.case.people
                if self.holds_one(person, asked.by)
            ]
        return self._supervisors[task, site]

    def supervision(self, task: str, site: str) -> list[Stretch]:
        """Return when anybody who supervises the task at the site is available."""
        if (task, site) not in self._supervision:
            everybody = (s for own in self.supervisors(task, site) for s in own)
            self._supervision[task, site] = union(everybody)
        return self._supervision[task, site]

    def _available(self, person: str, level: SupervisionLevel, site: str) -> list[Stretch]:
        if level is SupervisionLevel.IN_SUITE:
            return self.present(person, site)
        general = level is SupervisionLevel.GENERAL
        away = self._absent.get(person, []) if general else self.away(person)
        return minus(self.on_shift(person, None), [(a, b) for a, b, video in away if not video])

    def unsupervised(
        self, visit: Appointment, placement: Placement
    ) -> Iterator[tuple[str, str, Stretch]]:
        """Yield (task, who does it, when) of what, from now on, nobody is there to supervise."""
        site = placement.site
        for task, who, placed in self.supervised(visit, placement):
            asked = self.case.task(task).supervision
            assert asked is not None
            lasts = (max(placed.start, self.now), placed.end + asked.tail)
            yield from ((task, who, s) for s in minus([lasts], self.supervision(task, site))[:1])

    def _is_hit(self, visit: Appointment) -> bool:
        if self.case.as_published is not self.case:
            return visit.id in view_of(self.case.as_published).hit
        placement = self.published(visit.id)
        return placement is None or self.lost(visit, placement)

    def lost(self, visit: Appointment, placement: Placement) -> bool:
        """Tell whether the visit can no longer be held at a place that it had, as published."""
        if self.case.as_published is not self.case:
            return view_of(self.case.as_published).lost(visit, placement)
        stretches = self.provider_stretches(visit, placement)
        video = placement.modality is Modality.VIDEO
        for a, b, remote in self.away(placement.provider):
            if any(overlapping([(a, b)], s, e) for s, e in stretches) and not (video and remote):
                return True
        if not video and overlapping(self.closures(placement.site), placement.start, placement.end):
            return True
        phases = self.case.phases(visit, placement.modality)
        for i in self.provider_at(visit, placement.modality):
            for task in phases[i].tasks:
                own = self.case.task(task).by is By.PROVIDER
                if own and not self.may(placement.provider, task):
                    return True
        extra = self.case.rules.overtime.minutes
        if not all(
            self.shift_for(placement.provider, placement.site, s, e, extra) for s, e in stretches
        ):
            return True
        return any(self.unsupervised(visit, placement))


def view_of(case: Case) -> View:
    """Return the view of a case; it is kept with the case."""
    kept = case.__dict__.get("_check_view")
    if not isinstance(kept, View):
        kept = View(case)
        case.__dict__["_check_view"] = kept
    return kept
