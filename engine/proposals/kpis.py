"""A plan in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.disposition import published_placement
from engine.day.hit import provider_spans
from engine.day.outages import Outages
from engine.day.places import wait
from engine.explaining.staffing import moves
from engine.opening.answers import calls_made
from models.appointment import Status
from models.case import book_after
from models.plan import Disposition, Placement
from models.proposal import Kpis

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from models.appointment import Appointment
    from models.case import Case
    from models.day import DutyAssignment, HeldSlot
    from models.finding import Finding, Verdict
    from models.plan import Plan
    from models.proposal import Call, Change

MINUTE_SHORT = 1_000_000
"""What one minute of one person short of cover costs in T0."""

BREAK_MISSING = 10_000
"""What one break missing costs in T0."""


def kpis(
    case: Case,
    plan: Plan,
    verdict: Verdict,
    *,
    hit: Container[str],
    changes: Sequence[Change],
    calls: Sequence[Call],
) -> Kpis:
    """Count what the plan does.

    Visits already seen count as visits and as seen. `displaced` are those that leave the day, by
    another day or by manual decision; `by_video` and `other_site` those that become so.
    `minutes_moved`, `provider_changes` and waits are of visits placed today; overtime is all of
    it, published or not, and `held_slots_used` counts slots that were free as published.
    `duty_changes` counts people and duties that differ from now on, not those of people away.
    """
    becomes = [change.disposition for change in changes]
    placed = list(_placed(case, plan))
    told = moves(case, plan)
    seen_already = sum(v.status is Status.FULFILLED for v in book_after(case.day).values())
    booked = [(here, was) for visit, here in placed if (was := published_placement(case, visit.id))]
    waits = [wait(case, visit, placement) for visit, placement in placed]
    seen_by: dict[str, list[tuple[Appointment, Placement]]] = {}
    for visit, placement in placed:
        seen_by.setdefault(placement.provider, []).append((visit, placement))
    return Kpis(
        visits=len(case.visits) + seen_already,
        hit=sum(ref in hit for ref in case.visits),
        seen=len(placed) + seen_already,
        by_video=becomes.count(Disposition.VIDEO),
        other_site=becomes.count(Disposition.OTHER_SITE),
        other_day=becomes.count(Disposition.OTHER_DAY),
        manual=becomes.count(Disposition.MANUAL_DECISION),
        displaced=len(case.visits) - len(placed),
        calls=len(calls),
        calls_made=calls_made(case),
        minutes_moved=sum(abs(here.start - was.start) for here, was in booked),
        provider_changes=sum(here.provider != was.provider for here, was in booked),
        overtime_minutes=_overtime(case.staffed(plan), placed),
        longest_wait=max(waits, default=0),
        mean_wait=round(sum(waits) / len(waits), 1) if waits else 0.0,
        finish=max((placement.end for _, placement in placed), default=None),
        coverage_gap_minutes=_cost(verdict.findings, "coverage") // MINUTE_SHORT,
        missed_breaks=_cost(verdict.findings, "breaks") // BREAK_MISSING,
        held_slots_used=sum(
            _used(case, seen_by.get(slot.person, ()), slot) for slot in case.day.held_slots
        ),
        duty_changes=_duty_changes(case.staffed(plan), plan),
        called_in=sum(move.kind is not None for move in told),
        transfers=sum(move.kind is None for move in told),
    )


def _placed(case: Case, plan: Plan) -> Iterator[tuple[Appointment, Placement]]:
    for planned in plan.visits:
        if planned.placement is not None:
            yield case.visits[planned.appointment], planned.placement


def _overtime(case: Case, placed: Iterable[tuple[Appointment, Placement]]) -> int:
    latest: dict[int, int] = {}
    shifts = case.day.shifts
    own: dict[str, list[tuple[int, int]]] = {}
    for index, shift in enumerate(shifts):
        own.setdefault(shift.person, []).append((shift.start, index))
    for visit, placement in placed:
        for start, end in provider_spans(case, visit, placement):
            # The shift that a phase belongs to is the last one begun before it.
            begun = [shift for shift in own.get(placement.provider, ()) if shift[0] <= start]
            if begun:
                _, index = max(begun)
                latest[index] = max(latest.get(index, 0), end)
    return sum(max(0, end - shifts[index].end) for index, end in latest.items())


def _used(case: Case, placed: Iterable[tuple[Appointment, Placement]], slot: HeldSlot) -> bool:
    """Tell whether one of the visits with the slot's provider takes time of it that it had not."""
    for visit, placement in placed:
        was = published_placement(case, visit.id)
        same = was is not None and was.provider == placement.provider
        published = provider_spans(case, visit, was) if was is not None and same else []
        for start, end in provider_spans(case, visit, placement):
            if slot.overlaps(start, end) and (start, end) not in published:
                return True
    return False


def _duty_changes(case: Case, plan: Plan) -> int:
    """Count people and duties whose minutes from now on differ while the person is at work."""
    outages = Outages(case)
    published = _minutes(case, outages, case.published.duties)
    planned = _minutes(case, outages, plan.duties)
    return sum(published.get(key) != planned.get(key) for key in published.keys() | planned.keys())


def _minutes(
    case: Case, outages: Outages, duties: Iterable[DutyAssignment]
) -> dict[tuple[str, str], set[int]]:
    minutes: dict[tuple[str, str], set[int]] = {}
    for given in duties:
        for _, begin, end in outages.presence(case, given.person):
            at_work = range(max(begin, given.start, case.now), min(end, given.end))
            if at_work:
                minutes.setdefault((given.person, given.duty), set()).update(at_work)
    return minutes


def _cost(findings: Iterable[Finding], rule: str) -> int:
    return sum(
        finding.cost for finding in findings if finding.rule == rule and finding.tier == "T0"
    )
