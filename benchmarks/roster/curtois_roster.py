"""An instance of Curtois & Qu as a Huddle roster, and a roster's plan as an answer to it.

Everybody has a contract of their own. Cover is an optimum with prices beside it, days off are
leave, and what happened before day 0 is not known: the first and the last run of days may be short.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.opening.rosters import roster_case_of
from models.contracts import (
    Contract,
    CountSetting,
    HoursSetting,
    RunOf,
    RunSetting,
    SuccessionSetting,
    WeekendSetting,
)
from models.office import Office, Site
from models.roster import Away, Request, Roster, RosterDemand
from models.rostering import Rostering
from models.shift_types import ShiftType
from models.staff import Person, Role

if TYPE_CHECKING:
    from benchmarks.roster.answers import Answer
    from benchmarks.roster.curtois import Instance, Staff, Wish
    from models.roster import RosterPlan
    from models.roster_case import RosterCase

MONDAY = date(2026, 1, 5)


def case_of(instance: Instance) -> RosterCase:
    """Return the roster case."""
    successions = tuple(
        SuccessionSetting(after=(shift,), never=never)
        for shift, never in instance.never_after.items()
        if never
    )
    office = Office(
        id="curtois",
        sites=(Site(id="site", zone="UTC", opens=0, closes=1440),),
        people=tuple(
            Person(id=ref, roles=(Role.NURSE,), contract=f"c-{ref}") for ref in instance.staff
        ),
        rostering=Rostering(
            shift_types={
                shift: ShiftType(start=0, end=max(1, min(minutes, 1440)), paid=minutes)
                for shift, minutes in instance.minutes.items()
            },
            contracts={
                f"c-{ref}": _contract(staff, successions) for ref, staff in instance.staff.items()
            },
        ),
    )
    roster = Roster(
        office=office.id,
        first=MONDAY,
        days=instance.days,
        demand=tuple(
            RosterDemand(
                dates=(_date(cover.day),),
                shift_types=(cover.shift,),
                optimum=cover.wanted,
                under=cover.under,
                over=cover.over,
            )
            for cover in instance.cover
        ),
        leave=tuple(
            Away(person=ref, first=_date(day))
            for ref, days in instance.days_off.items()
            for day in sorted(days)
        ),
        requests=(
            *(_request(wish, off=False) for wish in instance.wanted),
            *(_request(wish, off=True) for wish in instance.unwanted),
        ),
    )
    return roster_case_of(office, roster)


def _date(day: int) -> date:
    return MONDAY + timedelta(days=day)


def _request(wish: Wish, *, off: bool) -> Request:
    return Request(
        person=wish.person, date=_date(wish.day), off=off, kinds=(wish.shift,), price=wish.weight
    )


def _contract(staff: Staff, successions: tuple[SuccessionSetting, ...]) -> Contract:
    return Contract(
        hours=(HoursSetting(least=staff.least_minutes, most=staff.most_minutes),),
        shift_counts=tuple(
            CountSetting(kinds=(shift,), most=most) for shift, most in staff.most_of.items()
        ),
        runs=(
            RunSetting(of=RunOf.WORK, least=staff.least_in_a_row, most=staff.most_in_a_row),
            RunSetting(of=RunOf.OFF, least=staff.least_off),
        ),
        weekends=WeekendSetting(most=staff.most_weekends),
        successions=successions,
    )


def answer_of(instance: Instance, plan: RosterPlan) -> Answer:
    """Return the shifts of each person and day."""
    return {ref: list(plan.rows[ref]) for ref in instance.staff}
