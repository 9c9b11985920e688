"""An INRC-II instance as a Huddle roster, and a roster's plan as an answer to it.

A shift and the skill it is worked with are one shift type; the shift is its kind. The least cover
is a minimum, which the format never allows to be missed. All weeks are planned at once. History
says how long the last runs were and not what was before them: what must have been different is put
there, an off day or some other shift.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.opening.rosters import roster_case_of
from models.contracts import (
    Contract,
    CountSetting,
    RunOf,
    RunSetting,
    SuccessionSetting,
    WeekendSetting,
)
from models.office import Office, Site
from models.roster import Carried, Request, Roster, RosterDemand
from models.rostering import Rostering
from models.shift_types import ShiftType
from models.staff import Credential, Person, Role

if TYPE_CHECKING:
    from benchmarks.roster.answers import Answer
    from benchmarks.roster.inrc2 import Contract as Terms
    from benchmarks.roster.inrc2 import Instance, Past
    from models.roster import Cell, RosterPlan
    from models.roster_case import RosterCase

MONDAY = date(2026, 1, 5)
BELOW_BEST, RUN, SHIFT_RUN, REQUEST = 30, 30, 15, 10
HALF_WEEKEND, ASSIGNMENT, WEEKEND = 30, 20, 30


def case_of(instance: Instance) -> RosterCase:
    """Return the roster case."""
    skills = sorted({skill for _, _, skill in instance.cover})
    office = Office(
        id="inrc2",
        sites=(Site(id="site", zone="UTC", opens=0, closes=1440),),
        people=tuple(
            Person(
                id=ref,
                roles=(Role.NURSE,),
                credentials=tuple(Credential(id=skill) for skill in nurse.skills),
                contract=nurse.contract,
            )
            for ref, nurse in instance.nurses.items()
        ),
        rostering=Rostering(
            shift_types={
                f"{shift}:{skill}": ShiftType(start=0, end=480, kind=shift, credentials=(skill,))
                for shift in instance.shifts
                for skill in skills
            },
            contracts={
                name: _contract(instance, terms) for name, terms in instance.contracts.items()
            },
        ),
    )
    pasts = {ref: nurse.past for ref, nurse in instance.nurses.items()}
    roster = Roster(
        office=office.id,
        first=MONDAY,
        days=7 * instance.weeks,
        history={ref: _history(instance, past, skills[0]) for ref, past in pasts.items()},
        carried={
            ref: Carried(shifts=past.assignments, weekends=past.weekends)
            for ref, past in pasts.items()
        },
        demand=tuple(
            RosterDemand(
                dates=(_date(day),),
                shift_types=(f"{shift}:{skill}",),
                minimum=least,
                optimum=best,
                under=BELOW_BEST,
            )
            for (day, shift, skill), (least, best) in instance.cover.items()
            if best
        ),
        requests=tuple(
            Request(person=ref, date=_date(day), kinds=(shift,) if shift else (), price=REQUEST)
            for ref, day, shift in instance.unwanted
        ),
    )
    return roster_case_of(office, roster)


def _date(day: int) -> date:
    return MONDAY + timedelta(days=day)


def _contract(instance: Instance, terms: Terms) -> Contract:
    return Contract(
        shift_counts=(
            CountSetting(least=terms.assignments[0], most=terms.assignments[1], price=ASSIGNMENT),
        ),
        runs=(
            RunSetting(of=RunOf.WORK, least=terms.at_work[0], most=terms.at_work[1], price=RUN),
            RunSetting(of=RunOf.OFF, least=terms.off[0], most=terms.off[1], price=RUN),
            *(
                RunSetting(of=RunOf.KINDS, kinds=(shift,), least=least, most=most, price=SHIFT_RUN)
                for shift, (least, most) in instance.shifts.items()
            ),
        ),
        weekends=WeekendSetting(
            most=terms.most_weekends,
            price=WEEKEND,
            complete=terms.whole_weekends,
            complete_price=HALF_WEEKEND,
        ),
        successions=tuple(
            SuccessionSetting(after=(shift,), never=never)
            for shift, never in instance.never_after.items()
            if never
        ),
    )


def _history(instance: Instance, past: Past, skill: str) -> tuple[Cell, ...]:
    """Return the last days before the first week, back to the one before the last run."""
    off: Cell = ()
    worked: tuple[Cell, ...] = tuple((f"{shift}:{skill}",) for shift in instance.shifts)
    if past.last_shift is None:
        return (worked[0], *[off] * past.off) if past.off else ()
    last: Cell = (f"{past.last_shift}:{skill}",)
    other = next((cell for cell in worked if cell != last), last)
    before = past.at_work - past.same_shift
    return (off, *[other] * before, *[last] * past.same_shift)


def answer_of(instance: Instance, plan: RosterPlan) -> Answer:
    """Return shift and skill of each nurse and day, as 'Early:Nurse'."""
    return {ref: list(plan.rows[ref]) for ref in instance.nurses}
