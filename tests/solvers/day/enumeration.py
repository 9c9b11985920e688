"""Every plan of a tiny day, written down and judged by the check alone.

What is offered is read from the models: starts on the office's grid and the published ones, waits
in whole steps, every person, room and device; breaks and duties on their grids. A plan with one
visit left to a decision is never worse in law than the same plan with the visit placed, so a
breach of some visits already rules out every plan that holds them so. A visit that follows another
needs that one held: it is placed after it.
"""

from __future__ import annotations

from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from models.case import Case, merged_duties
from models.day import DutyAssignment
from models.events import Absent, CallOutcome, Late, LeavesEarly, Returned
from models.office import By, DutyKind, Modality
from models.plan import PlacedPhase, Placement, Plan, PlannedBreak, PlannedVisit, Transfer
from solvers.day.check.verdict import check
from tests.solvers.day.attended import every_way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.office import Phase

Key = tuple[int, int, int]

WAITS_FOR_ANOTHER = {"linked-visits"}
"""Rules that may refuse a visit only as long as another one is left to a decision."""

STAFFING = {"reserves", "transfers"}
"""Rules whose costs are those of a way of staffing the day, whatever else is planned."""


def best_key(case: Case) -> tuple[Key, int]:
    """Return the least (T0, T1, cost) of all legal plans, and how many plans were judged."""
    judged = 0
    best: Key | None = None
    for staffing in _staffings(case):
        price = sum(f.cost for f in check(case, staffing).findings if f.rule in STAFFING)
        if best is not None and best[:2] == (0, 0) and price >= best[2]:
            continue
        found, count = _best_key(case.staffed(staffing), staffing, best)
        judged += count
        best = found if best is None or (found is not None and found < best) else best
    assert best is not None, "no legal plan at all"
    return best, judged


def _staffings(case: Case) -> Iterator[Plan]:
    """Yield who may be called in or sent elsewhere, nobody more first, as plans of nothing else."""
    was = case.published
    bare = Plan(office=case.office.id, date=case.date, overrides=case.day.overrides)
    refs = [reserve.id for reserve in case.day.reserves if reserve.id not in was.called_in]
    ways = [[None, *_transfers(case, person)] for person in sorted(case.people)]
    for k in range(len(refs) + 1):
        for called in combinations(refs, k):
            for sent in product(*ways):
                staffing = bare.model_copy(
                    update={
                        "called_in": (*was.called_in, *called),
                        "transfers": (*was.transfers, *(t for t in sent if t is not None)),
                    }
                )
                if not {f.rule for f in check(case, staffing).breaches} & {"reserves"}:
                    yield staffing


def _transfers(case: Case, person: str) -> Iterator[Transfer]:
    """Yield where a person may be sent, and when, legal or not."""
    soon = case.now + case.rules.transfers.lead
    for shift in case.as_published.day.shifts:
        if shift.person == person:
            first = max(shift.start, soon + -soon % 5)
            for leaves in sorted({first, max(first, case.rules.load.session_split)}):
                if leaves < shift.end:
                    for site in sorted(set(case.people[person].other_sites)):
                        yield Transfer(person=person, to=site, leaves=leaves)


def _best_key(case: Case, staffing: Plan, best: Key | None) -> tuple[Key | None, int]:
    """Return the least key of one way of staffing the day, if that is less than the best."""
    judged = 0
    empty = [PlannedVisit(appointment=ref) for ref in sorted(case.visits)]
    order = sorted(case.visits, key=lambda ref: (bool(case.visits[ref].follows), ref))
    for staff in _staff_plans(case, staffing):
        base = staff.model_copy(update={"visits": tuple(empty)})
        verdict = check(case, base)
        judged += 1
        if verdict.breaches:
            continue
        if best is not None and verdict.key[0] > best[0]:
            continue
        ways: dict[str, list[PlannedVisit]] = {}
        for ref in sorted(case.visits):
            ways[ref] = []
            for planned in _ways(case, case.visits[ref]):
                judged += 1
                breaches = check(case, _put(base, planned)).breaches
                if {finding.rule for finding in breaches} <= WAITS_FOR_ANOTHER:
                    ways[ref].append(planned)
        found, count = _search(case, base, ways, order, best)
        judged += count
        best = found if best is None or found < best else best
        if best == (0, 0, 0):
            break
    return best, judged


def _search(
    case: Case,
    plan: Plan,
    ways: dict[str, list[PlannedVisit]],
    refs: list[str],
    best: Key | None,
) -> tuple[Key, int]:
    verdict = check(case, plan)
    if not refs:
        return verdict.key, 1
    least, judged = best, 1
    for planned in [PlannedVisit(appointment=refs[0]), *ways[refs[0]]]:
        tried = _put(plan, planned)
        if check(case, tried).breaches:
            judged += 1
            continue
        key, count = _search(case, tried, ways, refs[1:], least)
        judged += count
        least = key if least is None or key < least else least
        if least == (0, 0, 0):
            break
    assert least is not None
    return least, judged


def _put(plan: Plan, planned: PlannedVisit) -> Plan:
    visits = tuple(
        planned if visit.appointment == planned.appointment else visit for visit in plan.visits
    )
    return plan.model_copy(update={"visits": visits})


def _ways(case: Case, visit: Appointment) -> Iterator[PlannedVisit]:
    for slot in case.day.open_slots:
        yield PlannedVisit(appointment=visit.id, slot=slot.id)
    booked = case.site_of(visit)
    for modality in Modality:
        phases = case.phases(visit, modality)
        if not phases:
            continue
        named = _named_without_a_part(case, visit, phases)
        for site in dict.fromkeys([booked, *visit.sites]):
            here = {s.person for s in case.day.shifts if s.site == site}
            for provider in sorted(here | named):
                for times in _times(case, visit, modality, phases):
                    yield from _named(case, visit, modality, site, provider, phases, times)


def _named_without_a_part(case: Case, visit: Appointment, phases: tuple[Phase, ...]) -> set[str]:
    """Return who may be named as provider of phases that no provider has a part in."""
    if any(case.task(task).by is By.PROVIDER for phase in phases for task in phase.tasks):
        return set()
    offers = [e.offer for e in case.day.events if isinstance(e, CallOutcome) and e.offer]
    named = (visit.provider, visit.panel_provider, *(offer.provider for offer in offers))
    return {person for person in named if person is not None}


def _times(
    case: Case, visit: Appointment, modality: Modality, phases: tuple[Phase, ...]
) -> Iterator[tuple[int, ...]]:
    """Yield the starts of the phases on the offered grid."""
    step = case.rules.offer_step
    published = case.published_visits[visit.id].placement
    issued = case.issued_visits.get(visit.id, PlannedVisit(appointment=visit.id)).placement
    own = [
        tuple(phase.start for phase in place.phases)
        for place in (published, issued)
        if place is not None and place.modality is modality
    ]
    low = min(site.opens for site in case.office.sites)
    low = min([low, *(shift.start for shift in case.day.shifts)])
    high = max(site.latest for site in case.office.sites)
    high = max([high, *(s.end + case.rules.overtime.minutes for s in case.day.shifts)])
    residues = {0} | ({visit.at % step} if visit.at is not None else set())

    def later(done: tuple[int, ...], head: int) -> Iterator[tuple[int, ...]]:
        k = len(done)
        if k == len(phases):
            yield done
            return
        before, phase = phases[k - 1], phases[k]
        end = done[-1] + before.minutes
        head += before.minutes + phase.lag.min
        for start in range(end + phase.lag.min, end + phase.lag.most + 1):
            rigid = phase.lag.min == phase.lag.most
            on_grid = (start - head) % step in residues
            if rigid or on_grid or any(starts[k : k + 1] == (start,) for starts in own):
                yield from later((*done, start), head)

    starts = {t for t in range(low, high + 1) if t % step in residues}
    starts |= {at for times in own for at in times[:1]}
    for start in sorted(starts):
        yield from later((start,), 0)


def _named(
    case: Case,
    visit: Appointment,
    modality: Modality,
    site: str,
    provider: str,
    phases: tuple[Phase, ...],
    times: tuple[int, ...],
) -> Iterator[PlannedVisit]:
    feature = next((phase.room for phase in phases if phase.room), None)
    rooms: list[str | None] = [None]
    if feature is not None:
        rooms += [r.id for r in case.office.rooms if r.site == site and feature in r.features]
    choices = []
    for phase in phases:
        people = [
            [p.id for p in case.office.people if _may(case, p.id, task)]
            for task in case.tasks_by(phase, By.SUPPORT)
        ]
        devices: list[str | None] = [None]
        if phase.device is not None:
            devices = [d.id for d in case.office.devices if phase.device in d.features]
        choices.append(list(product(product(*people), devices)))
    for room in rooms:
        for chosen in product(*choices):
            placed = tuple(
                PlacedPhase(start=t, end=t + phase.minutes, people=people, device=device)
                for t, phase, (people, device) in zip(times, phases, chosen, strict=True)
            )
            placement = Placement(
                provider=provider, site=site, modality=modality, room=room, phases=placed
            )
            for beside in every_way(case, visit, placement):
                yield PlannedVisit(appointment=visit.id, placement=beside)
                if _may_double(case, visit, phases):
                    shared = beside.model_copy(update={"double_booked": True})
                    yield PlannedVisit(appointment=visit.id, placement=shared)


def _may_double(case: Case, visit: Appointment, phases: tuple[Phase, ...]) -> bool:
    was = case.published_visits[visit.id].placement
    shared = was is not None and was.double_booked
    return (case.rules.double_booking.per_session > 0 or shared) and any(
        case.tasks_by(phase, By.PROVIDER) for phase in phases
    )


def _may(case: Case, person: str, task: str) -> bool:
    needed = case.task(task).credentials
    return not needed or any(case.people[person].holds(c, case.date) for c in needed)


def _present(case: Case, person: str) -> list[range]:
    """Return the person's shifts, cut by what takes them away, minute by minute."""
    spans = []
    for shift in case.day.shifts:
        if shift.person != person:
            continue
        minutes = set(range(shift.start, shift.end))
        for event in case.day.events:
            if isinstance(event, Absent) and event.person == person:
                minutes -= set(range(event.start or 0, 9999 if event.end is None else event.end))
            if isinstance(event, Late) and event.person == person:
                minutes -= set(range(event.until))
            if isinstance(event, LeavesEarly) and event.person == person:
                minutes -= set(range(event.at, 9999))
            if isinstance(event, Returned) and event.person == person:
                minutes |= set(range(max(shift.start, event.at), shift.end))
        run: list[int] = []
        for minute in sorted(minutes):
            if run and minute != run[-1] + 1:
                spans.append(range(run[0], run[-1] + 1))
                run = []
            run.append(minute)
        if run:
            spans.append(range(run[0], run[-1] + 1))
    return spans


def _staff_plans(case: Case, staffing: Plan) -> Iterator[Plan]:
    """Yield every set of breaks with every set of duty assignments, best staffed first."""
    for duties in _duty_sets(case):
        for breaks in _break_sets(case):
            yield staffing.model_copy(update={"breaks": breaks, "duties": duties}).canonical()


def _break_sets(case: Case) -> Iterator[tuple[PlannedBreak, ...]]:
    options: list[list[tuple[PlannedBreak, ...]]] = []
    for person in sorted(case.people):
        published = [b for b in case.published.breaks if b.person == person]
        spans = _present(case, person)
        inside = [b for b in published if any(b.start in s and b.end - 1 in s for s in spans)]
        past = tuple(b for b in inside if b.start < case.now)
        kinds = {(b.kind, b.end - b.start) for b in inside}
        kinds |= {(e.kind, e.minutes) for e in case.rules.breaks.entitlements}
        starts = {t for s in spans for t in s if t % case.rules.breaks.step == 0}
        future = [
            PlannedBreak(person=person, kind=kind, start=t, end=t + minutes)
            for kind, minutes in sorted(kinds)
            for t in sorted(
                starts | {b.start for b in inside if (b.kind, b.end - b.start) == (kind, minutes)}
            )
            if t >= case.now and any(t in s and t + minutes - 1 in s for s in spans)
        ]
        roles = set(case.people[person].roles)
        entitled = sum(
            not due.roles or bool(roles & set(due.roles)) for due in case.rules.breaks.entitlements
        )
        most = max(entitled, len(inside))
        sets = [(*past, *chosen) for k in range(most + 1) for chosen in combinations(future, k)]
        options.append([s for s in sets if len(s) <= most])
    for chosen in product(*options):
        yield tuple(b for some in chosen for b in some)


def _duty_sets(case: Case) -> Iterator[tuple[DutyAssignment, ...]]:
    options: list[list[tuple[DutyAssignment, ...]]] = []
    posts = [duty for duty in case.office.duties if duty.kind is DutyKind.POST]
    for duty in posts:
        for person in sorted(case.people):
            published = [
                d for d in case.published.duties if (d.person, d.duty) == (person, duty.id)
            ]
            spans = _present(case, person)
            able = not duty.credentials or any(
                case.people[person].holds(c, case.date) for c in duty.credentials
            )
            past_minutes = sorted(
                t
                for d in published
                for t in range(d.start, min(d.end, case.now))
                if any(t in span for span in spans)
            )
            past = _runs(case, past_minutes, duty.id, person)
            if not able:
                options.append([past])
                continue
            place = next(site for site in case.office.sites if site.id == duty.site)
            edges = {place.opens, place.latest, case.now}
            edges |= {t for piece in duty.demand for t in (piece.start, piece.end)}
            low, high = min(edges), max(edges)
            edges |= {t for span in spans for t in (span.start, span.stop)}
            edges |= {t for d in published for t in (d.start, d.end)}
            edges |= {t for t in range(low, high) if t % case.rules.duties.step == 0}
            points = sorted(t for t in edges if t >= case.now)
            pieces = [
                (a, b)
                for a, b in pairwise(points)
                if any(a in span and b - 1 in span for span in spans)
            ]
            sets = []
            for k in range(len(pieces) + 1):
                for chosen in combinations(pieces, k):
                    given = tuple(
                        DutyAssignment(duty=duty.id, person=person, start=a, end=b)
                        for a, b in chosen
                    )
                    sets.append(merged_duties((*past, *given)))
            options.append(sets)
    for whole in product(*options):
        yield tuple(d for some in whole for d in some)


def _runs(case: Case, minutes: list[int], duty: str, person: str) -> tuple[DutyAssignment, ...]:
    return merged_duties(
        tuple(DutyAssignment(duty=duty, person=person, start=t, end=t + 1) for t in minutes)
    )
