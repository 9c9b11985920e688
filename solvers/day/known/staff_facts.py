"""The staff's part of what is known before anything is decided: breaks due, duties, cover."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.office import DutyKind
from models.rules import BreakKind
from solvers.day.known.presence import Presence
from solvers.day.known.spans import HORIZON, Span, joined, overlaps, without

if TYPE_CHECKING:
    from solvers.day.known.rosters import Numbers


@dataclass(frozen=True, slots=True)
class Claim:
    """A break that the person of a stint must get if it is worked: the stint's k-th claim."""

    shift: int
    index: int
    person: str
    kind: BreakKind
    minutes: int
    earliest: int
    latest: int


class StaffFacts(Presence):
    """Breaks that are due, and who is on which duty, as facts and as published."""

    def rosters_with(self, claim: Claim) -> Numbers | None:
        """Return the rosters of its person in which a claim stands; None when all are."""
        return self.stints[claim.shift].rosters

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
        return [claim for i in range(len(self.stints)) for claim in self._claims_of(i)]

    def _claims_of(self, index: int) -> list[Claim]:
        stint, presence = self.stints[index], self.presence[index]
        if not presence:
            return []
        worked = sum(b - a for a, b in presence)
        begins, roles = presence[0][0], set(self.people[stint.person].roles)
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
            for item in self.published_breaks[stint.person]
            if any(a <= item[1] and item[1] + item[2] <= b for a, b in presence)
        ]
        for kind in BreakKind:
            due_of_kind = sum(1 for bound in bounds if bound[0] is kind)
            left_over = [item for item in booked if item[0] is kind][due_of_kind:]
            bounds += [(kind, minutes, 0, HORIZON) for _, _, minutes in left_over]
        return [Claim(index, k, stint.person, *bound) for k, bound in enumerate(bounds)]

    @cached_property
    def fixed_breaks(self) -> list[tuple[str, BreakKind, int, int]]:
        """Breaks as (person, kind, start, end) that began before now or stand on a locked shift."""
        return [
            (person, kind, start, start + minutes)
            for person, items in self.published_breaks.items()
            for kind, start, minutes in items
            if any(a <= start and start + minutes <= b for a, b in self.present(person, None, 0))
            and (start < self.now or overlaps(self.locked_spans(person), start, start + minutes))
        ]

    def locked_spans(self, person: str) -> list[Span]:
        """Return when the person is on a shift whose breaks and duties are locked."""
        return self._locked.get(person, [])

    @cached_property
    def _locked(self) -> dict[str, list[Span]]:
        spans: dict[str, list[Span]] = {}
        for shift in self.shifts:
            if shift.locked:
                spans.setdefault(shift.person, []).append((shift.start, shift.end))
        return spans

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
        published = self.published_duties.get((person, duty))
        if published is None:
            return []
        fixed = joined(self._settled(person, duty))
        gone = without([(0, HORIZON)], fixed)
        absent = without([(0, HORIZON)], self.present(person, None, 0))
        return without(without(published, gone), absent)

    def expected_duty(self, person: str, duty: str, roster: int = 0) -> list[Span]:
        """Return when, from now on, the person would be on the duty if nothing else changed."""
        published = self.published_duties.get((person, duty), [])
        absent = without([(0, HORIZON)], self.present(person, None, roster))
        return without(without(published, absent), self._settled(person, duty))

    def _settled(self, person: str, duty: str) -> list[Span]:
        """Return when nothing is decided any more; no lock keeps on duty who may not cover it."""
        locked = self.locked_spans(person) if self.may_cover(person, duty) else []
        return [(0, max(0, self.now)), *locked]
