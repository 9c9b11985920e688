"""Whom to call, in which order, what to say and what to offer instead."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from engine.day.hit import hit_visits
from engine.day.openings import openings
from engine.day.seating import Seating
from engine.day.slots import fitting_slots, taken_slots
from engine.explaining.counterfactual import Counterfactual
from engine.opening.answers import (
    accepted_offer,
    last_heard,
    offer_of,
    same_offer,
    told_of,
    waiting_message,
)
from engine.proposals.call_words import (
    FALLBACK_NONE,
    after_all_words,
    fallback_words,
    opening_words,
)
from engine.solving.patience import ENDLESS, Patience
from models.appointment import Flag
from models.clock import LATEST
from models.events import CallResult
from models.plan import Disposition, PlannedVisit
from models.proposal import Call
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from engine.day.hit import Why
    from engine.opening.answers import Told
    from models.appointment import Appointment
    from models.case import Case
    from models.events import Offered
    from models.finding import Verdict
    from models.plan import Plan
    from models.proposal import Change

CALLED = {
    Disposition.MOVED,
    Disposition.OTHER_SITE,
    Disposition.VIDEO,
    Disposition.OTHER_DAY,
    Disposition.MANUAL_DECISION,
}
"""Dispositions that a patient must hear of."""

NOTES = {
    CallResult.NO_ANSWER: "no answer: call again",
    CallResult.REACHED_DECLINED: "has declined another offer",
    CallResult.REACHED_ACCEPTED: "has accepted an offer that is not kept",
}
"""What is noted beside a call, by what came of the last one."""

TRIES = 3
"""Places of each kind that are put to the check before a fallback is given up."""


def calls(
    case: Case,
    plan: Plan,
    changes: Sequence[Change],
    verdict: Verdict | None = None,
    patience: Patience = ENDLESS,
) -> tuple[Call, ...]:
    """Return the call list: earliest first, then vulnerable, long-travel, fasting, interpreter.

    'Earliest' is the booked time, or the offered one for somebody who had none. Left out are
    patients who have accepted just this offer, and add-ons for whom there is nothing to say yet.
    Whoever was left a message about a place that is no longer theirs is called again.
    Every fallback is legal with the rest of the plan as it is, and no offer made before.

    Args:
        case: the case.
        plan: the plan that the calls are to bring about.
        changes: what it changes for whom.
        verdict: what the check says about the plan; asked for when not handed in.
        patience: for finding fallbacks; those at the head of the list come first.
    """
    planned = {visit.appointment: visit for visit in plan.visits}
    wanted = [
        (case.visits[change.appointment], change)
        for change in changes
        if change.appointment in case.visits
        and _to_be_called(case, case.visits[change.appointment], change, planned)
    ]
    finder = _Fallbacks(case, plan, verdict, patience)
    rows = []
    for order, (visit, change) in enumerate(sorted(wanted, key=_urgency), start=1):
        offer = offer_of(case, visit, planned[visit.id])
        message = waiting_message(case, visit, planned[visit.id])
        as_booked = change.disposition not in CALLED
        fallback = None if offer is None or as_booked else finder.fallback(visit, offer)
        second = fallback_words(case, fallback) if fallback else FALLBACK_NONE
        rows.append(
            Call(
                order=order,
                appointment=visit.id,
                booked=visit.at,
                disposition=change.disposition,
                note=_note(case, visit, offer, message),
                say=after_all_words(case, visit, message)
                if message is not None and as_booked
                else opening_words(case, visit, change),
                offer=offer,
                fallback=fallback,
                fallback_say="" if as_booked else second,
            )
        )
    return tuple(rows)


def _note(case: Case, visit: Appointment, offer: Offered | None, message: Told | None) -> str:
    """Say what came of calling before."""
    if message is not None:
        same = told_of(offer) == message
        return "message left: call again" if same else "message left about another offer"
    heard = last_heard(case, visit.id)
    return "" if heard is None else NOTES.get(heard.outcome, "")


def _to_be_called(
    case: Case, visit: Appointment, change: Change, planned: Mapping[str, PlannedVisit]
) -> bool:
    offer = offer_of(case, visit, planned[visit.id])
    if change.disposition not in CALLED:
        if visit.status.here or visit.status.begun:
            return False
        message = waiting_message(case, visit, planned[visit.id])
        return message is not None and told_of(offer) != message
    if offer is None:
        return visit.at is not None
    accepted = accepted_offer(case, visit.id)
    return accepted is None or not same_offer(accepted, offer)


def _urgency(row: tuple[Appointment, Change]) -> tuple[int, int, str]:
    visit, change = row
    at = visit.at
    if at is None:
        today = change.after is not None and change.after.slot is None
        at = change.after.at if change.after and today else None
    flags = list(Flag)
    rank = min((flags.index(flag) for flag in visit.flags), default=len(flags))
    return (LATEST + 1 if at is None else at), rank, visit.id


class _Fallbacks:
    """Finds what to offer next; made once for a plan, for its verdict is asked again and again."""

    def __init__(self, case: Case, plan: Plan, verdict: Verdict | None, patience: Patience) -> None:
        self._case, self._plan, self._verdict = case, plan, verdict
        self._patience = patience

    @cached_property
    def _hit(self) -> Mapping[str, Why]:
        return hit_visits(self._case)

    @cached_property
    def _taken(self) -> Collection[str]:
        return taken_slots(self._plan)

    @cached_property
    def _seating(self) -> Seating:
        return Seating(self._case, self._plan)

    @cached_property
    def _counterfactual(self) -> Counterfactual:
        verdict = self._verdict or check(self._case, self._plan)
        return Counterfactual(self._case, self._plan, verdict)

    def fallback(self, visit: Appointment, offer: Offered) -> Offered | None:
        """Return the earliest open slot that is free and legal, else a place today, else none."""
        if not self._patience.left:
            return None
        with self._patience.piece():
            return self._legal(visit, offer)

    def _legal(self, visit: Appointment, offer: Offered) -> Offered | None:
        for planned in (*self._slots(visit), *self._places(visit, offer)):
            if self._counterfactual.legal_visit(planned):
                return offer_of(self._case, visit, planned)
        return None

    def _slots(self, visit: Appointment) -> Iterator[PlannedVisit]:
        fitting = fitting_slots(self._case, visit)
        free = (slot for slot in fitting if slot.id not in self._taken)
        for slot in islice(free, TRIES):
            yield PlannedVisit(appointment=visit.id, slot=slot.id)

    def _places(self, visit: Appointment, offer: Offered) -> Iterator[PlannedVisit]:
        reach = None
        if visit.id not in self._hit:
            reach = self._case.rules.movability.bystander_minutes
        other = (
            place
            for place in openings(self._seating, visit, reach)
            if (place.start, place.site, place.modality) != (offer.at, offer.site, offer.modality)
        )
        for place in islice(other, TRIES):
            yield PlannedVisit(appointment=visit.id, placement=place)
