"""Plans by the score: from a legal one, a change or two at a time, most of them illegal.

What is changed stays on the offered grid (starts, waits, breaks, duties), since a start that is
not offered is no statement about a rule; whoever and wherever is anybody and anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import By, Modality
from models.plan import PlacedPhase, Placement, Plan, PlannedVisit
from solvers.day.check.view import view_of
from tests.solvers.day.attended import attended
from tests.solvers.day.staff_mutations import StaffMutator

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from models.appointment import Appointment
    from models.case import Case
    from models.office import Phase


class Mutator(StaffMutator):
    """Changes to plans of one case, drawn at random."""

    def __init__(self, case: Case, rng: Random) -> None:
        super().__init__(case, rng)
        self.step = case.rules.offer_step
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
        asks = visit.language is not None or visit.chaperone
        if there is not None and asks and self.rng.random() < 0.3:
            beside = attended(self.case, visit, there, self.rng)
            visits[position] = visits[position].model_copy(update={"placement": beside})
            there = beside
        if there is not None and self.case.visit_type(visit).group > 1 and self.rng.random() < 0.4:
            joined = self._joined(plan, visit, there)
            return plan.model_copy(
                update={
                    "visits": (
                        *visits[:position],
                        visits[position].model_copy(update={"placement": joined}),
                        *visits[position + 1 :],
                    )
                }
            )
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
        starts = self._starts(visit, modality, site)
        there = sorted({s.person for s in self.case.day.shifts if s.site == site})
        away = site != self.case.site_of(visit) and there and self.rng.random() < 0.6
        placement = Placement(
            provider=self.rng.choice(there) if away else self._provider(site),
            site=site,
            modality=modality,
            room=self._room(phases, site),
            phases=self._phases(visit, modality, self.rng.choice(starts)),
        )
        if visit.language is not None or visit.chaperone:
            placement = attended(self.case, visit, placement, self.rng)
        return PlannedVisit(appointment=visit.id, placement=placement)

    def _tweaked(self, visit: Appointment, old: Placement) -> Placement:
        phases = self.case.phases(visit, old.modality)
        match self.rng.choice(("provider", "time", "time", "near", "room", "lag", "who", "shape")):
            case "provider":
                return old.model_copy(update={"provider": self._provider(old.site)})
            case "time" | "near" as how:
                starts = self._starts(visit, old.modality, old.site)
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

    def _joined(self, plan: Plan, visit: Appointment, old: Placement) -> Placement:
        """Hold the visit with another one of its type, mostly at the very same times."""
        others = [
            planned.placement
            for planned in plan.visits
            if planned.appointment != visit.id
            and planned.placement is not None
            and self.case.visits[planned.appointment].visit_type == visit.visit_type
            and len(self.case.phases(visit, planned.placement.modality))
            == len(planned.placement.phases)
            and self._offered(visit, planned.placement)
        ]
        if not others:
            return old
        other = self.rng.choice(others)
        fresh = self._phases(visit, other.modality, other.start)
        times = fresh if self.rng.random() < 0.2 else other.phases
        return other.model_copy(
            update={
                "room": other.room if self.rng.random() < 0.7 else old.room,
                "phases": tuple(
                    p.model_copy(update={"start": t.start, "end": t.end})
                    for p, t in zip(
                        other.phases if self.rng.random() < 0.5 else fresh, times, strict=True
                    )
                ),
            }
        )

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
        starts = sorted(
            self._starts(visit, old.modality, old.site), key=lambda t: (abs(t - other.start), t)
        )
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

    def _starts(self, visit: Appointment, modality: Modality, site: str) -> list[int]:
        """Return the starts of the grid there: what is later is offered to nobody, by video too."""
        residues, low, high = self._residues(visit), self.low, self.high
        if modality is Modality.VIDEO:
            low, high = self._hours(site)
        starts = {t for t in range(low, high + 1) if t % self.step in residues}
        return sorted(starts | {*self._own(visit, modality)[:1]})

    def _hours(self, site: str) -> tuple[int, int]:
        """Return when somebody may be at work, or the site is open."""
        hours, work = self.case.sites[site], [*self.case.day.shifts, *self.case.day.reserves]
        low = min([hours.opens, *(shift.start for shift in work)])
        high = max([hours.latest, *(shift.end for shift in work)])
        return low, high + self.case.rules.overtime.minutes

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

    def _offered(self, visit: Appointment, there: Placement) -> bool:
        """Tell whether the visit could be offered the times that another one has."""
        at = there.start
        first = (
            at % self.step in self._residues(visit) or at in self._own(visit, there.modality)[:1]
        )
        return first and self._on_grid(visit, there.modality, there.phases)

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
