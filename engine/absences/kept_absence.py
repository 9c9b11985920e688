"""A kept roster repaired, and the kept days that this touches planned anew, as one proposal.

The same as an absence of several days that is handed in, but for what is kept: a day goes on from
the plan published for it, people may have agreed to cells that no day knows of yet, and a day that
does not go with its roster is that day's trouble alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.absences.answer import (
    READINGS,
    TELLING,
    checked,
    days_after,
    roster_asked,
    seconds_of_roster,
)
from engine.absences.staffed_day import published_day
from engine.absences.summary import summary
from engine.asked import Progress
from engine.opening.carry_forward import carry_forward
from engine.opening.intake import open_day
from engine.opening.roster_events import with_agreed
from engine.opening.rosters import roster_case_of
from engine.opening.set_aside import with_set_aside
from engine.references.absence import check_days
from engine.references.known import Known
from engine.rosters.repair import repair_case
from engine.rosters.standing_roster import standing_roster
from engine.solving.warm import prepare
from models.absence import AwayFrom
from models.absence_answer import DayOutcome
from models.absence_case import AbsenceCase
from models.errors import BadInput
from models.kept_roster import KeptDayPart, KeptRepair
from models.roster_answer import Lean

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from engine.asked import Asked
    from engine.opening.roster_events import Happened
    from models.absence_answer import AnsweredAbsence, DayPart
    from models.day import Day
    from models.events import Event
    from models.kept_roster import DayRead
    from models.office import Office
    from models.plan import Plan
    from models.roster import Cell
    from models.roster_answer import RepairedRoster


@dataclass(frozen=True, slots=True)
class KeptDay:
    """A kept day as it stands.

    Attributes:
        book: its book.
        events: what has happened since, in order.
        issued: the plan that stands as published; None where none does.
        read: the same as versions and positions.
    """

    book: Day
    events: tuple[Event, ...]
    issued: Plan | None
    read: DayRead


def repair_with_days(
    office: Office,
    stands: Happened,
    days: Sequence[KeptDay],
    *,
    now: datetime,
    lean: Lean = Lean.FEWEST_CHANGES,
    asked: Asked,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> KeptRepair:
    """Repair a kept roster within a deadline, and plan each kept day anew that this touches.

    A day that fails, does not go with its roster, or has no time left, costs its own part.

    Args:
        office: the office.
        stands: the roster after all that has happened.
        days: the kept days of its horizon that are not over, in order of date.
        now: when it is asked, with its zone.
        lean: which way the roster's repair leans.
        asked: how to solve; the profile is that of the days.
        stop: when set, every part answers with the best it has.
        progress: told of each aim that the repair searched for, and of each day.

    Raises:
        BadInput: office and roster do not make sense, or there is no such profile.
    """
    began = time.monotonic()
    asked.check(tuple(office.profiles))
    if asked.deadline > 0:
        prepare()
    roster_case_of(office, stands.roster)
    booked, troubles = _booked(office, stands, days, now)
    case = replace(booked, roster=stands.roster)
    kept = max(TELLING * asked.deadline, READINGS * (time.monotonic() - began))
    until = began + asked.deadline - min(kept, asked.deadline / 2)
    least = min(1, len(booked.days))
    standing = standing_roster(case.roster_case)
    seconds = seconds_of_roster(booked, standing, asked, until - began, least)
    repaired = repair_case(
        case.roster_case,
        lean=lean,
        asked=roster_asked(asked, seconds),
        began=time.monotonic(),
        stop=stop,
        progress=progress,
    )

    def done(part: DayPart) -> None:
        if progress is not None:
            progress(_told(part, time.monotonic() - began))

    parts, touched = days_after(booked, repaired, asked, until, stop, done)
    answer = checked(case, repaired, parts, touched, booked)
    return _kept(case, stands, answer, days, troubles)


def booked_rows(stands: Happened) -> dict[str, tuple[Cell, ...]]:
    """Return the cells as published, which is what days are booked by: without those agreed to."""
    rows = dict(stands.roster.published)
    for (person, day), was in stands.agreed.items():
        index = (day - stands.roster.first).days
        rows[person] = (*rows[person][:index], was, *rows[person][index + 1 :])
    return rows


def booked_by(office: Office, stands: Happened, now: datetime) -> AbsenceCase:
    """Return the case of a kept roster as its days are booked by it, no day among them yet."""
    return AbsenceCase(
        office=office,
        roster=stands.roster.model_copy(update={"published": booked_rows(stands)}),
        days=(),
        away=tuple(AwayFrom.model_validate(dict(each)) for each in stands.roster.absences),
        now=now,
    )


def as_known(case: AbsenceCase, kept: KeptDay) -> Day:
    """Return a kept day as patients and staff know it by now, its staff that of its roster.

    Raises:
        BadInput: the day does not make sense, or its shifts are not those of the roster.
    """
    day, _ = open_day(case.office, kept.book, kept.events, case.now, kept.issued)
    if kept.issued is not None:
        day = carry_forward(case.office, day, kept.issued)
    known = Known(case.office, day)
    check_days(known, case.roster_case, [day])
    if known.faults:
        raise BadInput(known.faults)
    open_day(case.office, published_day(case, day), now=case.now)
    return day


def _booked(
    office: Office, stands: Happened, days: Sequence[KeptDay], now: datetime
) -> tuple[AbsenceCase, dict[date, tuple[str, ...]]]:
    """Return the case of the days that make sense, and of the others what is wrong."""
    case = booked_by(office, stands, now)
    good: list[Day] = []
    troubles: dict[date, tuple[str, ...]] = {}
    for kept in days:
        try:
            good.append(as_known(case, kept))
        except BadInput as error:
            troubles[kept.book.date] = tuple(str(fault) for fault in error.faults)
    issued = {kept.book.date: kept.issued for kept in days if kept.issued is not None}
    return replace(case, days=tuple(good), issued=issued), troubles


def _kept(
    case: AbsenceCase,
    stands: Happened,
    answer: AnsweredAbsence,
    days: Sequence[KeptDay],
    troubles: dict[date, tuple[str, ...]],
) -> KeptRepair:
    there = {part.date: dict(part) for part in answer.days}
    for day, sentences in troubles.items():
        there[day] = {"date": day, "outcome": DayOutcome.FAILED, "troubles": sentences}
    parts = tuple(
        KeptDayPart.model_validate(there[kept.book.date] | {"read": kept.read}) for kept in days
    )
    repaired: RepairedRoster = answer.roster
    staff, patients = answer.staff_calls, answer.patient_calls
    listed = with_set_aside(repaired, case.office, stands.set_aside)
    return KeptRepair.of(
        with_agreed(listed, stands),
        summary=summary(case, repaired, parts, staff, patients),
        booked_days=parts,
        staff_calls=staff,
        patient_calls=patients,
        findings=answer.findings,
    )


def _told(part: DayPart, seconds: float) -> Progress:
    proposal = part.proposal
    if proposal is None:
        return Progress(str(part.date), 0, None, None, None, seconds, f"{part.date} has failed")
    proof = proposal.certificate
    return Progress(
        stage=str(part.date),
        ring=proof.ring,
        cost=proof.cost,
        lower_bound=proof.lower_bound,
        gap=proof.gap,
        seconds=round(seconds, 3),
        sentence=f"{part.date}: {proposal.kpis.calls} calls ({proof.gap:.1%} open)",
    )
