"""Changes to who works when: breaks, duties, people called in and sent to another site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.case import merged_duties
from models.day import DutyAssignment
from models.office import DutyKind
from models.plan import Plan, PlannedBreak, Transfer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from models.case import Case


class StaffMutator:
    """Changes to a plan's staff, drawn at random; `staffed` is the case as the plan staffs it."""

    def __init__(self, case: Case, rng: Random) -> None:
        self.case, self.rng = case, rng
        self.people = sorted(case.people)
        sites = case.office.sites
        self.low = min(*(s.opens for s in sites), *(s.start for s in case.day.shifts))
        self.high = max(*(s.latest for s in sites), *(s.end for s in case.day.shifts))
        self.high = max([self.high, *(reserve.end for reserve in case.day.reserves)])
        self.high += case.rules.overtime.minutes
        self.staffed = case
        self.called = [reserve.id for reserve in case.day.reserves]

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
