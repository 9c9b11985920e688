"""Tiny days made awkward: split shifts, posts that overlap, odd minutes, long lags, late facts.

The generator of tiny days draws books that fit. Here what is published may be short of people,
doubled or late, as real books are: whatever intake lets through, model and check must agree on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.opening.intake import open_day
from models.appointment import Appointment, Status
from models.base import Window
from models.day import Day, DutyAssignment, Shift
from models.errors import BadInput
from models.events import (
    Absent,
    AddOn,
    CallOutcome,
    CallResult,
    DeviceOut,
    Late,
    LeavesEarly,
    Offered,
    Overrun,
    RoomOut,
    SiteClosed,
)
from models.lock import Lock, Pinned
from models.office import (
    By,
    Demand,
    Duty,
    DutyKind,
    Lag,
    Modality,
    Office,
    Phase,
    PhaseName,
    Task,
    VisitType,
)
from models.policy import ExchangeRates
from models.rules import (
    BreakKind,
    BreakSetting,
    CapSetting,
    DutySetting,
    Entitlement,
    LoadSetting,
    RoomSetting,
    Rules,
    SupportRatioSetting,
)
from models.staff import Credential, Person, Role
from scenarios.generator.tiny import Tiny, generate_tiny

if TYPE_CHECKING:
    from random import Random

    from models.events import Event
    from models.plan import Plan


def awkward(seed: int, dice: Random) -> Tiny | None:
    """Return a tiny day made awkward; None where intake would refuse it."""
    tiny = generate_tiny(seed)
    office = _office(tiny.office, dice)
    opens = office.sites[0].opens
    now = dice.choice(range(opens - 60, opens + 100)) if dice.random() < 0.4 else tiny.now
    day = _day(tiny.day, office, now, dice)
    try:
        open_day(office, day, now=now)
    except BadInput:
        return None
    return Tiny(office, day, now, _staffed(tiny.issued, day))


def _staffed(issued: Plan | None, day: Day) -> Plan | None:
    """Return the issued plan without people called in who have been given a shift since."""
    if issued is None:
        return None
    reserves = [reserve for reserve in day.reserves if reserve.id in issued.called_in]
    free = [
        reserve.id
        for reserve in reserves
        if not any(
            shift.person == reserve.person and shift.overlaps(reserve.start, reserve.end)
            for shift in day.shifts
        )
    ]
    return issued.model_copy(update={"called_in": tuple(free)})


# ------------------------------------------------------------------------ office


def _office(office: Office, dice: Random) -> Office:
    people = _people(office, dice)
    duties = _duties(office, dice)
    with_desk = any(duty.id == "desk" for duty in duties)
    tasks = dict(office.tasks)
    tasks["greet"] = Task(by=By.SUPPORT, credentials=dice.choice((("ma",), ("clerk", "ma"), ())))
    if with_desk and dice.random() < 0.8:
        tasks["greet"] = Task(by=By.DUTY, duty="desk")
    tasks["assist"] = Task(by=By.SUPPORT, credentials=dice.choice((("ma",), ("ma", "np"), ())))
    types = {
        name: kind if dice.random() < 0.4 else _visit_type(office, kind, dice)
        for name, kind in office.visit_types.items()
    }
    rates = {
        name: 0 if dice.random() < 0.05 else rate + dice.choice((0, 0, 1, 3))
        for name, rate in office.exchange_rates.model_dump().items()
    }
    return office.model_copy(
        update={
            "people": people,
            "duties": duties,
            "tasks": tasks,
            "visit_types": types,
            "rules": _rules(office, dice),
            "exchange_rates": ExchangeRates.model_validate(rates),
        }
    )


def _people(office: Office, dice: Random) -> tuple[Person, ...]:
    """Add staff, among them a clerk; now and then a provider may assist, too."""
    both = tuple(Credential(id=held) for held in ("ma", "clerk"))
    people = [
        person.model_copy(update={"credentials": (*person.credentials, both[0])})
        if person.id in {"p1", "p2"} and dice.random() < 0.15
        else person
        for person in office.people
    ]
    roles = (Role.MEDICAL_ASSISTANT,)
    if dice.random() < 0.6:
        held = both[: dice.choice((1, 2))]
        people.append(Person(id="m9", roles=roles, credentials=held))
    if dice.random() < 0.4:
        people.append(Person(id="m8", roles=(*roles, Role.NURSE), credentials=both[:1]))
    if dice.random() < 0.5 and all(person.id != "d1" for person in people):
        people.append(Person(id="d1", roles=(Role.FRONT_DESK,), credentials=both[1:]))
    return tuple(people)


def _duties(office: Office, dice: Random) -> tuple[Duty, ...]:
    duties = list(office.duties)
    opens, closes = office.sites[0].opens, office.sites[0].closes
    if all(duty.id != "desk" for duty in duties) and dice.random() < 0.5:
        demand = (Demand(start=opens, end=opens + 60, minimum=1),)
        post = Duty(id="desk", site=office.sites[0].id, credentials=("clerk",))
        duties.append(post.model_copy(update={"demand": demand if dice.random() < 0.7 else ()}))
    if dice.random() < 0.4:
        hours = Demand(
            start=opens + dice.choice((0, 15, 30)),
            end=closes - dice.choice((0, 10, 30)),
            minimum=dice.choice((1, 1, 2)),
        )
        held = dice.choice(((), ("clerk",), ("ma", "clerk")))
        site = dice.choice(office.sites).id
        duties.append(Duty(id="phones", site=site, credentials=held, demand=(hours,)))
    return tuple(duties)


def _visit_type(office: Office, kind: VisitType, dice: Random) -> VisitType:
    step = office.rules.offer_step
    room = next((phase.room for phase in kind.phases if phase.room), None)
    if room is None and office.rooms:
        room = dice.choice(("exam", "large", None))
    device = "scan" if office.devices and dice.random() < 0.4 else None

    def lag() -> Lag:
        least = dice.choice((0, 0, 0, 5, step))
        return Lag(min=least, max=least + dice.choice((0, 0, step, 2 * step, 7, step + 5)))

    phases: list[Phase] = []

    def add(name: str, minutes: tuple[int, ...], tasks: tuple[tuple[str, ...], ...]) -> None:
        phases.append(
            Phase(
                phase=PhaseName(name),
                minutes=dice.choice(minutes),
                tasks=dice.choice(tasks),
                room=dice.choice((room, None)),
                device=device if name != "check-in" and dice.random() < 0.5 else None,
                lag=lag() if phases else Lag(),
            )
        )

    if dice.random() < 0.4:
        add("check-in", (5, 10, step), (("greet",),))
    if dice.random() < 0.5:
        add("rooming", (5, 10, step), (("room",), ("room", "assist"), ()))
    add("provider", (10, step, 2 * step), (("see",), ("see", "assist"), ("operate",)))
    if dice.random() < 0.3:
        add("draw", (5, 10), (("room",), ("assist",), ()))
    if dice.random() < 0.3:
        add("procedure", (step,), (("see",),))
    if dice.random() < 0.3:
        add("check-out", (5, step), (("greet",), ()))
    video = kind.video
    if video and dice.random() < 0.4:
        first = Phase(phase=PhaseName.PROVIDER, minutes=step, tasks=("see",))
        tasks = dice.choice((("see",), ("assist",), ()))
        last = Phase(phase=PhaseName.CHECK_OUT, minutes=10, tasks=tasks, lag=lag())
        video = (first.model_copy(update={"room": dice.choice((room, None))}), last)
    return kind.model_copy(
        update={
            "phases": tuple(phases),
            "video": video,
            "points": dice.choice((1, 2, 3)),
            "new_patient": dice.random() < 0.4,
        }
    )


def _rules(office: Office, dice: Random) -> Rules:
    step, opens = office.rules.offer_step, office.sites[0].opens
    update: dict[str, object] = {}
    if dice.random() < 0.6:
        update["breaks"] = BreakSetting(
            step=dice.choice((5, 15, 20)),
            entitlements=tuple(
                Entitlement(
                    kind=dice.choice(list(BreakKind)),
                    minutes=dice.choice((10, 15, 30)),
                    over_minutes=dice.choice((0, 60, 100)),
                    not_before=dice.choice((0, 20, 45)),
                    start_by=dice.choice((60, 90, 150)),
                    between=dice.choice((None, None, Window(start=opens + 40, end=opens + 100))),
                    roles=dice.choice(((), ("provider",), ("front-desk", "medical-assistant"))),
                )
                for _ in range(dice.choice((1, 1, 2)))
            ),
        )
    if dice.random() < 0.5:
        update["load"] = LoadSetting(
            added_visits=dice.choice((None, 0, 1, 2)),
            added_minutes=dice.choice((None, None, step, 3 * step)),
            session_visits=dice.choice((None, None, 1, 2)),
            session_split=opens + dice.choice((30, 60)),
            consecutive_minutes=dice.choice((None, None, step, 2 * step)),
            new_patient_gap=dice.choice((0, 0, 5, step)),
            points=dice.choice((None, None, 2, 4)),
        )
    if dice.random() < 0.5:
        turnover = dice.choice((0, 5, 10))
        update["rooms"] = RoomSetting(turnover=turnover, per_provider=dice.choice((None, 1, 2)))
    if dice.random() < 0.5:
        update["duties"] = DutySetting(
            step=dice.choice((20, 30, 60)),
            shortest=dice.choice((0, 30, 60)),
            changes_per_person=dice.choice((None, 0, 1)),
        )
    if dice.random() < 0.3:
        ratio = dice.choice((0.4, 1.0, 1.5))
        update["support_ratio"] = SupportRatioSetting(task="room", per_provider=ratio)
    if dice.random() < 0.3:
        update["caps"] = CapSetting(bystander_calls=dice.choice((0, 1, 2)))
    return office.rules.model_copy(update=update)


# --------------------------------------------------------------------------- day


def _day(day: Day, office: Office, now: int, dice: Random) -> Day:
    shifts = [piece for person in office.people for piece in _shifts(person, day, office, dice)]
    book = tuple(
        _visit(visit, office, shifts, now, dice)
        for visit in day.appointments
        if office.visit_types[visit.visit_type].template(visit.modality)
    )
    known = {visit.id for visit in book}
    events: list[Event] = [
        event
        for event in day.events
        if isinstance(event, AddOn) or getattr(event, "appointment", None) in {None, *known}
    ]
    for _ in range(dice.choice((0, 1, 1, 2))):
        event = _event(day, office, book, dice)
        events += [] if event is None else [event]
    return day.model_copy(
        update={
            "shifts": tuple(shifts),
            "duties": _assignments(day, office, shifts, dice),
            "appointments": book,
            "events": tuple(events),
        }
    )


def _shifts(person: Person, day: Day, office: Office, dice: Random) -> list[Shift]:
    sites = [site.id for site in office.sites]
    opens, closes = office.sites[0].opens, office.sites[0].closes
    usual = Shift(person=person.id, site=dice.choice(sites), start=opens, end=closes)
    shift = next((s for s in day.shifts if s.person == person.id), usual)
    lock = Lock(holds=(Pinned.DUTIES,), author="manager", reason="agreed")
    locked = lock if dice.random() < 0.1 else shift.locked
    draw = dice.random()
    if draw < 0.25 and shift.end - shift.start >= 90:
        middle, gap = shift.start + dice.choice((45, 60)), dice.choice((0, 0, 10))
        first = {"end": middle, "breaks": (), "locked": locked}
        second = {"start": middle + gap, "site": dice.choice(sites), "breaks": (), "locked": None}
        return [shift.model_copy(update=first), shift.model_copy(update=second)]
    if draw < 0.4:
        start, end = shift.start + dice.choice((0, 10, 20)), shift.end - dice.choice((0, 15, 25))
        shift = shift.model_copy(update={"start": start, "end": end, "breaks": ()})
    return [shift.model_copy(update={"locked": locked})]


def _assignments(
    day: Day, office: Office, shifts: list[Shift], dice: Random
) -> tuple[DutyAssignment, ...]:
    """Put people on posts; a few of them may not be there, by their credentials."""
    given: list[DutyAssignment] = []
    held = {
        person.id: {c.id for c in person.credentials if person.holds(c.id, day.date)}
        for person in office.people
    }
    for duty in office.duties:
        for shift in shifts:
            able = not duty.credentials or held[shift.person] & set(duty.credentials)
            free = not any(g.person == shift.person and g.overlaps(*_span(shift)) for g in given)
            here = duty.kind is DutyKind.POST and shift.site == duty.site
            if here and free and (able or dice.random() < 0.03) and dice.random() < 0.45:
                end = shift.end if dice.random() < 0.6 else shift.start + dice.choice((30, 45))
                span = {"start": shift.start, "end": min(end, shift.end)}
                given.append(DutyAssignment(duty=duty.id, person=shift.person, **span))
    return tuple(given)


def _span(shift: Shift) -> tuple[int, int]:
    return shift.start, shift.end


def _visit(
    visit: Appointment, office: Office, shifts: list[Shift], now: int, dice: Random
) -> Appointment:
    """Let the published detail be worked out anew, and the visit have come some way."""
    assert visit.at is not None
    at, status = visit.at + dice.choice((0, 0, 5, 7)), Status.BOOKED
    if at <= now:
        arrived = (Status.ARRIVED, Status.CHECKED_IN, Status.ROOMED)
        status = dice.choice((Status.BOOKED, *arrived, Status.IN_PROGRESS, Status.IN_PROGRESS))
    elif at <= now + 30:
        status = dice.choice((Status.BOOKED, Status.ARRIVED, Status.CONFIRMED))
    sites = [site.id for site in office.sites]
    update: dict[str, object] = {"phases": (), "room": None, "at": at, "status": status}
    if office.rooms and dice.random() < 0.15:
        update["room"] = dice.choice(office.rooms).id
    if dice.random() < 0.15:
        pin = dice.choice([pin for pin in Pinned if pin is not Pinned.DUTIES])
        update["locks"] = (Lock(holds=(pin,), author="manager", reason="agreed"),)
    booked = visit.site or sites[0]
    if len(sites) > 1 and dice.random() < 0.5:
        update["sites"] = tuple(site for site in sites if site != booked)
    places = {shift.site for shift in shifts if shift.person == visit.provider}
    if booked not in places and dice.random() < 0.8:
        update["site"] = dice.choice(sorted(places))
    return visit.model_copy(update=update)


def _event(day: Day, office: Office, book: tuple[Appointment, ...], dice: Random) -> Event | None:
    opens, closes = office.sites[0].opens, office.sites[0].closes
    who, at = dice.choice(office.people).id, dice.choice(range(opens, closes, 5))
    till = at + dice.choice((5, 10, 30))
    match dice.randrange(9):
        case 0:
            return Absent(person=who, start=at, end=till)
        case 1:
            return Late(person=who, until=at)
        case 2:
            return LeavesEarly(person=who, at=at)
        case 3:
            start, end = dice.choice((None, at)), dice.choice((None, at + 30))
            who = dice.choice(("p1", "p2"))
            return Absent(person=who, start=start, end=end, works_by_video=True)
        case 4 if office.rooms:
            return RoomOut(room=dice.choice(office.rooms).id, start=at, end=till)
        case 5 if office.devices:
            return DeviceOut(device=dice.choice(office.devices).id, start=at, end=till)
        case 6:
            return SiteClosed(site=dice.choice(office.sites).id, start=at, end=till)
        case 7 if book:
            return Overrun(appointment=dice.choice(book).id, minutes=dice.choice((5, 10, 30)))
        case 8 if book:
            return _answer(day, office, dice.choice(book), dice)
    return None


def _answer(day: Day, office: Office, visit: Appointment, dice: Random) -> CallOutcome:
    opens, closes = office.sites[0].opens, office.sites[0].closes
    said = dice.choice((CallResult.REACHED_ACCEPTED, CallResult.REACHED_DECLINED))
    offer = Offered(
        at=dice.choice(range(opens, closes, office.rules.offer_step)),
        provider=dice.choice(("p1", "p2")),
        site=visit.site or office.sites[0].id,
        modality=dice.choice((visit.modality, visit.modality, Modality.VIDEO)),
    )
    if day.open_slots and dice.random() < 0.3:
        offer = Offered(slot=dice.choice(day.open_slots).id)
    return CallOutcome(appointment=visit.id, outcome=said, offer=offer)
