"""Staffing: the shifts of a day as a plan has them, with calls in and transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.base import Window
from models.day import Shift

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.day import Day, Reserve
    from models.office import Office
    from models.plan import Plan, Transfer

Stint = tuple[Shift, ...]
"""A shift as it is worked: in one piece, or in two, at one site and then at another."""


def hours_called(reserve: Reserve, now: int) -> Window | None:
    """Return when a reserve called in now is at work: from arriving on; None when it is too late.

    They arrive `lead` minutes from now, on the next five minutes, and not before their time.
    """
    arrives = max(reserve.start, -(-(now + reserve.lead) // 5) * 5)
    return Window(start=arrives, end=reserve.end) if arrives < reserve.end else None


def way(office: Office, here: str, there: str) -> int | None:
    """Return the minutes that the staff need between two sites; None where nobody is sent."""
    for travel in office.travel:
        if set(travel.between) == {here, there} and here != there:
            return travel.minutes
    return None


def shift_left(day: Day, transfer: Transfer) -> Shift | None:
    """Return the shift of the day that a transfer takes its person away from."""
    for shift in day.shifts:
        if shift.person == transfer.person and shift.start <= transfer.leaves < shift.end:
            return shift
    return None


def stints(
    office: Office, day: Day, now: int, plan: Plan, known: Collection[str] = ()
) -> tuple[Stint, ...]:
    """Return the day's shifts as a plan has them worked, in their order, then those called in.

    A transfer that no shift, or no way, is there for changes nothing. Reserves that are `known`
    were called in before: nobody waits for them any more.
    """
    worked: list[Stint] = []
    for shift in day.shifts:
        moved = [t for t in plan.transfers if shift_left(day, t) is shift]
        minutes = way(office, shift.site, moved[0].to) if moved else None
        worked.append((shift,) if minutes is None else _split(shift, moved[0], minutes))
    reserves = {reserve.id: reserve for reserve in day.reserves}
    for ref in dict.fromkeys(plan.called_in):
        reserve = reserves.get(ref)
        hours: Window | None = reserve
        if reserve is not None and ref not in known:
            hours = hours_called(reserve, now)
        if reserve is not None and hours is not None:
            worked.append((_called(reserve, hours),))
    return tuple(stint for stint in worked if stint)


def _split(shift: Shift, transfer: Transfer, minutes: int) -> Stint:
    pieces = (
        shift.model_copy(update={"end": transfer.leaves}),
        shift.model_copy(update={"start": transfer.leaves + minutes, "site": transfer.to}),
    )
    return tuple(piece for piece in pieces if piece.start < piece.end)


def _called(reserve: Reserve, hours: Window) -> Shift:
    return Shift(person=reserve.person, site=reserve.site, start=hours.start, end=hours.end)
