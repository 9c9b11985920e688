"""What changes for whom, and why."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.day.disposition import disposition, published_placement
from engine.day.occupied import What, uses_of
from engine.day.places import today, wait, where
from engine.day.seating import Seating
from engine.explaining.counterfactual import Counterfactual
from engine.explaining.reasons import why_changed
from engine.explaining.why_not import why_manual
from engine.solving.patience import ENDLESS, Patience
from models.appointment import Status
from models.case import book_after
from models.plan import Disposition, PlannedVisit
from models.proposal import Change, Where
from solvers.day.known.attending import named

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from engine.day.hit import Why
    from models.appointment import Appointment
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Placement, Plan


def changes(
    case: Case,
    plan: Plan,
    verdict: Verdict,
    hit: Mapping[str, Why],
    why_not: Callable[[Case, Plan, str], Why] | None = None,
    only: Container[str] | None = None,
    patience: Patience = ENDLESS,
) -> tuple[Change, ...]:
    """Return exactly one change for each visit of the day, those kept or seen already included.

    Args:
        case: the case.
        plan: a plan for it, with one entry for each of its visits.
        verdict: what the check says about that plan.
        hit: why each visit that was hit was hit, by visit.
        why_not: says why a visit was left to a clinician; by default worked out here.
        only: the visits to tell of; by default all.
        patience: for saying what stands in the way of another place, or of the one booked; what
            happened to a visit that was hit is said in any case.
    """
    teller = _Teller(case, plan, verdict, hit, why_not, patience)
    told = [
        teller.change(planned)
        for planned in plan.visits
        if only is None or planned.appointment in only
    ]
    seen = [
        _seen(case, visit)
        for visit in book_after(case.day).values()
        if visit.status is Status.FULFILLED and (only is None or visit.id in only)
    ]
    return tuple(sorted(told + seen, key=lambda change: change.appointment))


NO_TIME = "there was no time to look for another place"
"""What is said, at a short deadline, of visits that were hit and are left to a clinician."""

NO_TIME_TO_SAY: tuple[str, str] = (
    "for the sake of others; there was no time to say what stands in the way",
    "disposition",
)
"""What is said, at a short deadline, of visits that were not hit."""


class _Teller:
    """Tells the changes of one plan; what they share is worked out once."""

    def __init__(
        self,
        case: Case,
        plan: Plan,
        verdict: Verdict,
        hit: Mapping[str, Why],
        why_not: Callable[[Case, Plan, str], Why] | None,
        patience: Patience,
    ) -> None:
        self._patience = patience
        self._case = case
        self._plan = plan
        self._hit = hit
        self._why_not = why_not
        self._verdict = verdict

    @cached_property
    def _counterfactual(self) -> Counterfactual:
        return Counterfactual(self._case, self._plan, self._verdict)

    @cached_property
    def _seating(self) -> Seating:
        return Seating(self._case, self._plan)

    def change(self, planned: PlannedVisit) -> Change:
        visit = self._case.visits[planned.appointment]
        becomes = disposition(self._case, visit.id, planned)
        reason, rule = self._reason(visit, planned, becomes)
        before = published_placement(self._case, visit.id)
        return Change(
            appointment=visit.id,
            disposition=becomes,
            before=today(self._case, before) if before else None,
            after=where(self._case, visit, planned),
            reason=reason,
            rule=rule,
        )

    def _reason(
        self, visit: Appointment, planned: PlannedVisit, becomes: Disposition
    ) -> tuple[str, str]:
        if becomes is Disposition.KEPT:
            return self._aside(visit, planned)
        event = self._hit.get(visit.id)
        if event is not None and becomes is not Disposition.MANUAL_DECISION:
            return event
        if not self._patience.left:
            return (f"{event[0]}; {NO_TIME}", event[1]) if event else NO_TIME_TO_SAY
        with self._patience.piece():
            if becomes is not Disposition.MANUAL_DECISION:
                return why_changed(self._counterfactual, self._seating, visit)
            sentence, rule = self._why_left(visit)
            return (f"{event[0]}; {sentence}", event[1]) if event else (sentence, rule)

    def _why_left(self, visit: Appointment) -> Why:
        if self._why_not is not None:
            return self._why_not(self._case, self._plan, visit.id)
        if visit.id not in self._hit:
            return why_changed(self._counterfactual, self._seating, visit)
        return why_manual(self._counterfactual, self._seating, visit)

    def _aside(self, visit: Appointment, planned: PlannedVisit) -> tuple[str, str]:
        """Say what changes for a visit that is kept: its wait, who is with it, or its room."""
        before, after = published_placement(self._case, visit.id), planned.placement
        if before is None or after is None:
            return "", ""
        longer = wait(self._case, visit, after) - wait(self._case, visit, before)
        if longer > 0:
            return f"kept; waits up to {longer} min more", "waits"
        for kind, does in (("interpreter", "interprets"), ("chaperone", "is chaperone")):
            old, new = named(before, kind), named(after, kind)
            if old != new:
                instead = f"kept; {new or 'nobody'} {does} instead of {old or 'nobody'}"
                return f"{instead}{self._why_changed(visit, before, old)}", "attendants"
        if before.room != after.room:
            return f"kept; in {after.room or 'no room'} instead of {before.room or 'none'}", "rooms"
        return "", ""

    def _why_changed(self, visit: Appointment, place: Placement, person: str | None) -> str:
        """Say, in brackets, what keeps an interpreter or chaperone from being there as booked."""
        for use in uses_of(self._case, visit, place):
            if use.what is not What.PERSON or use.ref != person:
                continue
            for outage in self._seating.outages.people.get(use.ref, []):
                if outage.overlaps(use.start, use.end):
                    return f" ({outage.sentence})"
            for other in self._seating.occupied.clashes(use):
                return f" ({use.ref} is needed for {other.taker} then)"
        return ""


def _seen(case: Case, visit: Appointment) -> Change:
    published = published_placement(case, visit.id)
    place = (
        today(case, published)
        if published
        else Where(
            date=case.date,
            at=visit.at,
            provider=visit.provider,
            site=case.site_of(visit),
            modality=visit.modality,
            room=visit.room,
        )
    )
    return Change(appointment=visit.id, disposition=Disposition.KEPT, before=place, after=place)
