"""Why a visit is moved, swapped, dropped or kept: the reason, its price, and every other way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.asking.standing import Standing, visit_of
from engine.asking.tryout import Tryout
from engine.day.disposition import published_placement
from engine.day.hit import hit_visits
from engine.day.seating import Way
from engine.day.slots import bound_to_the_day, fitting_slots, taken_slots
from engine.day.where_words import place_words
from engine.explaining.by_rule import by_rule, traded
from engine.explaining.changes import changes
from models.clock import wall
from models.explanation import Alternative, Refusal, Why
from models.plan import Disposition, PlannedVisit
from models.staff import Role
from solvers.day.check.verdict import check
from solvers.day.explaining.refusals import offers_with, starts_left

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.plan import Placement
    from models.proposal import Change

TRIES = 12
"""Starts with the own provider that are tried, nearest first, before that way is given up."""

SLOTS = 3
"""Open slots of other days that are tried, the earliest first, besides one of the own provider."""

BECOMES = {
    Disposition.KEPT: "is kept",
    Disposition.SAME_TIME_OTHER_PROVIDER: "keeps its time with another provider",
    Disposition.MOVED: "is moved",
    Disposition.OTHER_SITE: "goes to another site",
    Disposition.VIDEO: "is held by video",
    Disposition.OTHER_DAY: "goes to another day",
    Disposition.MANUAL_DECISION: "is left to a clinician",
}
"""What is said of each disposition."""


def why(standing: Standing, ref: str) -> Why:
    """Explain one visit's entry in a plan.

    Raises:
        BadInput: there is no such visit to be planned.
    """
    visit_of(standing, ref)
    case = standing.case
    visit = case.visits[ref]
    tryout = Tryout.of(case, standing.plan, standing.verdict)
    planned = next(entry for entry in standing.plan.visits if entry.appointment == ref)
    change = _change(standing, ref)
    without = check(case, tryout.with_entry(None, ref))
    costs = by_rule(standing.verdict, without)
    ways = sorted(_alternatives(tryout, visit, planned), key=_best_first)
    return Why(
        appointment=ref,
        disposition=change.disposition,
        summary=_summary(ref, change, traded(costs), ways),
        before=change.before,
        after=change.after,
        reason=change.reason,
        rule=change.rule,
        costs=costs,
        cost=traded(costs),
        alternatives=tuple(ways),
    )


def _change(standing: Standing, ref: str) -> Change:
    case = standing.case
    (told,) = changes(case, standing.plan, standing.verdict, hit_visits(case), only={ref})
    return told


def _alternatives(
    tryout: Tryout, visit: Appointment, planned: PlannedVisit
) -> Iterator[Alternative]:
    case = tryout.case
    published = published_placement(case, visit.id)
    now = planned.placement
    if published is not None and not _same(published, now):
        way = Way(published.provider, published.site, published.modality)
        yield tryout.at(visit, way, published.start, f"as published, {_at(published)}")
    like = published or now
    if like is not None:
        yield from _other_providers(tryout, visit, like, now)
    nearest = _nearest_start(tryout, visit, now)
    if nearest is not None:
        yield nearest
    yield from _other_day(tryout, visit, planned)
    if planned.placement is not None or planned.slot is not None:
        entry = PlannedVisit(appointment=visit.id)
        yield tryout.judged(visit, entry, "left to a clinician")


def _other_providers(
    tryout: Tryout, visit: Appointment, like: Placement, now: Placement | None
) -> Iterator[Alternative]:
    """Yield each other provider who is at work there, at the same time."""
    case = tryout.case
    here = {
        shift.person
        for shift in case.day.shifts
        if shift.site == like.site and Role.PROVIDER in case.people[shift.person].roles
    }
    published = published_placement(case, visit.id)
    for person in sorted(here - {like.provider if published else ""}):
        if now is not None and (person, like.start) == (now.provider, now.start):
            continue
        way = Way(person, like.site, like.modality)
        yield tryout.at(visit, way, like.start, f"{person} at {wall(like.start)}")


def _nearest_start(tryout: Tryout, visit: Appointment, now: Placement | None) -> Alternative | None:
    """Return the own provider's nearest start that is free; or what refuses it."""
    case = tryout.case
    published = published_placement(case, visit.id)
    own = visit.provider or visit.panel_provider
    if own is None:
        return None
    site, modality = case.site_of(visit), visit.modality
    way = Way(own, site, modality)
    origin = published.start if published else max(case.now, 0)
    offers = offers_with(tryout.facts, visit, own, site, modality)
    starts = {start for offer in offers for start in starts_left(tryout.facts, visit, offer)}
    if published is not None:
        starts.discard(published.start)
    if now is not None and now.provider == own:
        starts.discard(now.start)
    nearest = sorted(starts, key=lambda at: (abs(at - origin), at))
    free = [start for start in nearest if tryout.provider_free(visit, way, start)]
    tried: list[Alternative] = []
    for start in free[:TRIES]:
        found = tryout.at(visit, way, start, f"{own} at {wall(start)}, the nearest start")
        if found.refused is None:
            return found
        tried.append(
            found.model_copy(update={"what": found.what.removesuffix(", the nearest start")})
        )
    if tried:
        return tried[0]
    if nearest:
        words = f"{own} is taken up at every start that is left to it"
        return _refused(
            f"another time with {own}", Refusal(rule="provider-overlap", sentence=words)
        )
    beside = (origin, origin + case.rules.offer_step)
    refusals = [refusal for at in beside if (refusal := tryout.refused(visit, way, at))]
    return _refused(f"another time with {own}", refusals[0]) if refusals else None


def _other_day(tryout: Tryout, visit: Appointment, planned: PlannedVisit) -> Iterator[Alternative]:
    """Yield the best of the next open slots, or what refuses all of them."""
    case = tryout.case
    what = "another day"
    bound = bound_to_the_day(case, visit)
    if bound is not None:
        yield _refused(what, Refusal(rule=bound[1], sentence=bound[0]))
        return
    slots = [slot for slot in fitting_slots(case, visit) if slot.id != planned.slot]
    if not slots:
        if planned.slot is None:
            due = case.due_by(visit) or "any date"
            yield _refused(what, Refusal(rule="open-slots", sentence=f"no slot fits by {due}"))
        return
    taken = taken_slots(tryout.plan)
    free = [slot for slot in slots if slot.id not in taken]
    if not free:
        first = slots[0]
        words = f"the slots that fit go to others, {first.id} to {taken[first.id]}"
        yield _refused(what, Refusal(rule="open-slots", sentence=words))
        return
    own = visit.provider or visit.panel_provider
    tried = [*free[:SLOTS], *[slot for slot in free[SLOTS:] if slot.person == own][:1]]
    ways = [
        tryout.slot(visit, slot.id, f"{slot.date} {wall(slot.at)} with {slot.person}")
        for slot in tried
    ]
    yield min(ways, key=_best_first)


def _refused(what: str, refusal: Refusal) -> Alternative:
    return Alternative(what=what, refused=refusal, sentence=refusal.sentence)


def _same(one: Placement, other: Placement | None) -> bool:
    return other is not None and (one.provider, one.site, one.modality, one.start) == (
        other.provider,
        other.site,
        other.modality,
        other.start,
    )


def _at(placement: Placement) -> str:
    return f"{wall(placement.start)} with {placement.provider}"


def _best_first(way: Alternative) -> tuple[bool, int, int, int]:
    return way.refused is not None, way.gaps, way.harm, way.cost


def _summary(ref: str, change: Change, cost: int, ways: list[Alternative]) -> str:
    """Say what becomes of it and why, what that costs, and what comes next."""
    becomes = BECOMES[change.disposition]
    to = place_words(change.after)
    head = f"{ref} {becomes}{f' ({to})' if to else ''}"
    if change.reason:
        head += f": {change.reason}{f' [{change.rule}]' if change.rule else ''}"
    price = f"it costs {cost:,}" if cost else "it costs nothing"
    best = next((way for way in ways if way.refused is None), None)
    after = f"next best: {best.what}, {best.sentence}" if best else "there is no other way"
    return f"{head}; {price}; {after}."
