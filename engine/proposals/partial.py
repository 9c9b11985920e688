"""A part of a proposal: the changes that somebody accepted, everybody else where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.seating import Seating, Way
from engine.opening.cases import case_of
from engine.store.errors import NotLegal
from models.errors import BadInput, Fault
from models.plan import PlannedVisit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from models.case import Case
    from models.day import Day
    from models.events import Event
    from models.office import Office
    from models.plan import Placement, Plan


def accepted_part(
    office: Office,
    day: Day,
    proposed: Plan,
    accepted: Collection[str],
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
) -> Plan:
    """Return what a proposal comes to when only some of its changes are accepted.

    Visits that were accepted are where the proposal has them, and so is every visit to which the
    proposal changes nothing but room and staff. All others stay where they stand: where their
    patient said yes to, else where the plan issued last intends them, else where they are booked.
    Their room and staff are others where the proposal needs those that they had. Whose provider
    is out is left to a manual decision; so is, where the plan would be in breach otherwise, who
    could not stay even if nothing changed for anybody: those whom ring 0 gives up. Nobody else is.
    Breaks, duties, calls in and transfers are the proposal's.

    Args:
        office: the office.
        day: its day, as the proposal knew it.
        proposed: the proposal's plan, or that of one of its options.
        accepted: the visits whose changes are accepted.
        events: what happened beside the day's own events, as the proposal knew it.
        now: the moment of the proposal; see `engine.opening.intake.open_day`.
        issued: the plan issued last, if there is one.

    Raises:
        BadInput: what is handed in does not make sense, or the proposal is of another case.
        NotLegal: with only these changes the plan is in breach; the findings say how.
    """
    case = case_of(office, day, events=events, now=now, issued=issued)
    wanted = {visit.appointment: visit for visit in proposed.visits}
    _see_that_they_fit(case, wanted, accepted)
    settled, staying = _apart(case, wanted, accepted)
    plan = _joined(case, proposed, settled, staying)
    breaches = check(case, plan).breaches
    if not breaches:
        return plan
    lost = _given_up(case) & set(staying)
    if lost:
        undecided = [PlannedVisit(appointment=ref) for ref in sorted(lost)]
        left = {ref: place for ref, place in staying.items() if ref not in lost}
        plan = _joined(case, proposed, [*settled, *undecided], left)
        breaches = check(case, plan).breaches
    if breaches:
        raise NotLegal(breaches)
    return plan


def _apart(
    case: Case, wanted: Mapping[str, PlannedVisit], accepted: Collection[str]
) -> tuple[list[PlannedVisit], dict[str, Placement]]:
    """Return the visits of which it is clear where they go, and the places of those that stay."""
    facts = Facts(case, options=False)
    settled: list[PlannedVisit] = []
    staying: dict[str, Placement] = {}
    for ref in sorted(case.visits):
        stands = standing(facts, ref)
        if ref in accepted or _same(wanted[ref], stands) or _agreed(facts, wanted[ref]):
            settled.append(wanted[ref])
        elif stands.placement is None:
            settled.append(stands)
        else:
            staying[ref] = stands.placement
    return settled, staying


def _joined(
    case: Case,
    proposed: Plan,
    settled: Sequence[PlannedVisit],
    staying: Mapping[str, Placement],
) -> Plan:
    """Return the proposal's plan with these visits: those that stay get what the others leave."""
    plan = proposed.model_copy(update={"visits": tuple(settled)})
    for ref in sorted(staying, key=lambda ref: (staying[ref].start, ref)):
        there = PlannedVisit(appointment=ref, placement=_seated(case, plan, ref, staying[ref]))
        plan = plan.model_copy(update={"visits": (*plan.visits, there)})
    return plan.canonical()


def _given_up(case: Case) -> set[str]:
    """Return the visits that cannot stay even when nothing is changed for anybody."""
    return {
        visit.appointment
        for visit in ring_zero(case).visits
        if visit.placement is None and visit.slot is None
    }


def standing(facts: Facts, ref: str) -> PlannedVisit:
    """Return where a visit stands before anything new is decided; nowhere when that is lost.

    The facts are those without a choice of how to staff the day.
    """
    nowhere = PlannedVisit(appointment=ref)
    intended = facts.issued.visits.get(ref)
    if intended is not None:
        return intended
    offer = facts.accepted.get(ref)
    if offer is not None and offer.slot is not None:
        return nowhere.model_copy(update={"slot": offer.slot})
    return nowhere if ref in facts.hit else facts.case.published_visits.get(ref, nowhere)


def _agreed(facts: Facts, planned: PlannedVisit) -> bool:
    """Tell whether a plan has a visit where its patient said yes to."""
    offer, place = facts.accepted.get(planned.appointment), planned.placement
    if offer is None or place is None:
        return offer is not None and offer.slot is not None and offer.slot == planned.slot
    return (place.start, place.provider, place.site, place.modality) == (
        offer.at,
        offer.provider,
        offer.site,
        offer.modality,
    )


def _same(planned: PlannedVisit, stands: PlannedVisit) -> bool:
    """Tell whether two entries are the same to the patient and to the provider."""
    there, was = planned.placement, stands.placement
    if there is None or was is None:
        return (there, planned.slot) == (was, stands.slot)
    return (there.provider, there.site, there.modality, there.start) == (
        was.provider,
        was.site,
        was.modality,
        was.start,
    )


def _seated(case: Case, plan: Plan, ref: str, stands: Placement) -> Placement:
    """Return a visit at its place, with whoever of those it had is free, else with others."""
    way = Way(stands.provider, stands.site, stands.modality)
    starts = [phase.start for phase in stands.phases]
    visit = case.visits[ref]
    if len(starts) != len(case.phases(visit, stands.modality)):
        return stands
    seated = Seating(case, plan).seat(visit, way, starts, like=stands)
    if seated is None:
        return stands
    return seated.model_copy(update={"double_booked": stands.double_booked})


def _see_that_they_fit(
    case: Case, wanted: Mapping[str, PlannedVisit], accepted: Collection[str]
) -> None:
    faults = [
        Fault(f"accepted.{position}", ref, "no such visit in the proposal", "a visit of its plan")
        for position, ref in enumerate(accepted)
        if ref not in wanted
    ]
    if set(wanted) != set(case.visits):
        faults.append(
            Fault("proposal", "", "it is of another state of the day", "one of the day as it is")
        )
    if faults:
        raise BadInput(faults)
