"""The published plan, every phase worked out, from a day that gives only times and providers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.case import Case, book_after, merged_duties
from models.day import Day, DutyAssignment
from models.events import AddOn, Overrun
from models.office import By, DutyKind, Modality, Office
from models.plan import PlacedPhase, Placement, Plan, PlannedBreak, PlannedVisit
from models.published import booked_attendants
from solvers.day.by_hand.diary import Diaries
from solvers.day.known.attending import KINDS
from solvers.day.known.facts import Facts
from solvers.day.known.spans import covers, overlaps

if TYPE_CHECKING:
    from models.appointment import Appointment

ATTEMPTS = 12
"""Times that visits without detail are fitted, those left over before coming first."""


def published_plan(office: Office, day: Day) -> Plan:
    """Work out the day's published plan: phases, rooms, people, breaks and duties left open.

    What the day gives stands as it is, breaches included; what it leaves open is filled by first
    fit in order of time, as if nothing had happened yet. A visit that finds something taken keeps
    its place all the same: the check will say what overlaps.
    """
    before = day.model_copy(update={"events": ()})
    bare = Plan(office=office.id, date=day.date, overrides=day.overrides)
    case = Case(office, before, -1, office.exchange_rates, bare)
    book = {ref: v for ref, v in sorted(book_after(before).items()) if v.at is not None}
    case.__dict__["visits"] = book
    facts = Facts(case, options=False)
    detailed = {ref: _as_given(facts, visit) for ref, visit in book.items() if visit.phases}
    given = bare.model_copy(
        update={"breaks": _given_breaks(day), "duties": merged_duties(day.duties)}
    )
    facts = Facts(_at(case, given), options=False)
    duties = (*given.duties, *_missing_duties(facts))
    facts = Facts(_at(case, given.model_copy(update={"duties": duties})), options=False)
    busy = [(visit, placement) for ref, placement in detailed.items() for visit in [book[ref]]]
    breaks = (*given.breaks, *_missing_breaks(facts, book, busy))
    plan = given.model_copy(update={"duties": duties, "breaks": breaks})
    facts = Facts(_at(case, plan), options=False)
    placements = detailed | _fill(facts, plan, busy, [v for v in book.values() if not v.phases])
    visits = [
        PlannedVisit(appointment=ref, placement=placement) for ref, placement in placements.items()
    ]
    added = [e.appointment.id for e in day.events if isinstance(e, AddOn)]
    visits += [PlannedVisit(appointment=ref) for ref in added if ref not in placements]
    return _overrun(office, day, plan.model_copy(update={"visits": tuple(visits)}).canonical())


def _fill(
    facts: Facts,
    plan: Plan,
    busy: list[tuple[Appointment, Placement]],
    visits: list[Appointment],
) -> dict[str, Placement]:
    """Fit the visits in order of time; those that found no room go first in the next attempt."""
    first: list[str] = []
    fewest: dict[str, Placement] | None = None
    least = len(visits) + 1
    for _ in range(ATTEMPTS):
        diaries = Diaries(facts, plan)
        for visit, placement in busy:
            diaries.write(visit, placement)
        for visit in visits:
            diaries.expect(visit, visit.at or 0, visit.modality)
        placements, failed = {}, []
        for visit in sorted(visits, key=lambda v: (v.id not in first, v.at, v.id)):
            assert visit.provider is not None and visit.at is not None
            diaries.forget(visit, visit.at, visit.modality)
            site = facts.case.site_of(visit)
            way = (visit.provider, site, visit.modality, visit.at, -1)
            fitted = diaries.fit(visit, *way, double=visit.double_booked)
            failed += [] if fitted else [visit.id]
            placements[visit.id] = fitted or _without_all(diaries, visit, way)
            diaries.write(visit, placements[visit.id])
        if len(failed) < least:
            fewest, least = placements, len(failed)
        if not failed or set(failed) <= set(first):
            break
        first += failed
    return fewest or {}


def _without_all(
    diaries: Diaries, visit: Appointment, way: tuple[str, str, Modality, int, int]
) -> Placement:
    """Place a visit for which somebody is not to be had: with the attendants booked, if any."""
    fitted = diaries.fit(visit, *way, double=visit.double_booked, attended=False)
    if fitted is None:
        return _as_booked(diaries.facts, visit)
    return fitted.model_copy(update=_attendants(diaries.facts, visit))


def _attendants(facts: Facts, visit: Appointment) -> dict[str, str | None]:
    """Return whom the book names as interpreter and chaperone where one is needed."""
    return dict(zip(KINDS, booked_attendants(facts.case.office, visit), strict=True))


def _at(case: Case, plan: Plan) -> Case:
    fresh = replace(case, published=plan)
    fresh.__dict__["visits"] = case.visits
    return fresh


def _given_breaks(day: Day) -> tuple[PlannedBreak, ...]:
    return tuple(
        PlannedBreak(person=s.person, kind=b.kind, start=b.at, end=b.at + b.minutes)
        for s in day.shifts
        for b in s.breaks
    )


def _as_given(facts: Facts, visit: Appointment) -> Placement:
    phases = facts.case.phases(visit, visit.modality)
    assert visit.provider is not None
    return Placement(
        provider=visit.provider,
        site=facts.case.site_of(visit),
        modality=visit.modality,
        room=visit.room,
        double_booked=visit.double_booked,
        phases=tuple(
            PlacedPhase(start=p.at, end=p.at + f.minutes, people=p.people, device=p.device)
            for f, p in zip(phases, visit.phases, strict=True)
        ),
    ).model_copy(update=_attendants(facts, visit))


def _as_booked(facts: Facts, visit: Appointment) -> Placement:
    """Place a visit as booked though something it needs is taken: the shortest lags, any names."""
    assert visit.provider is not None and visit.at is not None
    site, at = facts.case.site_of(visit), visit.at
    phases = []
    for index, phase in enumerate(facts.case.phases(visit, visit.modality)):
        at += phase.lag.min if index else 0
        people: list[str] = []
        for task in facts.case.tasks_by(phase, By.SUPPORT):
            able = [p for p in facts.people if p not in people and facts.may(p, task)]
            here = [p for p in able if covers(facts.present(p, site), at, at + phase.minutes)]
            people += (here or able)[:1]
        device = next(
            (
                d.id
                for d in facts.case.office.devices
                if phase.device in d.features and d.site == site
            ),
            None,
        )
        phases.append(
            PlacedPhase(start=at, end=at + phase.minutes, people=tuple(people), device=device)
        )
        at += phase.minutes
    feature = next((p.room for p in facts.case.phases(visit, visit.modality) if p.room), None)
    rooms = [r.id for r in facts.case.office.rooms if r.site == site and feature in r.features]
    return Placement(
        provider=visit.provider,
        site=site,
        modality=visit.modality,
        room=visit.room or next(iter(sorted(rooms)), None) if feature else None,
        double_booked=visit.double_booked,
        phases=tuple(phases),
    ).model_copy(update=_attendants(facts, visit))


def _missing_duties(facts: Facts) -> list[DutyAssignment]:
    """Put people on posts that the day assigns to nobody: those with the least other work."""
    assigned = {duty for _, duty in facts.published_duties}
    given: list[DutyAssignment] = []
    for duty in sorted(facts.case.office.duties, key=lambda duty: duty.id):
        if duty.kind is not DutyKind.POST or duty.id in assigned:
            continue
        for demand in duty.demand:
            able = [
                p
                for p in facts.people
                if facts.may_cover(p, duty.id)
                and covers(facts.present(p, duty.site), demand.start, demand.end)
                and not any(
                    g.person == p and overlaps([(g.start, g.end)], demand.start, demand.end)
                    for g in (*facts.case.published.duties, *given)
                )
            ]
            able.sort(key=lambda p: (sum(facts.may(p, t) for t in facts.case.office.tasks), p))
            given += [
                DutyAssignment(duty=duty.id, person=p, start=demand.start, end=demand.end)
                for p in able[: demand.minimum]
            ]
    return list(merged_duties(tuple(given)))


def _missing_breaks(
    facts: Facts, book: dict[str, Appointment], busy: list[tuple[Appointment, Placement]]
) -> list[PlannedBreak]:
    """Give each claim that the day leaves open a start clear of visits, and of others' breaks."""
    engaged: dict[str, list[tuple[int, int]]] = {}
    for visit, placement in busy:
        spans = facts.provider_spans(visit, placement)
        engaged.setdefault(placement.provider, []).extend(spans)
        for person in (placement.interpreter, placement.chaperone):
            if person is not None:
                engaged.setdefault(person, []).append((spans[0][0], spans[-1][1]))
        for placed in placement.phases:
            for person in placed.people:
                engaged.setdefault(person, []).append((placed.start, placed.end))
    placed_refs = {visit.id for visit, _ in busy}
    for ref, visit in book.items():
        if ref not in placed_refs:
            placement = _as_booked(facts, visit)
            engaged.setdefault(placement.provider, []).extend(
                facts.provider_spans(visit, placement)
            )
    taken = [(b.person, b.kind, b.start, b.end) for b in facts.case.published.breaks]
    new: list[PlannedBreak] = []
    for claim in facts.claims:
        met = [
            t
            for t in taken
            if (t[0], t[1], t[3] - t[2]) == (claim.person, claim.kind, claim.minutes)
            and claim.earliest <= t[2] <= claim.latest
        ]
        if met:
            taken.remove(met[0])
            continue
        others = [(b.start, b.end) for b in [*facts.case.published.breaks, *new]]
        rests = [
            *((b.start, b.end) for b in new if b.person == claim.person),
            *((a, a + m) for _, a, m in facts.published_breaks[claim.person]),
        ]
        clear = [t for t in facts.break_starts(claim) if not overlaps(rests, t, t + claim.minutes)]
        visits = engaged.get(claim.person, [])
        starts = [t for t in clear if not overlaps(visits, t, t + claim.minutes)] or clear
        if starts:
            start = min(
                starts,
                key=lambda t: (sum(overlaps([o], t, t + claim.minutes) for o in others), t),
            )
            end = start + claim.minutes
            new.append(PlannedBreak(person=claim.person, kind=claim.kind, start=start, end=end))
    return new


def _overrun(office: Office, day: Day, plan: Plan) -> Plan:
    """Let overruns push the later phases of their visits: what happened changes what stands."""
    if not any(isinstance(event, Overrun) for event in day.events):
        return plan
    case = Case(office, day, -1, office.exchange_rates, plan)
    visits = []
    for planned in plan.visits:
        visit = case.visits.get(planned.appointment)
        placement = planned.placement
        if visit is not None and placement is not None:
            phases = case.phases(visit, placement.modality)
            pushed: list[PlacedPhase] = []
            for phase, placed in zip(phases, placement.phases, strict=False):
                least = pushed[-1].end + phase.lag.min if pushed else placed.start
                start = max(placed.start, least)
                end = start + phase.minutes
                pushed.append(placed.model_copy(update={"start": start, "end": end}))
            placement = placement.model_copy(update={"phases": tuple(pushed)})
        visits.append(planned.model_copy(update={"placement": placement}))
    return plan.model_copy(update={"visits": tuple(visits)})
