"""Who works when on a generated day: shifts with staggered lunches, duties, held slots, blocks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.breaks import BookedBreak
from models.day import (
    Day,
    DutyAssignment,
    HeldSlot,
    OpenSlot,
    ProtectedBlock,
    Shift,
)
from models.staff import Role
from scenarios.generator.size import HELD, MEAL, MEAL_STARTS, OPENING, TAIL
from scenarios.generator.visit_kinds import desk_duty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

    from models.office import Office
    from scenarios.generator.size import Size

ADMIN = 30
"""Minutes of the admin block that every third provider has at the end of the shift."""

OPEN_SLOT_MINUTES = (15, 20, 30)
"""How long the free slots of the coming days are."""


def generate_roster(office: Office, size: Size, rng: Generator) -> Day:
    """Return a day with everybody at work and an empty book; open slots are drawn."""
    providers: list[Shift] = []
    staff: list[Shift] = []
    desk: list[Shift] = []
    blocks: list[ProtectedBlock] = []
    for site in office.sites:
        for role, tail, shifts in (
            (Role.PROVIDER, 0, providers),
            (Role.MEDICAL_ASSISTANT, TAIL, staff),
            (Role.FRONT_DESK, TAIL, desk),
        ):
            for i, person in enumerate(_team(office, site.id, role)):
                admin = ADMIN if role is Role.PROVIDER and i % 3 == 2 else 0
                end = size.closing + tail + admin
                shifts.append(_shift(person, site.id, MEAL_STARTS[i % len(MEAL_STARTS)], end))
                if admin:
                    blocks.append(
                        ProtectedBlock(
                            id=f"admin-{person}",
                            person=person,
                            start=size.closing,
                            end=end,
                            convertible=True,
                        )
                    )
    return Day(
        office=office.id,
        date=size.date,
        shifts=(*providers, *staff, *desk),
        protected=tuple(blocks),
        held_slots=tuple(slot for i, shift in enumerate(providers) for slot in _held(shift, i)),
        open_slots=tuple(_open_slots(providers, size, rng)),
        duties=tuple(_desk_duties(desk, everybody=size.sites == 1)),
    )


def _team(office: Office, site: str, role: Role) -> list[str]:
    return [
        person.id
        for person in office.people
        if role in person.roles and person.id.startswith(f"{site}-")
    ]


def _shift(person: str, site: str, lunch: int, end: int) -> Shift:
    due = end - OPENING > 5 * 60
    breaks = (BookedBreak(at=lunch, minutes=MEAL),) if due else ()
    return Shift(person=person, site=site, start=OPENING, end=end, breaks=breaks)


def _held(shift: Shift, index: int) -> Iterator[HeldSlot]:
    """Yield a slot in the first and one in the second half, clear of the lunch."""
    offset = 15 * (index % 4)
    middle = (shift.start + shift.end) // 30 * 15
    taken = [(lunch.at, lunch.at + lunch.minutes) for lunch in shift.breaks]
    for name, earliest, until in (
        ("early", shift.start + 90 + offset, middle),
        ("late", max(middle, shift.end - 120 - offset), shift.end),
    ):
        for at in range(earliest, until - HELD + 1, 5):
            if all(at + HELD <= start or end <= at for start, end in taken):
                yield HeldSlot(
                    id=f"held-{shift.person}-{name}", person=shift.person, start=at, end=at + HELD
                )
                break


def _desk_duties(desk: list[Shift], *, everybody: bool) -> Iterator[DutyAssignment]:
    """Put everybody on the desk, or the first of each site, relieved by the second at lunch."""
    for i, shift in enumerate(desk):
        first = i == 0 or desk[i - 1].site != shift.site
        duty = desk_duty(shift.site)
        if everybody or first:
            yield DutyAssignment(duty=duty, person=shift.person, start=shift.start, end=shift.end)
        if first and not everybody:
            for taken in shift.breaks:
                yield DutyAssignment(
                    duty=duty,
                    person=desk[i + 1].person,
                    start=taken.at,
                    end=taken.at + taken.minutes,
                )


def _open_slots(providers: list[Shift], size: Size, rng: Generator) -> Iterator[OpenSlot]:
    """Yield three slots of each provider on the working days of the next two weeks."""
    coming = [size.date + timedelta(days=ahead) for ahead in range(1, 15)]
    working = [day for day in coming if day.weekday() < 5]
    for shift in providers:
        days = sorted(rng.choice(len(working), size=3, replace=False))
        for number, day in enumerate(days):
            yield OpenSlot(
                id=f"open-{shift.person}-{number + 1}",
                person=shift.person,
                site=shift.site,
                date=working[int(day)],
                at=shift.start + 15 * int(rng.integers(0, 12)),
                minutes=int(rng.choice(OPEN_SLOT_MINUTES)),
            )
