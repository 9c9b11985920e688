"""Tiny days as published: shifts, held time, and a book in which every visit fits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.appointment import Appointment, Flag, PhasePlace
from models.base import Window
from models.breaks import BookedBreak
from models.day import (
    Day,
    DutyAssignment,
    HeldSlot,
    OpenSlot,
    ProtectedBlock,
    Shift,
)
from models.lock import Lock, Pinned
from models.office import Modality, Movability, Urgency
from scenarios.generator.first_fit import Wanted, book, fit
from scenarios.generator.occupied import Occupied
from scenarios.generator.tiny_office import ELSEWHERE, PLACE

if TYPE_CHECKING:
    from models.office import Office
    from models.plan import Placement
    from models.rules import Entitlement
    from models.staff import Person
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny_frame import Frame

PINS = tuple(pin for pin in Pinned if pin is not Pinned.DUTIES)


def draw_day(frame: Frame, office: Office, dice: Dice) -> Day:
    """Return the day as published; with fewer visits than the frame where no more fit."""
    roster = _roster(frame, office, dice)
    occupied = Occupied(office, roster)
    visits = []
    for number in range(frame.visits):
        wanted, placement = _fitted(frame, occupied, dice)
        if placement is not None:
            book(occupied, wanted, placement)
            visits.append(_appointment(f"a{number + 1}", wanted.visit_type, placement, frame, dice))
    return roster.model_copy(update={"appointments": tuple(visits)})


def _roster(frame: Frame, office: Office, dice: Dice) -> Day:
    shifts = [_shift(person, frame, office, dice) for person in office.people]
    free = [shift for shift in shifts if shift.person in {"p1", "p2"} and not shift.breaks]
    held, protected = [], []
    if free and dice.chance(0.4):
        owner = dice.pick(free)
        start = dice.pick(range(owner.start, owner.end - frame.step + 1, frame.step))
        if dice.chance(0.6):
            held.append(HeldSlot(id="h1", person=owner.person, start=start, end=start + frame.step))
        else:
            protected.append(
                ProtectedBlock(
                    id="b1",
                    person=owner.person,
                    start=start,
                    end=start + frame.step,
                    convertible=dice.chance(0.6),
                )
            )
    return Day(
        office=office.id,
        date=frame.date,
        shifts=tuple(shifts),
        held_slots=tuple(held),
        protected=tuple(protected),
        open_slots=tuple(
            OpenSlot(
                id=f"s{number + 1}",
                person=dice.pick(("p1", "p2")),
                site=dice.pick([site.id for site in office.sites]),
                date=frame.date + timedelta(days=dice.pick((1, 3, 8))),
                at=frame.opens,
                minutes=dice.pick((frame.step, 2 * frame.step)),
            )
            for number in range(frame.slots)
        ),
        duties=tuple(
            DutyAssignment(duty="desk", person=shift.person, start=shift.start, end=shift.end)
            for shift in shifts
            if shift.person == "d1" and _may_cover(office, frame)
        ),
    )


def _may_cover(office: Office, frame: Frame) -> bool:
    return any(person.holds("clerk", frame.date) for person in office.people if person.id == "d1")


def _shift(person: Person, frame: Frame, office: Office, dice: Dice) -> Shift:
    end = frame.closes - (frame.step if dice.chance(0.15) else 0)
    away = person.id == "p2" and len(office.sites) > 1 and dice.chance(0.7)
    due = [
        entitlement
        for entitlement in office.rules.breaks.entitlements
        if set(entitlement.roles) & set(person.roles)
        and end - frame.opens > entitlement.over_minutes
    ]
    return Shift(
        person=person.id,
        site=ELSEWHERE if away else PLACE,
        start=frame.opens,
        end=end,
        breaks=tuple(
            BookedBreak(kind=entitlement.kind, at=at, minutes=entitlement.minutes)
            for entitlement in due
            if (at := _break_start(entitlement, frame, end)) is not None
        ),
        locked=dice.maybe(0.06, _lock(Pinned.DUTIES)),
    )


def _break_start(entitlement: Entitlement, frame: Frame, end: int) -> int | None:
    """Return the first start on the grid at which the entitlement may be met."""
    for at in range(frame.opens + entitlement.not_before, end - entitlement.minutes + 1, 15):
        between = entitlement.between
        inside = between is None or between.contains(at, at + 1)
        if inside and at <= frame.opens + entitlement.start_by:
            return at
    return None


def _fitted(frame: Frame, occupied: Occupied, dice: Dice) -> tuple[Wanted, Placement | None]:
    """Draw a visit and the first time from a drawn one on at which it fits."""
    provider = dice.pick(("p1", "p1", "p2"))
    site = next(shift.site for shift in occupied.shifts[provider])
    modality = Modality.VIDEO if frame.video and dice.chance(0.25) else Modality.IN_PERSON
    first = dice.pick(range(frame.opens, frame.middle + 1, frame.step))
    kind = dice.pick(("first", "second"))
    wanted = Wanted(kind, first, provider, site, modality)
    for at in range(first, frame.closes, frame.step):
        wanted = Wanted(kind, at, provider, site, modality)
        placement = fit(occupied, wanted, frame.step)
        if placement is not None:
            return wanted, placement
    return wanted, None


def _appointment(
    ref: str, visit_type: str, placement: Placement, frame: Frame, dice: Dice
) -> Appointment:
    start, step = placement.start, frame.step
    around = Window(start=max(0, start - dice.pick((0, step))), end=placement.end + 2 * step)
    later = Window(start=start + step, end=frame.closes + 60)
    return Appointment(
        id=ref,
        visit_type=visit_type,
        at=start,
        provider=placement.provider,
        site=placement.site,
        modality=placement.modality,
        room=placement.room,
        phases=tuple(
            PhasePlace(at=phase.start, people=phase.people, device=phase.device)
            for phase in placement.phases
        ),
        urgency=dice.maybe(0.4, dice.pick(tuple(Urgency))),
        due_by=dice.maybe(0.2, frame.date + timedelta(days=dice.pick((0, 1, 3)))),
        movability=dice.maybe(0.25, dice.pick(tuple(Movability))),
        windows=(around,) if dice.chance(0.2) else (),
        prefers=(later,) if dice.chance(0.2) else (),
        sites=(ELSEWHERE if placement.site == PLACE else PLACE,)
        if frame.two_sites and dice.chance(0.6)
        else (),
        video=placement.modality is Modality.VIDEO or dice.chance(0.5),
        callable_from=dice.maybe(0.1, max(0, start - step)),
        flags=dice.some(tuple(Flag), 0.1),
        panel_provider=dice.maybe(0.3, dice.pick(("p1", "p2"))),
        bumps_12m=dice.pick((0, 0, 1, 3)),
        locks=(_lock(dice.pick(PINS)),) if dice.chance(0.2) else (),
    )


def _lock(pin: Pinned) -> Lock:
    return Lock(holds=(pin,), author="manager", reason="agreed")
