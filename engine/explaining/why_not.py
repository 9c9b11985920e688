"""Why nothing better than a manual decision was found for a visit."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from engine.day.disposition import published_placement
from engine.day.openings import able_providers, openings
from engine.day.seating import Seating, Way
from engine.day.slots import bound_to_the_day, fitting_slots, taken_slots
from engine.explaining.counterfactual import Counterfactual
from engine.explaining.reasons import seated_like, who_has
from models.clock import wall
from models.finding import FindingKind
from models.plan import PlannedVisit
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from engine.day.hit import Why
    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan

TRIES = 3
"""Places of the day that are tried before the first one's breach is given as the reason."""


def why_not(case: Case, plan: Plan, ref: str) -> Why:
    """Say why a visit is left to a clinician, and the rule that stands in the way today."""
    counterfactual = Counterfactual(case, plan, check(case, plan))
    return why_manual(counterfactual, Seating(case, plan), case.visits[ref])


def why_manual(counterfactual: Counterfactual, seating: Seating, visit: Appointment) -> Why:
    """Say the same about a plan that has been judged already."""
    today, rule = _why_not_today(counterfactual, seating, visit)
    other_day, day_rule = _why_not_another_day(counterfactual, seating, visit)
    return f"{today}; {other_day}", rule or day_rule


def _why_not_today(counterfactual: Counterfactual, seating: Seating, visit: Appointment) -> Why:
    refused: list[Why] = []
    for place in _places(seating, visit):
        planned = PlannedVisit(appointment=visit.id, placement=place)
        finding = counterfactual.against_visit(planned)
        where = f"{place.provider} at {wall(place.start)}"
        if finding is None:
            return f"{where} is free: a longer search may use it", ""
        taker = who_has(seating, visit, place, finding)
        words = f"{taker[0]} has {taker[1]} then" if taker else finding.sentence.rstrip(".")
        if finding.kind is not FindingKind.BREACH:
            return f"{where} would cost more: {words}", finding.rule
        refused.append((f"not with {where}: {words}", finding.rule))
    return refused[0] if refused else ("nobody else at work today may hold it", "competence")


def _places(seating: Seating, visit: Appointment) -> list[Placement]:
    """Return free places of the day; without any, the booked time with others who may hold it."""
    free = list(islice(openings(seating, visit), TRIES))
    if free:
        return free
    case = seating.case
    published = published_placement(case, visit.id)
    if published is None:
        return []
    starts = [phase.start for phase in seated_like(seating, visit, published).phases]
    places = []
    for provider in able_providers(case, visit, published.site, published.modality):
        way = Way(provider, published.site, published.modality)
        place = seating.seat(visit, way, starts, published)
        if provider != published.provider and place is not None:
            places.append(place)
    return places[:TRIES]


def _why_not_another_day(
    counterfactual: Counterfactual, seating: Seating, visit: Appointment
) -> Why:
    case = seating.case
    bound = bound_to_the_day(case, visit)
    if bound is not None:
        return f"{bound[0]}, so it goes to no other day", bound[1]
    slots = fitting_slots(case, visit)
    if not slots:
        due = case.due_by(visit)
        return f"no open slot fits by {due or 'any date'}", "open-slots"
    taken = taken_slots(counterfactual.plan)
    free = [slot for slot in slots if slot.id not in taken]
    if not free:
        return "the open slots that fit go to others", "open-slots"
    planned = PlannedVisit(appointment=visit.id, slot=free[0].id)
    finding = counterfactual.against_visit(planned)
    if finding is None:
        return f"slot {free[0].id} is free: a longer search may use it", ""
    return f"not in slot {free[0].id}: {finding.sentence.rstrip('.')}", finding.rule
