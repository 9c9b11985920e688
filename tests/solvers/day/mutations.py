"""Plans by the score: from a legal one, a change or two at a time, most of them illegal.

What is changed stays on the offered grid (starts, waits, breaks, duties), since a start that is
not offered is no statement about a rule; whoever and wherever is anybody and anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.case import merged_duties
from models.day import DutyAssignment
from models.office import By, DutyKind, Modality
from models.plan import PlacedPhase, Placement, Plan, PlannedBreak, PlannedVisit, Transfer
from solvers.day.check_view import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from models.appointment import Appointment
    from models.case import Case
    from models.office import Phase


class Mutator:
    """Changes to plans of one case, drawn at random."""

    def __init__(self, case: Case, rng: Random) -> None:
        self.case, self.rng = case, rng
        self.people = sorted(case.people)
        self.step = case.rules.offer_step
        sites = case.office.sites
        self.low = min(*(s.opens for s in sites), *(s.start for s in case.day.shifts))
        self.high = max(*(s.latest for s in sites), *(s.end for s in case.day.shifts))
        self.high = max([self.high, *(reserve.end for reserve in case.day.reserves)])
        self.high += case.rules.overtime.minutes
        self.staffed = case
        self.called = [reserve.id for reserve in case.day.reserves]
        self.hit = view_of(case).hit
        self.doubles = case.rules.double_booking.per_session > 0 or any(
            planned.placement is not None and planned.placement.double_booked
            for planned in case.published.visits
        )

    def changed(self, plan: Plan) -> Plan:
        """Return the plan with one thing changed."""
        self.staffed = self.case.staffed(plan)
        kinds: list[Callable[[Plan], Plan]] = []
        if plan.visits:
            kinds += [self._visit] * 10
        kinds += [self._break] * 2 + [self._duty] * 2
        if self.called:
            kinds += [self._call] * 2
        if any(person.other_sites for person in self.case.office.people):
            kinds += [self._send] * 2
        if plan.overrides and self.rng.random() < 0.02:
            return plan.model_copy(update={"overrides": plan.overrides[1:]})
        return self.rng.choice(kinds)(plan).canonical()

    # ---------------------------------------------------------------- visits

    def _visit(self, plan: Plan) -> Plan:
        position = self.rng.randrange(len(plan.visits))
        planned = plan.visits[position]
        visit = self.case.visits[planned.appointment]
        visits = list(plan.visits)
        if self.rng.random() < 0.02:
            del visits[position]
            return plan.model_copy(update={"visits": tuple(visits)})
        draw = self.rng.random()
        placement = planned.placement
        if placement is None or draw < 0.25:
            visits[position] = self._anew(visit)
        else:
            visits[position] = planned.model_copy(
                update={"placement": self._tweaked(visit, placement)}
            )
        there = visits[position].placement
        likely = 0.5 if visit.id in self.hit else 0.1
        if self.doubles and there is not None and self.rng.random() < likely:
            doubled = self._shared(plan, visit, there)
            visits[position] = visits[position].model_copy(update={"placement": doubled})
        return plan.model_copy(update={"visits": tuple(visits)})

    def _anew(self, visit: Appointment) -> PlannedVisit:
        draw = self.rng.random()
        slots = [slot.id for slot in self.case.day.open_slots]
        if draw < 0.1:
            return PlannedVisit(appointment=visit.id)
        if draw < 0.4 and slots:
            return PlannedVisit(appointment=visit.id, slot=self.rng.choice(slots))
        issued = self.case.issued_visits.get(visit.id)
        if issued is not None and draw < 0.6:
            return issued
        was = self.case.published_visits[visit.id].placement
        if was is not None and draw < 0.5:
            return PlannedVisit(appointment=visit.id, placement=was)
        modalities = [m for m in Modality if self.case.phases(visit, m)]
        modality = visit.modality
        if modality not in modalities or self.rng.random() < 0.3:
            modality = self.rng.choice(modalities)
        site = self.case.site_of(visit)
        if self.rng.random() < 0.4:
            site = self.rng.choice(sorted(self.case.sites))
        phases = self.case.phases(visit, modality)
        starts = self._starts(visit, modality)
        there = sorted({s.person for s in self.case.day.shifts if s.site == site})
        away = site != self.case.site_of(visit) and there and self.rng.random() < 0.6
        placement = Placement(
            provider=self.rng.choice(there) if away else self._provider(site),
            site=site,
            modality=modality,
            room=self._room(phases, site),
            phases=self._phases(visit, modality, self.rng.choice(starts)),
        )
        return PlannedVisit(appointment=visit.id, placement=placement)

    def _tweaked(self, visit: Appointment, old: Placement) -> Placement:
        phases = self.case.phases(visit, old.modality)
        match self.rng.choice(("provider", "time", "time", "near", "room", "lag", "who", "shape")):
            case "provider":
                return old.model_copy(update={"provider": self._provider(old.site)})
            case "time" | "near" as how:
                starts = self._starts(visit, old.modality)
                if how == "near":
                    starts = sorted(starts, key=lambda t: (abs(t - old.start), t))[:5]
                start = self.rng.choice(starts)
                moved = tuple(
                    p.model_copy(
                        update={
                            "start": p.start + start - old.start,
                            "end": p.end + start - old.start,
                        }
                    )
                    for p in old.phases
                )
                if not self._on_grid(visit, old.modality, moved):
                    moved = self._phases(visit, old.modality, start)
                return old.model_copy(update={"phases": moved})
            case "room":
                return old.model_copy(update={"room": self._room(phases, old.site)})
            case "lag":
                fresh = self._phases(visit, old.modality, old.start)
                return old.model_copy(
                    update={
                        "phases": tuple(
                            p.model_copy(update={"start": f.start, "end": f.end})
                            for p, f in zip(old.phases, fresh, strict=False)
                        )
                    }
                )
            case "who":
                fresh = self._phases(visit, old.modality, old.start)
                return old.model_copy(
                    update={
                        "phases": tuple(
                            p.model_copy(update={"people": f.people, "device": f.device})
                            for p, f in zip(old.phases, fresh, strict=False)
                        )
                    }
                )
            case _:
                return self._misshapen(old)

    def _shared(self, plan: Plan, visit: Appointment, old: Placement) -> Placement:
        """Say that the visit is double-booked, or is not; mostly in another visit's time."""
        others = [
            planned.placement
            for planned in plan.visits
            if planned.appointment != visit.id and planned.placement is not None
        ]
        if not others or self.rng.random() < 0.4:
            return old.model_copy(update={"double_booked": self.rng.random() < 0.7})
        other = self.rng.choice(others)
        starts = sorted(self._starts(visit, old.modality), key=lambda t: (abs(t - other.start), t))
        phases = self._phases(visit, old.modality, self.rng.choice(starts[:4]))
        update = {"provider": other.provider, "phases": phases, "double_booked": True}
        return old.model_copy(update=update)

    def _misshapen(self, old: Placement) -> Placement:
        """Break the visit's shape: a phase too long, too late, missing, without its people."""
        placed = list(old.phases)
        k = self.rng.randrange(len(placed))
        match self.rng.choice(("long", "late", "missing", "people", "device")):
            case "long":
                placed[k] = placed[k].model_copy(update={"end": placed[k].end + self.step})
            case "late":
                shift = 4 * self.step
                for i in range(k, len(placed)):
                    update = {"start": placed[i].start + shift, "end": placed[i].end + shift}
                    placed[i] = placed[i].model_copy(update=update)
                if k == 0:
                    return old
            case "missing":
                if len(placed) > 1:
                    del placed[k]
            case "people":
                people = (*placed[k].people, self.rng.choice(self.people))
                chosen = people if self.rng.random() < 0.5 else ()
                placed[k] = placed[k].model_copy(update={"people": chosen})
            case "device":
                devices = [None, *sorted(self.case.devices)]
                placed[k] = placed[k].model_copy(update={"device": self.rng.choice(devices)})
        return old.model_copy(update={"phases": tuple(placed)})

    def _provider(self, site: str) -> str:
        here = sorted({s.person for s in self.staffed.day.shifts if s.site == site})
        more = sorted(set(here) - {s.person for s in self.case.day.shifts if s.site == site})
        if more and self.rng.random() < 0.4:
            return self.rng.choice(more)
        providers = [p for p in self.people if "provider" in self.case.people[p].roles]
        draw = self.rng.random()
        if draw < 0.1 or not here:
            return self.rng.choice(self.people)
        return self.rng.choice(providers if draw < 0.9 and providers else here)

    def _room(self, phases: tuple[Phase, ...], site: str) -> str | None:
        feature = next((phase.room for phase in phases if phase.room), None)
        if feature is None and self.rng.random() < 0.95:
            return None
        fit = [r.id for r in self.case.office.rooms if r.site == site and feature in r.features]
        if fit and self.rng.random() < 0.8:
            return self.rng.choice(fit)
        return self.rng.choice([None, *sorted(self.case.rooms)])

    def _residues(self, visit: Appointment) -> set[int]:
        return {0} | ({visit.at % self.step} if visit.at is not None else set())

    def _own(self, visit: Appointment, modality: Modality) -> tuple[int, ...]:
        was = self.case.published_visits[visit.id].placement
        if was is None or was.modality is not modality:
            return ()
        return tuple(phase.start for phase in was.phases)

    def _starts(self, visit: Appointment, modality: Modality) -> list[int]:
        residues = self._residues(visit)
        starts = {t for t in range(self.low, self.high + 1) if t % self.step in residues}
        return sorted(starts | {*self._own(visit, modality)[:1]})

    def _lags(
        self, visit: Appointment, modality: Modality, k: int, end: int, head: int
    ) -> list[int]:
        """Return the starts offered for phase k after a phase that ends then."""
        phase = self.case.phases(visit, modality)[k]
        own, residues = self._own(visit, modality), self._residues(visit)
        return [
            t
            for t in range(end + phase.lag.min, min(end + phase.lag.most, self.high) + 1)
            if phase.lag.min == phase.lag.most
            or (t - head) % self.step in residues
            or (k < len(own) and t == own[k])
        ]

    def _on_grid(
        self, visit: Appointment, modality: Modality, placed: tuple[PlacedPhase, ...]
    ) -> bool:
        head, phases = 0, self.case.phases(visit, modality)
        for k in range(1, min(len(placed), len(phases))):
            head += phases[k - 1].minutes + phases[k].lag.min
            if placed[k].start not in self._lags(visit, modality, k, placed[k - 1].end, head):
                return False
        return True

    def _phases(
        self, visit: Appointment, modality: Modality, start: int
    ) -> tuple[PlacedPhase, ...]:
        placed: list[PlacedPhase] = []
        head, phases = 0, self.case.phases(visit, modality)
        for k, phase in enumerate(phases):
            if k:
                head += phases[k - 1].minutes + phase.lag.min
                ways = self._lags(visit, modality, k, placed[-1].end, head)
                start = self.rng.choice(ways) if ways else placed[-1].end + phase.lag.min
            people = tuple(self._able(task) for task in self.case.tasks_by(phase, By.SUPPORT))
            device = None
            if phase.device is not None:
                fit = [d.id for d in self.case.office.devices if phase.device in d.features]
                choices = fit if fit and self.rng.random() < 0.9 else sorted(self.case.devices)
                device = self.rng.choice(choices) if choices else None
            placed.append(
                PlacedPhase(start=start, end=start + phase.minutes, people=people, device=device)
            )
        return tuple(placed)

    def _able(self, task: str) -> str:
        needed = self.case.task(task).credentials
        able = [
            p
            for p in self.people
            if not needed or any(self.case.people[p].holds(c, self.case.date) for c in needed)
        ]
        return self.rng.choice(able if able and self.rng.random() < 0.9 else self.people)

    # ---------------------------------------------------------------- staff

    def _send(self, plan: Plan) -> Plan:
        """Send somebody to another site, at a time offered or one too early or late; or nobody."""
        if plan.transfers and self.rng.random() < 0.4:
            position = self.rng.randrange(len(plan.transfers))
            fewer = plan.transfers[:position] + plan.transfers[position + 1 :]
            return plan.model_copy(update={"transfers": fewer})
        shifts, now = self.case.as_published.day.shifts, self.case.now
        able = [s for s in shifts if self.case.people[s.person].other_sites]
        shift = self.rng.choice(able if able and self.rng.random() < 0.9 else shifts)
        soon = now + self.case.rules.transfers.lead
        first = max(shift.start, soon + -soon % 5)
        times = {first, max(first, self.case.rules.load.session_split)}
        if self.rng.random() < 0.2:
            times = {max(0, now - 1), shift.end - 30, self.high + 5}
        leaves = self.rng.choice(sorted(times))
        sites = sorted(self.case.sites)
        others = [site for site in sites if site != shift.site]
        to = self.rng.choice(others if others and self.rng.random() < 0.9 else sites)
        sent = Transfer(person=shift.person, to=to, leaves=leaves)
        kept = [t for t in plan.transfers if t.person != shift.person or self.rng.random() < 0.1]
        return plan.model_copy(update={"transfers": (*kept, sent)})

    def _call(self, plan: Plan) -> Plan:
        """Call somebody in, or no longer; now and then somebody nobody knows."""
        ref = self.rng.choice(self.called if self.rng.random() < 0.95 else ["nobody"])
        others = tuple(called for called in plan.called_in if called != ref)
        fresh = others if len(others) < len(plan.called_in) else (*others, ref)
        return plan.model_copy(update={"called_in": fresh})

    def _break(self, plan: Plan) -> Plan:
        breaks = list(plan.breaks)
        draw = self.rng.random()
        if breaks and draw < 0.3:
            breaks.pop(self.rng.randrange(len(breaks)))
        elif breaks and draw < 0.7:
            k = self.rng.randrange(len(breaks))
            breaks[k] = self._moved(breaks[k])
        else:
            kinds = {(e.kind, e.minutes) for e in self.case.rules.breaks.entitlements}
            kinds |= {(b.kind, b.end - b.start) for b in self.case.published.breaks}
            if not kinds:
                return plan
            kind, minutes = self.rng.choice(sorted(kinds))
            person = self.rng.choice(self.people)
            fresh = PlannedBreak(person=person, kind=kind, start=0, end=minutes)
            breaks.append(self._moved(fresh))
        return plan.model_copy(update={"breaks": tuple(breaks)})

    def _moved(self, old: PlannedBreak) -> PlannedBreak:
        step = self.case.rules.breaks.step
        starts = {t for t in range(self.low - 60, self.high + 1) if t % step == 0}
        published = [b for b in self.case.published.breaks if b.person == old.person]
        starts |= {
            b.start
            for b in published
            if (b.kind, b.end - b.start) == (old.kind, old.end - old.start)
        }
        start = self.rng.choice(sorted(starts))
        return old.model_copy(update={"start": start, "end": start + old.end - old.start})

    def _duty(self, plan: Plan) -> Plan:
        posts = [duty for duty in self.case.office.duties if duty.kind is DutyKind.POST]
        if not posts:
            return plan
        duty, person = self.rng.choice(posts).id, self.rng.choice(self.people)
        on = [d for d in plan.duties if d.duty == duty]
        if on and self.rng.random() < 0.5:
            person = self.rng.choice(on).person
        points = self._points(person, duty)
        if len(points) < 2:
            return plan
        a, b = sorted(self.rng.sample(points, 2))
        given = [d for d in plan.duties if (d.duty, d.person) == (duty, person)]
        others = [d for d in plan.duties if (d.duty, d.person) != (duty, person)]
        fresh = [piece for d in given for piece in _cut(d, a, b)]
        if self.rng.random() < 0.6:
            fresh.append(DutyAssignment(duty=duty, person=person, start=a, end=b))
        return plan.model_copy(update={"duties": merged_duties((*others, *fresh))})

    def _points(self, person: str, duty: str) -> list[int]:
        """Return where assignments may start and end, hours and grid of the duty."""
        post = self.case.duties[duty]
        place = self.case.sites[post.site]
        hours = [t for piece in post.demand for t in (piece.start, piece.end)]
        if any(task.duty == duty for task in self.case.office.tasks.values()) or not hours:
            hours += [place.opens, place.latest]
        for old in self.case.published.duties:
            hours += [old.start, old.end] if (old.person, old.duty) == (person, duty) else []
        edges = {*hours, max(0, self.case.now)}
        shifts = self.staffed.day.shifts
        here = [s for s in shifts if (s.person, s.site) == (person, post.site)]
        begins, ends = {s.start for s in here}, {s.end for s in here}
        edges |= begins ^ ends
        edges |= {t for s in here if s.locked is not None for t in (s.start, s.end)}
        step = self.case.rules.duties.step
        edges |= {t for t in range(min(hours), max(hours)) if t % step == 0}
        return sorted(t for t in edges if min(hours) <= t <= max(hours))


def _cut(given: DutyAssignment, start: int, end: int) -> Iterator[DutyAssignment]:
    for a, b in ((given.start, min(given.end, start)), (max(given.start, end), given.end)):
        if a < b:
            yield given.model_copy(update={"start": a, "end": b})
