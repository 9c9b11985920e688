"""Ring 0: the plan that touches nobody who was not hit, put together without any search.

What broke is closed, breaks and duties are placed greedily, and visits that can no longer be held
as they are go to a manual decision. Every plan after it is compared with it; with no time at all
it is the answer.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from models.case import merged_duties
from models.day import DutyAssignment
from models.office import SupervisionLevel
from models.plan import Plan, PlannedBreak, PlannedVisit
from solvers.day.by_hand.diary import Diaries
from solvers.day.check.verdict import check
from solvers.day.known.duty_spans import duty_pairs, duty_spans
from solvers.day.known.facts import Facts
from solvers.day.known.parts import together
from solvers.day.known.spans import covers, overlaps, without
from solvers.day.model.draft import fixed_duties
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.case import Case
    from models.plan import Placement
    from solvers.day.known.spans import Span
    from solvers.day.placements.candidates import Candidates

ATTEMPTS = 6
"""Times that visits are fitted, those left over before coming first."""


def ring_zero(case: Case) -> Plan:
    """Return a legal plan in which only what cannot stay is given up.

    Where a plan was issued, what it intends stays as well, unless the day as booked is better.
    """
    facts = Facts(case, options=False)
    as_booked = _kept(facts, {})
    intended = _intended(facts)
    if not intended:
        return as_booked
    as_issued = _kept(facts, intended)
    return min((as_issued, as_booked), key=lambda plan: check(case, plan).key)


def _intended(facts: Facts) -> dict[str, PlannedVisit]:
    """Return what the issued plan intends, other than published, and the rules still offer."""
    intended = {}
    for ref, planned in facts.issued.visits.items():
        if planned.placement == facts.published(ref) is not None:
            continue
        found = candidates(facts, rules(), facts.visits[ref])
        if planned.slot in found.slots or _offers(found, planned.placement):
            intended[ref] = planned
    return intended


def _offers(found: Candidates, place: Placement | None) -> bool:
    return place is not None and any(
        (offer.provider, offer.double, offer.mode.site, offer.mode.modality)
        == (place.provider, place.double_booked, place.site, place.modality)
        and place.start in blocks[0]
        for offer, blocks in found.starts.items()
    )


def staffed_so(facts: Facts, staff: Plan) -> Plan:
    """Return ring 0 with breaks, duties and people called in as another plan has them."""
    return _kept(facts, _intended(facts), staff)


def _kept(facts: Facts, intended: Mapping[str, PlannedVisit], staff: Plan | None = None) -> Plan:
    case = facts.case
    plan = staff or _staff(facts)
    placed = _keep_most(facts, plan, intended)
    slots = {ref: planned.slot for ref, planned in intended.items() if placed[ref] is None}
    slots |= {ref: offer.slot for ref, offer in facts.accepted.items() if offer.slot}
    visits = tuple(
        PlannedVisit(appointment=ref, placement=placement, slot=slots.get(ref))
        for ref, placement in placed.items()
    )
    return _without_breaches(case, plan.model_copy(update={"visits": visits}).canonical())


def _staff(facts: Facts) -> Plan:
    case, duties = facts.case, _duties(facts)
    return Plan(
        office=case.office.id,
        date=case.date,
        duties=duties,
        breaks=_breaks(facts, duties),
        overrides=case.day.overrides,
        called_in=case.published.called_in,
        transfers=case.published.transfers,
    )


def _keep_most(
    facts: Facts, plan: Plan, intended: Mapping[str, PlannedVisit]
) -> dict[str, Placement | None]:
    """Keep visits in order of time; those that found no room go first in the next attempt."""
    expected = {
        ref: published
        for ref in facts.visits
        if (published := facts.published(ref)) is not None
        and ref not in facts.hit
        and (ref not in facts.accepted or _as_accepted(facts, ref))
    }
    expected = {ref: was for ref, was in expected.items() if ref not in intended}
    expected |= {ref: new.placement for ref, new in intended.items() if new.placement is not None}
    first: set[str] = set()
    fewest: tuple[int, dict[str, Placement | None]] | None = None
    placed: dict[str, Placement | None] = {}
    again = groups = _apart(facts, [was.start for was in expected.values()])
    for _ in range(ATTEMPTS):
        diaries = Diaries(facts, plan)
        refs = [ref for group in again for ref in group]
        for ref in refs:
            if ref in expected:
                was = expected[ref]
                diaries.expect(facts.visits[ref], was.start, was.modality)
        for ref in sorted(
            refs,
            key=lambda r: (
                not facts.visits[r].status.begun,
                r not in first,
                _start(facts, r),
                r,
            ),
        ):
            if ref in expected:
                was = expected[ref]
                diaries.forget(facts.visits[ref], was.start, was.modality)
            placed[ref] = _keep(facts, diaries, ref, intended.get(ref))
        failed = {ref for ref in placed if placed[ref] is None and ref in expected}
        if fewest is None or len(failed) < fewest[0]:
            fewest = (len(failed), dict(placed))
        if failed <= first:
            break
        # Where the same visits go first as before, the same would come of it.
        again = [group for group in groups if not failed.isdisjoint(group - first)]
        first |= failed
    return fewest[1] if fewest else {}


def _apart(facts: Facts, starts: list[int]) -> list[frozenset[str]]:
    """Return the visits in groups that take nothing from each other's diaries.

    Who did what has begun, and who supervises from wherever they are, is not bound to a site.
    """
    anywhere = any(
        asked.ratio is not None and asked.level is not SupervisionLevel.IN_SUITE
        for asked in facts.supervisors.tasks.values()
    )
    starts = starts + [offer.at for offer in facts.accepted.values() if offer.at is not None]
    if anywhere or min(starts, default=0) < facts.now:
        return [frozenset(facts.visits)]
    group_of = {site: n for n, sites in enumerate(together(facts.case)) for site in sites}
    groups: dict[int, set[str]] = {}
    for ref, visit in facts.visits.items():
        groups.setdefault(group_of[facts.case.site_of(visit)], set()).add(ref)
    return [frozenset(group) for group in groups.values()]


def _start(facts: Facts, ref: str) -> int:
    placement = facts.published(ref)
    return -1 if placement is None else placement.start


def _as_accepted(facts: Facts, ref: str) -> bool:
    """Tell whether the visit is in the book where its patient accepted to come."""
    published, accepted = facts.published(ref), facts.accepted[ref]
    return published is not None and (
        (published.start, published.provider, published.site, published.modality)
        == (accepted.at, accepted.provider, accepted.site, accepted.modality)
    )


def _keep(
    facts: Facts, diaries: Diaries, ref: str, intended: PlannedVisit | None
) -> Placement | None:
    visit, published = facts.visits[ref], facts.published(ref)
    accepted = facts.accepted.get(ref)
    if intended is not None:
        published = intended.placement
    if accepted is not None and not (_as_accepted(facts, ref) and ref not in facts.hit):
        if accepted.at is None or accepted.provider is None or accepted.site is None:
            return None
        placement = diaries.fit(
            visit, accepted.provider, accepted.site, accepted.modality, accepted.at, facts.now
        )
    elif published is None or (ref in facts.hit and intended is None):
        return None
    elif diaries.fits(visit, published):
        placement = published
    else:
        placement = diaries.fit(
            visit,
            published.provider,
            published.site,
            published.modality,
            published.start,
            facts.now,
            double=published.double_booked,
        )
    if placement is not None:
        diaries.write(visit, placement)
    return placement


def _duties(facts: Facts) -> tuple[DutyAssignment, ...]:
    """Keep published duties where people are present, then cover what is short, longest first."""
    kept = [*fixed_duties(facts)]
    spans = {pair: duty_spans(facts, *pair) for pair in duty_pairs(facts)}
    for (person, duty), published in facts.published_duties.items():
        for a, b in published:
            inside = [s for s in spans.get((person, duty), []) if a <= s[0] and s[1] <= b]
            while inside:
                start, end = max(inside, key=lambda s: (s[1] - s[0], -s[0]))
                if not _on_duty(kept, person, start, end):
                    kept.append(DutyAssignment(duty=duty, person=person, start=start, end=end))
                inside = [s for s in inside if s[1] < start or end < s[0]]
    for duty, demand in facts.posts.items():
        for start, end, minimum in demand:
            for _ in range(minimum):
                _cover(facts, kept, spans, duty, (start, end, minimum))
    return merged_duties(tuple(kept))


def _on_duty(given: list[DutyAssignment], person: str, start: int, end: int) -> bool:
    return overlaps([(g.start, g.end) for g in given if g.person == person], start, end)


def _cover(
    facts: Facts,
    given: list[DutyAssignment],
    spans: dict[tuple[str, str], list[Span]],
    duty: str,
    demand: tuple[int, int, int],
) -> None:
    """Put the person on the duty who takes away the most of its shortfall."""
    start, end, minimum = demand
    points = {start, end} | {t for g in given if g.duty == duty for t in (g.start, g.end)}
    edges = sorted(t for t in points if start <= t <= end)
    short = [
        (a, b)
        for a, b in itertools.pairwise(edges)
        if sum(g.start <= a and b <= g.end for g in given if g.duty == duty) < minimum
    ]
    most = facts.rules.duties.changes_per_person
    best: tuple[tuple[int, int, int, str], str, Span] | None = None
    for (person, other), choices in spans.items():
        fresh = (person, duty) not in facts.published_duties
        changed = {g.duty for g in given if g.person == person} - {
            d for p, d in facts.published_duties if p == person
        }
        if other != duty or (fresh and most is not None and len(changed | {duty}) > most):
            continue
        skills = sum(facts.may(person, task) for task in facts.case.office.tasks)
        for a, b in choices:
            touching = [g for g in given if (g.person, g.duty) == (person, duty)]
            if _on_duty(given, person, a, b) or any(g.start <= b and a <= g.end for g in touching):
                continue
            helped = sum(min(b, y) - max(a, x) for x, y in short if x < b and a < y)
            key = (-helped, int(fresh), skills + (b - a - helped), person)
            if helped > 0 and (best is None or key < best[0]):
                best = (key, person, (a, b))
    if best is not None:
        given.append(DutyAssignment(duty=duty, person=best[1], start=best[2][0], end=best[2][1]))


def _breaks(facts: Facts, duties: tuple[DutyAssignment, ...]) -> tuple[PlannedBreak, ...]:
    """Keep published breaks; place the rest where they disturb cover and visits least."""
    taken = [
        PlannedBreak(person=person, kind=kind, start=start, end=end)
        for person, kind, start, end in facts.fixed_breaks
    ]
    unused = list(taken)
    of_person: dict[str, list[Span]] = {}
    for fixed in taken:
        of_person.setdefault(fixed.person, []).append((fixed.start, fixed.end))
    begins, ends = sorted(b.start for b in taken), sorted(b.end for b in taken)
    engaged: dict[str, list[Span]] = {}
    for ref, visit in facts.visits.items():
        placement = facts.published(ref)
        if placement is not None and ref not in facts.hit:
            spans = facts.provider_spans(visit, placement)
            engaged.setdefault(placement.provider, []).extend(spans)
    on_duties: dict[str, list[Span]] = {}
    for given in duties:
        on_duties.setdefault(given.person, []).append((given.start, given.end))
    for claim in facts.claims:
        fact = next(
            (
                b
                for b in unused
                if (b.person, b.kind, b.end - b.start) == (claim.person, claim.kind, claim.minutes)
                and claim.earliest <= b.start <= claim.latest
            ),
            None,
        )
        if fact is not None:
            unused.remove(fact)
            continue
        on_duty = on_duties.get(claim.person, [])
        own = of_person.get(claim.person, [])
        outside = [
            t
            for t in facts.break_starts(claim)
            if not overlaps(own, t, t + claim.minutes)
            and (
                covers(on_duty, t, t + claim.minutes) or not overlaps(on_duty, t, t + claim.minutes)
            )
        ]
        if not outside:
            continue
        booked = {t for kind, t, _ in facts.published_breaks[claim.person] if kind is claim.kind}
        start = min(
            outside,
            key=lambda t: (
                t not in booked,
                overlaps(engaged.get(claim.person, []), t, t + claim.minutes),
                overlaps(on_duty, t, t + claim.minutes),
                bisect_left(begins, t + claim.minutes) - bisect_right(ends, t),
                t,
            ),
        )
        end = start + claim.minutes
        taken.append(PlannedBreak(person=claim.person, kind=claim.kind, start=start, end=end))
        of_person.setdefault(claim.person, []).append((start, end))
        insort(begins, start)
        insort(ends, end)
    return tuple(taken)


def _without_breaches(case: Case, plan: Plan) -> Plan:
    """Give up what the check still objects to: a visit, or else a break or a duty of tomorrow."""
    while breaches := check(case, plan).breaches:
        about = {ref for finding in breaches for ref in finding.about}
        visits = tuple(
            v.model_copy(update={"placement": None, "slot": None}) if v.appointment in about else v
            for v in plan.visits
        )
        fresh = plan.model_copy(update={"visits": visits})
        if fresh == plan:
            fresh = plan.model_copy(
                update={
                    "breaks": tuple(
                        b for b in plan.breaks if b.start < case.now or b.person not in about
                    ),
                    "duties": tuple(
                        piece
                        for g in plan.duties
                        for piece in _before(g, case.now if g.person in about else None)
                    ),
                }
            )
        if fresh == plan:
            break
        plan = fresh
    return plan


def _before(given: DutyAssignment, now: int | None) -> list[DutyAssignment]:
    if now is None:
        return [given]
    spans = without([(given.start, given.end)], [(max(now, 0), given.end + 1)])
    return [given.model_copy(update={"start": a, "end": b}) for a, b in spans]
