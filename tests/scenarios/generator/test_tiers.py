"""Days of the tiers are as large and full as they say, legal, and no rule is idle on them."""

from __future__ import annotations

import pytest

from engine.opening.cases import case_of, published_findings
from models.appointment import Status
from models.errors import BadInput
from models.office import By, DutyKind
from models.published import published_plan
from models.staff import Role
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import MANY_PEOPLE, TIERS, TIGHTNESS, disrupted, tier_day
from solvers.day.registry import rules

UNTOLD = {
    "finish": "it prices the end of days without a plan to keep, and these have one",
    "closures": "comes of an event alone, and none of the mornings closes anything",
    "consent": "speaks of calls that were made, and nobody was called before the first answer",
    "stability": "compares with a plan that the office was given, and there is none yet",
}
"""Rules that have no fact on a day of the tiers, and why."""

ONE_SITE = {"other-site": "there is one site", "transfers": "there is one site"}


def facts(office, day):
    """Tell for each rule that needs something of office or day whether it has it."""
    kinds, book, set_to = office.visit_types, day.appointments, office.rules
    used = [kinds[visit.visit_type] for visit in book]
    phases = [phase for kind in used for phase in kind.phases]
    tasks = [office.tasks[task] for phase in phases for task in phase.tasks]
    people = office.people
    providers = [person for person in people if Role.PROVIDER in person.roles]
    return {
        "absence": day.events,
        "ages": any(p.ages for p in providers) and any(v.age_months for v in book),
        "attendants": any(v.interpreter for v in book) and any(v.chaperoned_by for v in book),
        "begun": any(v.status.begun for v in book),
        "breaks": set_to.breaks.entitlements,
        "calls": book,
        "caps": set_to.caps.bystander_calls,
        "competence": any(task.privilege for task in tasks),
        "continuity": any(kind.continuity for kind in used),
        "coverage": {duty.kind for duty in office.duties if duty.demand} == set(DutyKind),
        "cut-offs": any(p.latest_end for p in phases) and any(kind.prepare for kind in used),
        "devices": any(phase.device for phase in phases),
        "disposition": book,
        "double-booking": set_to.double_booking.per_session,
        "due-date": day.open_slots,
        "duration-risk": any(p.p80 for p in phases) and office.exchange_rates.risk_minute,
        "duties": day.duties,
        "duty-tasks": any(task.by is By.DUTY for task in tasks),
        "families": sum(v.together is not None for v in book) > 1,
        "freeze": set_to.freeze.contact_lead,
        "held-slots": day.held_slots and set_to.held_slots.keep,
        "licence": any(p.licensed_in for p in providers) and any(v.state for v in book),
        "linked-visits": any(v.follows for v in book),
        "load": all(
            getattr(set_to.load, name)
            for name in (
                "added_visits",
                "added_minutes",
                "session_visits",
                "consecutive_minutes",
                "new_patient_gap",
                "points",
            )
        ),
        "locks": any(v.locks for v in book),
        "movability": {v.movability for v in book},
        "notice": any(v.flags for v in book),
        "open-slots": day.open_slots,
        "opening-hours": office.sites,
        "other-site": any(v.sites for v in book),
        "overtime": set_to.overtime.minutes,
        "past": any(v.status is Status.FULFILLED for v in book),
        "patient-window": any(v.windows for v in book) and any(v.prefers for v in book),
        "payer": any(p.payers is not None for p in providers)
        and any(p.incident_to for p in providers)
        and any(v.payer for v in book)
        and any(v.new_problem for v in book),
        "phases": all(len(kind.phases) >= 3 for kind in used),
        "prior-bumps": any(v.bumps_12m for v in book),
        "protected-time": len({block.kind for block in day.protected}) > 1,
        "provider-overlap": book,
        "reserves": day.reserves,
        "restrictions": any(v.excluded_providers for v in book)
        and any(v.provider_gender for v in book)
        and any(kind.sensitive for kind in used),
        "rooms": set_to.rooms.turnover and set_to.rooms.per_provider,
        "shift": day.shifts,
        "specialty": any(p.specialty for p in providers) and any(p.team for p in providers),
        "staff-overlap": any(task.by is By.SUPPORT for task in tasks),
        "stock": day.stock and any(kind.uses for kind in used),
        "supervision": any(task.supervision for task in tasks),
        "support-ratio": set_to.support_ratio.task,
        "transfers": office.travel and any(p.other_sites for p in people),
        "video": any(v.video for v in book) and any(kind.video for kind in used),
        "waiting-room": all(site.waiting_places for site in office.sites),
        "waits": any(phase.lag.most > phase.lag.min for phase in phases),
        "well-hours": any(s.well_hours for s in office.sites)
        and any(kind.infectious for kind in used),
    }


@pytest.mark.parametrize(("tier", "seeds"), [("S", 5), ("M", 1), ("L", 1)])
def test_no_rule_is_idle(tier, seeds):
    """On sixty visits not every seed draws everything, but a few seeds together do."""
    idle = {rule.name for rule in rules()}
    for seed in range(1, seeds + 1):
        office, day = tier_day(tier, "tight", seed)
        told = facts(office, disrupted(office, day, "provider-leaves-midday", seed))
        assert set(told) | set(UNTOLD) == {rule.name for rule in rules()}
        idle -= {name for name, fact in told.items() if fact}
    assert idle == {*UNTOLD, *(ONE_SITE if tier in {"S", "M"} else ())}


@pytest.mark.parametrize("book", list(TIGHTNESS))
@pytest.mark.parametrize("tier", ["S", "M", "L"])
def test_a_day_is_legal_and_as_large_as_its_tier(tier, book):
    for seed in range(1, 4 if tier != "L" else 2):
        office, day = tier_day(tier, book, seed)
        size = TIERS[tier]
        assert len(office.people) == size.staff
        assert len(day.appointments) == pytest.approx(size.visits, rel=0.02)
        assert published_findings(case_of(office, day)) == ()
        assistants = sum("-ma" in shift.person for shift in day.shifts)
        assert assistants <= size.providers
        assert len(office.rooms) <= 2.2 * size.providers


@pytest.mark.parametrize(("book", "least", "most"), [("tight", 0.84, 0.91), ("easy", 0.6, 0.7)])
def test_the_book_is_as_full_as_it_is_called(book, least, most):
    shares = [booked(*tier_day("M", book, seed)) for seed in range(1, 4)]
    assert least <= sorted(shares)[1] <= most


def booked(office, day):
    """Return the share of the providers' time for patients that is booked."""
    visits = {visit.id: visit for visit in day.appointments}
    minutes = sum(
        placed.end - placed.start
        for planned in published_plan(office, day).visits
        if planned.placement
        for phase, placed in zip(
            office.visit_types[visits[planned.appointment].visit_type].phases,
            planned.placement.phases,
            strict=True,
        )
        if any(office.tasks[task].by is By.PROVIDER for task in phase.tasks)
    )
    people = {person.id for person in office.people if Role.PROVIDER in person.roles}
    free = sum(
        shift.end - shift.start - sum(taken.minutes for taken in shift.breaks)
        for shift in day.shifts
        if shift.person in people
    )
    kept = sum(b.end - b.start for b in (*day.protected, *day.held_slots))
    return minutes / (free - kept)


@pytest.mark.parametrize("kind", list(Disruption))
def test_a_morning_leaves_the_published_day_legal(kind):
    office, day = tier_day("S", "tight", 2)
    struck = disrupted(office, day, kind, 2)
    assert struck.events
    assert struck == disrupted(office, tier_day("S", "tight", 2)[1], kind, 2)
    over = sum(visit.status.over for visit in struck.appointments)
    assert (over > 0) == (kind == "provider-leaves-midday")


def test_unknown_tiers_books_and_mornings_are_refused():
    with pytest.raises(BadInput, match="one of S, M, L, XL"):
        tier_day("XXL", "tight", 1)
    with pytest.raises(BadInput, match="one of tight, easy"):
        tier_day("S", "full", 1)
    office, day = tier_day("S", "easy", 1)
    with pytest.raises(BadInput, match="no 7 providers"):
        disrupted(office, day, MANY_PEOPLE, 1)
