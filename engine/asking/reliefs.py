"""Reliefs: small things an office could do differently today, as the case that they would make."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.day.outages import Outages
from models.clock import wall
from models.day import Shift
from models.events import Absent, DeviceOut, RoomOut
from models.office import Modality, Place
from models.plan import PlannedVisit
from models.staff import Role
from solvers.day.explaining.wishes import OvertimeOnly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.appointment import Appointment
    from models.case import Case
    from models.day import Day
    from models.finding import Verdict
    from models.office import Office
    from models.plan import Plan
    from models.rules import Rules
    from models.staff import Person
    from solvers.day.rule import Rule

STEPS = (5, 10, 20, 30)
"""Minutes of further overtime that are tried."""

PROVIDERS = 3
"""Providers for whom overtime is tried: those who share most with whoever is displaced."""

ASKED = 4
"""Patients, blocks or visits of one kind that are tried one by one."""

WEIGHTS = {
    "overtime": 10,
    "held-slot": 20,
    "video": 20,
    "other-site": 30,
    "notice": 25,
    "freeze": 25,
    "load": 30,
    "due-date": 40,
    "block": 40,
    "outage": 60,
    "room": 80,
    "reserve": 200,
    "person": 300,
}
"""What a relief asks of the office, in units of cost; overtime adds its minutes at their rate."""


@dataclass(frozen=True, slots=True)
class Way:
    """One relief: the case it makes, and how much it asks; `family` joins steps of one kind."""

    kind: str
    what: str
    case: Case
    disturbance: int
    family: str
    wishes: tuple[Rule, ...] = ()
    provider: str | None = None


def ways(case: Case, plan: Plan, wanting: Sequence[str]) -> list[list[Way]]:
    """Return what could be tried: families of steps, the smallest first, likely ones first.

    `wanting` are the visits for whose sake it is done, the dearest first.
    """
    families = [
        *_persons(case),
        *_overtime(case, wanting),
        *_settings(case),
        *_video(case, wanting),
        *_outages(case),
        *_blocks(case),
        *_due_dates(case, plan, wanting),
        *_rooms(case),
        *_sites(case, wanting),
    ]
    return [family for family in families if family]


def _weight(kind: str, extra: int = 0) -> int:
    return WEIGHTS[kind] + extra


def _with_rules(case: Case, **changed: object) -> Case:
    rules: Rules = case.rules.model_copy(update=changed)
    return replace(case, office=case.office.model_copy(update={"rules": rules}))


def _with_day(case: Case, **changed: object) -> Case:
    day: Day = case.day.model_copy(update=changed)
    return replace(case, day=day)


def _with_visit(case: Case, ref: str, **changed: object) -> Case:
    visits = tuple(
        visit.model_copy(update=changed) if visit.id == ref else visit
        for visit in case.day.appointments
    )
    return _with_day(case, appointments=visits)


def _overtime(case: Case, wanting: Sequence[str]) -> Iterator[list[Way]]:
    base = case.rules.overtime.minutes
    away = Outages(case).people
    wanted = {case.visits[ref].provider for ref in wanting}
    teams = {case.people[p].team for p in wanted if p is not None} - {None}
    at_work = sorted(
        {
            shift.person
            for shift in case.day.shifts
            if Role.PROVIDER in case.people[shift.person].roles and shift.person not in away
        },
        key=lambda person: (case.people[person].team not in teams, person),
    )
    for person in at_work[:PROVIDERS]:
        yield [
            Way(
                kind="overtime",
                what=f"{minutes} minutes more overtime for {person}",
                case=_with_rules(
                    case,
                    overtime=case.rules.overtime.model_copy(update={"minutes": base + minutes}),
                ),
                disturbance=_weight("overtime", minutes * max(1, case.rates.overtime_minute)),
                family=f"overtime:{person}",
                wishes=(OvertimeOnly(person, base),),
                provider=person,
            )
            for minutes in STEPS
        ]


def _settings(case: Case) -> Iterator[list[Way]]:
    rules = case.rules
    if rules.load.added_visits is not None:
        more = rules.load.model_copy(update={"added_visits": rules.load.added_visits + 1})
        words = (
            f"{more.added_visits} instead of {rules.load.added_visits} visits more for a provider"
        )
        yield [Way("load", words, _with_rules(case, load=more), _weight("load"), "load")]
    if case.day.held_slots:
        held = rules.held_slots
        freed = held.model_copy(update={"release": held.release + 1, "keep": max(0, held.keep - 1)})
        eased = _with_rules(case, held_slots=freed)
        words = "one more held slot released"
        yield [Way("held-slot", words, eased, _weight("held-slot"), "held-slot")]
    yield _shorter(case, "notice", "minutes", "patients asked {} min ahead of an earlier time")
    yield _shorter(case, "freeze", "contact_lead", "times moved up to {} min ahead")


def _shorter(case: Case, rule: str, field: str, words: str) -> list[Way]:
    setting = getattr(case.rules, rule)
    usual: int = getattr(setting, field)
    return [
        Way(
            kind=rule,
            what=f"{words.format(minutes)}, not {usual}",
            case=_with_rules(case, **{rule: setting.model_copy(update={field: minutes})}),
            disturbance=_weight(rule, usual - minutes),
            family=rule,
        )
        for minutes in (usual * 2 // 3, usual // 3)
        if minutes < usual
    ]


def _video(case: Case, wanting: Sequence[str]) -> Iterator[list[Way]]:
    able = any(person.reach_by_video for person in case.office.people)
    tried = 0
    for ref in wanting:
        visit = case.visits[ref]
        if not able or tried == ASKED or visit.modality is Modality.VIDEO or visit.video:
            continue
        if not case.phases(visit, Modality.VIDEO) or not _in_book(case, visit):
            continue
        tried += 1
        eased = _with_visit(case, ref, video=True)
        yield [Way("video", f"{ref} agrees to video", eased, _weight("video"), f"video:{ref}")]


def _sites(case: Case, wanting: Sequence[str]) -> Iterator[list[Way]]:
    tried = 0
    for ref in wanting:
        visit = case.visits[ref]
        home = case.site_of(visit)
        others = [s.id for s in case.office.sites if s.id not in {home, *visit.sites}]
        if not others or tried == ASKED or not case.rules.other_site.offer:
            continue
        if not _in_book(case, visit):
            continue
        tried += 1
        eased = _with_visit(case, ref, sites=(*visit.sites, *others))
        words = f"{ref} agrees to come to {' or '.join(others)}"
        yield [Way("other-site", words, eased, _weight("other-site"), f"site:{ref}")]


def _in_book(case: Case, visit: Appointment) -> bool:
    return any(known.id == visit.id for known in case.day.appointments)


def _outages(case: Case) -> Iterator[list[Way]]:
    for event in case.day.events:
        if isinstance(event, RoomOut | DeviceOut):
            about = event.room if isinstance(event, RoomOut) else event.device
            rest = tuple(other for other in case.day.events if other is not event)
            words = f"{about} in use after all"
            eased = _with_day(case, events=rest)
            yield [Way("outage", words, eased, _weight("outage"), f"outage:{about}")]


def _blocks(case: Case) -> Iterator[list[Way]]:
    fixed = [block for block in case.day.protected if not block.convertible]
    for block in fixed[:ASKED]:
        blocks = tuple(
            other.model_copy(update={"convertible": True}) if other.id == block.id else other
            for other in case.day.protected
        )
        when = f"{wall(block.start)}–{wall(block.end)}"
        words = f"{block.person}'s {block.kind.value} time {when} given to patients"
        eased = _with_day(case, protected=blocks)
        yield [Way("block", words, eased, _weight("block"), f"block:{block.id}")]
    if len(fixed) < len(case.day.protected):
        most = case.rules.protected_time
        more = most.model_copy(update={"convert": most.convert + 1})
        eased = _with_rules(case, protected_time=more)
        words = "one more protected block given to patients"
        yield [Way("block", words, eased, _weight("block"), "block")]


def _due_dates(case: Case, plan: Plan, wanting: Sequence[str]) -> Iterator[list[Way]]:
    entries = {planned.appointment: planned for planned in plan.visits}
    tried = 0
    for ref in wanting:
        due, entry = case.due_by(case.visits[ref]), entries.get(ref, PlannedVisit(appointment=ref))
        undecided = entry.placement is None and entry.slot is None
        if due is None or not undecided or tried == ASKED or not _in_book(case, case.visits[ref]):
            continue
        tried += 1
        eased = _with_visit(case, ref, due_by=due + timedelta(days=7))
        words = f"{ref} may wait a week longer, until {due + timedelta(days=7)}"
        yield [Way("due-date", words, eased, _weight("due-date"), f"due:{ref}")]


def _rooms(case: Case) -> Iterator[list[Way]]:
    for site in sorted(case.sites):
        features = {f for room in case.office.rooms if room.site == site for f in room.features}
        if not features:
            continue
        extra = Place(id=f"{site}-one-more", site=site, features=tuple(sorted(features)))
        rooms = (*case.office.rooms, extra)
        office: Office = case.office.model_copy(update={"rooms": rooms})
        eased = replace(case, office=office)
        yield [Way("room", f"one more room at {site}", eased, _weight("room"), f"room:{site}")]


def _persons(case: Case) -> Iterator[list[Way]]:
    """Somebody of the day's reserves comes in; or a per-diem in place of each who is out."""
    for reserve in case.day.reserves:
        begin = max(reserve.start, max(case.now, 0) + reserve.lead)
        if begin < reserve.end:
            shift = Shift(person=reserve.person, site=reserve.site, start=begin, end=reserve.end)
            eased = _with_day(case, shifts=(*case.day.shifts, shift))
            words = f"{reserve.person} called in, {wall(begin)}–{wall(reserve.end)}"
            family = f"reserve:{reserve.id}"
            yield [Way("reserve", words, eased, _weight("reserve"), family)]
    out = [event.person for event in case.day.events if isinstance(event, Absent)]
    for person in dict.fromkeys(out):
        yield _per_diem(case, case.people[person])


def _per_diem(case: Case, out: Person) -> list[Way]:
    """Return half a day, and a day, of somebody who may do what the absent person may."""
    shifts = [shift for shift in case.day.shifts if shift.person == out.id]
    if not shifts:
        return []
    stand_in = out.model_copy(update={"id": f"per-diem-for-{out.id}"[:64], "team": None})
    people = (*case.office.people, stand_in)
    office: Office = case.office.model_copy(update={"people": people})
    shift = max(shifts, key=lambda shift: shift.end - shift.start)
    begin = max(shift.start, case.now)
    spans = [(begin, min(shift.end, begin + 240)), (begin, shift.end)]
    return [
        Way(
            kind="person",
            what=f"somebody per diem for {out.id}, {wall(a)}–{wall(b)}",
            case=replace(
                case,
                office=office,
                day=case.day.model_copy(
                    update={
                        "shifts": (
                            *case.day.shifts,
                            Shift(person=stand_in.id, site=shift.site, start=a, end=b),
                        )
                    }
                ),
            ),
            disturbance=_weight("person", b - a),
            family=f"person:{out.id}",
            provider=stand_in.id if Role.PROVIDER in out.roles else None,
        )
        for a, b in dict.fromkeys(spans)
        if a < b
    ]


def wanting(plan: Plan, verdict: Verdict, most: int) -> list[str]:
    """Return visits for whose sake help is wanted: those not seen, then those that cost most."""
    price: Counter[str] = Counter()
    for finding in verdict.findings:
        for about in finding.about[:1]:
            price[about] += finding.cost
    ranked = sorted(
        plan.visits,
        key=lambda entry: (
            entry.placement is not None,
            -price[entry.appointment],
            entry.appointment,
        ),
    )
    return [
        entry.appointment
        for entry in ranked
        if entry.placement is None or price[entry.appointment] > 0
    ][:most]
