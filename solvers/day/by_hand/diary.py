"""Diaries: when each person, room and device is free, while a plan is put together by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from models.office import By, Modality
from models.plan import PlacedPhase, Placement
from solvers.day.by_hand.agenda import Agenda
from solvers.day.by_hand.duty_room import Known, has_room
from solvers.day.by_hand.pairing import paired
from solvers.day.known.attending import CHAPERONE, INTERPRETER, KINDS, named
from solvers.day.known.spans import HORIZON, most_at_once, overlaps, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.appointment import Appointment
    from models.office import Phase
    from models.plan import Plan, PlannedBreak
    from solvers.day.known.facts import Facts
    from solvers.day.known.spans import Span

    Group = tuple[str, int, str, str, Modality, int, int]
    Way = tuple[Appointment, str, str, Modality]


class Diaries:
    """Busy spans by reference, and the people covering each duty."""

    def __init__(self, facts: Facts, plan: Plan) -> None:
        self.facts = facts
        self.busy: defaultdict[str, Agenda] = defaultdict(Agenda)
        self.held: dict[str, list[Span]] = {}
        self.groups: Counter[Group] = Counter()
        self.duty_load: dict[str, list[tuple[int, int, int]]] = {}
        self.cover: dict[str, list[tuple[str, int, int]]] = {}
        self.rest: dict[str, list[Span]] = {}
        self.supervised: dict[tuple[str, str], list[Span]] = {}
        self.double = False
        for taken in plan.breaks:
            self.rests(taken)
        for given in plan.duties:
            self.take(given.person, given.start, given.end)
            self.cover.setdefault(given.duty, []).append((given.person, given.start, given.end))
        for ref, spans in (*facts.room_outages.items(), *facts.device_outages.items()):
            for span in spans:
                self.busy[ref].append(span)

    def take(self, ref: str, start: int, end: int) -> None:
        """Write a span into a diary; of a room with seats it takes one."""
        self._diary(ref).append((start, end))

    def _diary(self, ref: str) -> Agenda | list[Span]:
        return self.held.setdefault(ref, []) if ref in self.facts.seats else self.busy[ref]

    def rests(self, taken: PlannedBreak) -> None:
        """Write a break into its person's diary."""
        self.take(taken.person, taken.start, taken.end)
        self.rest.setdefault(taken.person, []).append((taken.start, taken.end))

    def rests_no_more(self, taken: PlannedBreak) -> None:
        """Take out a break that `rests` has written."""
        self._diary(taken.person).remove((taken.start, taken.end))
        self.rest[taken.person].remove((taken.start, taken.end))

    def expect(self, visit: Appointment, start: int, modality: Modality) -> None:
        """Keep room at the duties of a visit's first phase, which starts when the patient comes."""
        for duty, *load in self._first_duties(visit, start, modality):
            self.duty_load.setdefault(duty, []).append((load[0], load[1], load[2]))

    def forget(self, visit: Appointment, start: int, modality: Modality) -> None:
        """Give back what `expect` has kept."""
        for duty, *load in self._first_duties(visit, start, modality):
            self.duty_load[duty].remove((load[0], load[1], load[2]))

    def _first_duties(
        self, visit: Appointment, start: int, modality: Modality
    ) -> list[tuple[str, int, int, int]]:
        first = self.facts.case.phases(visit, modality)[:1]
        return [
            (self.facts.case.task(task).duty or "", start, start + phase.minutes, phase.acuity)
            for phase in first
            for task in self.facts.case.tasks_by(phase, By.DUTY)
        ]

    def free(self, ref: str, start: int, end: int) -> bool:
        """Tell whether nothing stands in the diary during [start, end), from now on.

        Of a room with seats one is free.
        """
        first = max(start, self.facts.now)
        if self.busy[ref].meets(first, end):
            return False
        seats = self.facts.seats.get(ref)
        return seats is None or most_at_once(self.held.get(ref, ()), first, end) < seats

    def sees(self, visit: Appointment, group: Group) -> bool:
        """Tell whether the provider of a phase is free for it, or sees a group that has room."""
        _, _, provider, _, _, start, end = group
        if self.groups[group]:
            return self.groups[group] < self.facts.case.visit_type(visit).group
        return self.free(provider, start, end)

    def on_shift(self, person: str, site: str, start: int, end: int) -> bool:
        """Tell whether the person has a shift of the day there that holds [start, end)."""
        return end <= self.facts.now or bool(self.facts.rosters_for(person, site, start, end))

    def duty_has_room(self, duty: str, start: int, end: int, acuity: int = 1) -> bool:
        """Tell whether one more task can be begun, and done, by the duty during [start, end)."""
        known = Known(
            self.duty_load.get(duty, ()), self.cover.get(duty, ()), self.rest, self.facts.now
        )
        return has_room(self.facts.case.duties[duty], known, start, end, acuity)

    def supervision_has_room(self, task: str, site: str, person: str | None, span: Span) -> bool:
        """Tell whether somebody may do the task then: alone, or supervised with room for it."""
        known = self.facts.supervisors
        if not known.supervised(person, task):
            return True
        if not known.cover(task, site, *span):
            return False
        if known.of(task).ratio is None:
            return True
        first, load = max(span[0], self.facts.now), self.supervised.get(known.group(task, site), [])
        edges = {first, *known.edges(task, site), *(t for other in load for t in other)}
        return all(
            sum(a <= t < b for a, b in load) < known.room(task, site, t)
            for t in edges
            if first <= t < span[1]
        )

    def write(self, visit: Appointment, placement: Placement) -> None:
        """Write a placement into the diaries of all that it takes up."""
        for where, entry in self._entries(visit, placement, 1):
            where.append(entry)

    def erase(self, visit: Appointment, placement: Placement) -> None:
        """Take out what `write` has written; a group's time when the last of it goes."""
        for where, entry in self._entries(visit, placement, -1):
            where.remove(entry)

    def _entries(
        self, visit: Appointment, placement: Placement, times: int
    ) -> Iterator[tuple[Any, tuple[int, ...]]]:
        """Yield (diary, entry) of what a placement takes up, and count it in its groups."""
        phases = self.facts.case.phases(visit, placement.modality)
        way = (placement.provider, placement.site, placement.modality)
        for index, (phase, placed) in enumerate(zip(phases, placement.phases, strict=False)):
            span = (placed.start, placed.end)
            if self.facts.case.tasks_by(phase, By.PROVIDER) and not placement.double_booked:
                group = (visit.visit_type, index, *way, *span)
                several = self.facts.case.visit_type(visit).group > 1
                self.groups[group] += times if several else 0
                if self.groups[group] == (several and times > 0):
                    yield self._diary(placement.provider), span
            for ref in (*placed.people, *([placed.device] if placed.device else [])):
                yield self._diary(ref), span
            for task in self.facts.case.tasks_by(phase, By.DUTY):
                duty = self.facts.case.task(task).duty or ""
                yield self.duty_load.setdefault(duty, []), (*span, phase.acuity)
        for work in self.facts.supervisors.works(visit, placement):
            known = self.facts.supervisors.group(work.task, placement.site)
            yield self.supervised.setdefault(known, []), (work.start, work.end)
        for ref in filter(None, (placement.interpreter, placement.chaperone)):
            yield self._diary(ref), self._seen(visit, placement)
        if placement.room is not None:
            roomed = [p for f, p in zip(phases, placement.phases, strict=False) if f.room]
            turnover = self.facts.rules.rooms.turnover
            yield self._diary(placement.room), (roomed[0].start, roomed[-1].end + turnover)

    def fits(self, visit: Appointment, placement: Placement) -> bool:
        """Tell whether the placement as it stands finds everything free that it takes up."""
        facts = self.facts
        phases = facts.case.phases(visit, placement.modality)
        if len(phases) != len(placement.phases):
            return False
        way = (placement.provider, placement.site, placement.modality)
        for index, (phase, placed) in enumerate(zip(phases, placement.phases, strict=True)):
            start, end = placed.start, placed.end
            needed = [*placed.people, *([placed.device] if placed.device else [])]
            if facts.case.tasks_by(phase, By.PROVIDER) and not placement.double_booked:
                group = (visit.visit_type, index, *way, start, end)
                if not self.sees(visit, group):
                    return False
            if not all(self.free(ref, start, end) for ref in needed):
                return False
            if not all(self._is_here(p, placement.site, start, end) for p in placed.people):
                return False
            for task in facts.case.tasks_by(phase, By.DUTY):
                duty = facts.case.task(task).duty or ""
                if not self.duty_has_room(duty, start, end, phase.acuity):
                    return False
        for work in facts.supervisors.works(visit, placement):
            span = (work.start, work.end)
            if not self.supervision_has_room(work.task, placement.site, work.person, span):
                return False
        if not self._attended_as_asked(visit, placement):
            return False
        roomed = [p for f, p in zip(phases, placement.phases, strict=True) if f.room]
        if placement.room is None or not roomed:
            return placement.room is None
        return self.free(
            placement.room, roomed[0].start, roomed[-1].end + facts.rules.rooms.turnover
        )

    def _attended_as_asked(self, visit: Appointment, placement: Placement) -> bool:
        asked = self.facts.attendants.asked(visit, placement)
        there = {kind: person for kind in KINDS if (person := named(placement, kind)) is not None}
        return asked.keys() == there.keys() and all(
            person in asked[kind] and self._may_attend(visit, placement, person)
            for kind, person in there.items()
        )

    def _is_here(self, person: str, site: str, start: int, end: int) -> bool:
        start = max(start, self.facts.now)
        closed = without([(0, HORIZON)], self.facts.present(person, site))
        return start >= end or not overlaps(closed, start, end)

    def fit(
        self,
        visit: Appointment,
        provider: str,
        site: str,
        modality: Modality,
        start: int,
        not_before: int,
        at: Mapping[int, int] | None = None,
        *,
        double: bool = False,
        attended: bool = True,
    ) -> Placement | None:
        """Find the earliest phases and free people for a visit that starts at `start`.

        Phases after the first start at or after `not_before`, those in `at` (by position) just
        then; `double` in another visit's time with the provider; without interpreter or chaperone
        unless `attended`. None when the lags do not allow any, or somebody or something is not to
        be had.
        """
        self.double = double
        phases = self.facts.case.phases(visit, modality)
        if not phases:
            return None
        bounds = (start, not_before, at or {})
        way = (visit, provider, site, modality)
        for placed in self._phases(way, phases, bounds, []):
            room, found = self._room(visit, site, phases, placed)
            if found:
                alone = Placement(
                    provider=provider,
                    site=site,
                    modality=modality,
                    room=room,
                    phases=tuple(placed),
                    double_booked=double,
                )
                fitted = self._attended(visit, alone) if attended else alone
                if fitted is not None:
                    return fitted
        return None

    def _attended(self, visit: Appointment, placement: Placement) -> Placement | None:
        """Return the placement with whom it needs as interpreter and chaperone, if they are free.

        The published one, or the one that the book names, is asked first.
        """
        chosen: dict[str, str] = {}
        asked = self.facts.attendants.asked(visit, placement)
        was = self.facts.published(visit.id)
        booked = {INTERPRETER: visit.interpreter, CHAPERONE: visit.chaperoned_by}
        begun = placement.start < self.facts.now
        for kind, allowed in asked.items():
            wish = named(was, kind) or booked[kind]
            order = sorted(
                (p for p in allowed if begun or self.facts.present(p, placement.site)),
                key=lambda p: (p != wish, self.busy[p].minutes, p),
            )
            free = (
                person
                for person in order
                if person not in chosen.values() and self._may_attend(visit, placement, person)
            )
            person = next(free, None)
            if person is None:
                return None
            chosen[kind] = person
        return placement.model_copy(update=chosen) if chosen else placement

    def _may_attend(self, visit: Appointment, placement: Placement, person: str) -> bool:
        """Tell whether a person is there and free, of this visit's own work as well."""
        start, end = self._seen(visit, placement)
        own = [(p.start, p.end) for p in placement.phases if person in p.people]
        return (
            person != placement.provider
            and self.free(person, start, end)
            and self._is_here(person, placement.site, start, end)
            and not overlaps(own, max(start, self.facts.now), end)
        )

    def _seen(self, visit: Appointment, placement: Placement) -> Span:
        """Return from when to when the provider sees the patient."""
        spans = self.facts.provider_spans(visit, placement)
        return spans[0][0], spans[-1][1]

    def _phases(
        self,
        way: Way,
        phases: tuple[Phase, ...],
        bounds: tuple[int, int, Mapping[int, int]],
        placed: list[PlacedPhase],
    ) -> Iterator[list[PlacedPhase]]:
        index = len(placed)
        if index == len(phases):
            yield placed
            return
        phase, step = phases[index], self.facts.rules.offer_step
        first, last = bounds[0], bounds[0]
        if placed:
            first, last = placed[-1].end + phase.lag.min, placed[-1].end + phase.lag.most
        at = bounds[2].get(index)
        for start in range(first, last + 1, step) if at is None else (at,):
            if not first <= start <= last or (placed and start < bounds[1]):
                continue
            done = self._phase(way, index, phase, start)
            if done is not None:
                yield from self._phases(way, phases, bounds, [*placed, done])

    def _room(
        self, visit: Appointment, site: str, phases: tuple[Phase, ...], placed: list[PlacedPhase]
    ) -> tuple[str | None, bool]:
        """Return a free room for the phases, and whether all is well; no room may be needed."""
        roomed = [p for f, p in zip(phases, placed, strict=True) if f.room]
        if not roomed:
            return None, True
        feature = next(phase.room for phase in phases if phase.room)
        end = roomed[-1].end + self.facts.rules.rooms.turnover
        free = [
            room
            for room in self.facts.rooms_with(feature or "", site)
            if self.free(room.id, roomed[0].start, end)
        ]
        if not free:
            return None, False
        return min(free, key=lambda r: (r.id != visit.room, len(r.features), r.id)).id, True

    def _phase(self, way: Way, index: int, phase: Phase, start: int) -> PlacedPhase | None:
        visit, provider, site, modality = way
        facts, end = self.facts, start + phase.minutes
        own = facts.case.tasks_by(phase, By.PROVIDER) and not self.double
        group = (visit.visit_type, index, provider, site, modality, start, end)
        if own and not self.sees(visit, group):
            return None
        for task in facts.case.tasks_by(phase, By.DUTY):
            duty = facts.case.task(task).duty or ""
            if not self.duty_has_room(duty, start, end, phase.acuity):
                return None
        doers = [(task, provider) for task in facts.case.tasks_by(phase, By.PROVIDER)]
        doers += [(task, "") for task in facts.case.tasks_by(phase, By.DUTY)]
        if not all(self.supervision_has_room(task, site, p, (start, end)) for task, p in doers):
            return None
        able: list[list[str]] = []
        for task in facts.case.tasks_by(phase, By.SUPPORT):
            # Of what is over before now, nobody asks who was there.
            free = [
                person
                for person in facts.able(task, None if end <= facts.now else site)
                if self.free(person, start, end)
                and self._is_here(person, site, start, end)
                and self.supervision_has_room(task, site, person, (start, end))
            ]
            if not free:
                return None
            able.append(sorted(free, key=lambda p: (self.busy[p].minutes, p)))
        people = paired(able)
        if people is None:
            return None
        device = None
        if phase.device is not None:
            device = next(
                (
                    d
                    for d in sorted(d.id for d in facts.devices_with(phase.device, site))
                    if self.free(d, start, end)
                ),
                None,
            )
            if device is None:
                return None
        return PlacedPhase(start=start, end=end, people=tuple(people), device=device)
