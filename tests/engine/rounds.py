"""Days that go on: every round is re-planned from the plan that the last one issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.day.hit import why_lost
from engine.opening.cases import case_of
from engine.resolve import resolve
from models.events import CallOutcome, CallResult
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.asked import Asked
    from models.case import Case
    from models.day import Day
    from models.events import Event, Offered
    from models.office import Office
    from models.plan import Plan, PlannedVisit
    from models.proposal import Call, Proposal
    from scenarios.library import Following


@dataclass(frozen=True)
class Played:
    """One round: the case as it was re-planned, and the answer."""

    case: Case
    answer: Proposal
    said: tuple[CallOutcome, ...]


def play(
    office: Office, day: Day, rounds: Sequence[Following], asked: Asked, now: int | None = None
) -> Iterator[Played]:
    """Yield the rounds of a day, the first answer before them."""
    answer = resolve(office, day, now=now, asked=asked)
    yield Played(case_of(office, day, now=now), answer, ())
    events: tuple[Event, ...] = ()
    for later in rounds:
        issued = answer.plan
        events += (*later.outcomes(answer.calls), *later.events)
        answer = resolve(office, day, events=events, now=later.now, issued=issued, asked=asked)
        case = case_of(office, day, events=events, now=later.now, issued=issued)
        yield Played(case, answer, tuple(e for e in events if isinstance(e, CallOutcome)))


def assert_faithful(played: Played) -> None:
    """Whoever accepted is where they accepted, and not called; what was declined is not offered.

    Where the place that was accepted is lost since, the patient is like any other who was hit.
    """
    case, answer = played.case, played.answer
    verdict = check(case, answer.plan)
    assert not answer.violations and not verdict.breaches
    assert verdict.cost == answer.certificate.cost
    assert answer.certificate.lower_bound <= answer.certificate.cost
    planned = {visit.appointment: visit for visit in answer.plan.visits}
    assert set(planned) == set(case.visits)
    calls = {call.appointment: call for call in answer.calls}
    assert len(calls) == len(answer.calls) == answer.kpis.calls
    assert answer.kpis.calls_made == len(played.said)
    for ref, visit in planned.items():
        heard = [one for one in played.said if one.appointment == ref]
        answers = [one for one in heard if one.outcome in ANSWERS]
        declined = {_told(one.offer) for one in answers if one.outcome is ANSWERS[1] and one.offer}
        if answers and answers[-1].outcome is ANSWERS[0] and answers[-1].offer is not None:
            known = case.published_visits[ref].placement
            slot = answers[-1].offer.slot
            if slot or known is None or why_lost(case, case.visits[ref], known) is None:
                assert _place(visit) == _told(answers[-1].offer), ref
                assert ref not in calls
            declined.discard(_told(answers[-1].offer))
        assert _place(visit) not in declined, ref
        _assert_not_offered(calls.get(ref), declined)
        if ref in calls and heard and heard[-1].outcome is CallResult.MESSAGE_LEFT:
            assert "message left" in calls[ref].note


ANSWERS = (CallResult.REACHED_ACCEPTED, CallResult.REACHED_DECLINED)


def _assert_not_offered(call: Call | None, declined: set[object]) -> None:
    if call is not None:
        for offer in (call.offer, call.fallback):
            assert offer is None or _told(offer) not in declined, call


def _told(offer: Offered) -> object:
    return offer.slot or (offer.at, offer.site, offer.modality)


def _place(planned: PlannedVisit) -> object:
    place = planned.placement
    return planned.slot if place is None else (place.start, place.site, place.modality)


def differences(one: Plan, other: Plan) -> set[str]:
    """Return the visits that two plans have at another place or with another provider."""
    before = {visit.appointment: visit for visit in one.visits}
    return {
        visit.appointment
        for visit in other.visits
        if visit.appointment in before
        and (_place(visit), _who(visit)) != (_place(old := before[visit.appointment]), _who(old))
    }


def _who(planned: PlannedVisit) -> str | None:
    return planned.placement.provider if planned.placement else None
