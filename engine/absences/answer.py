"""An absence of several days: the roster is repaired, then each booked day that this touches."""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import TYPE_CHECKING

from engine.absences.calls import patient_talks, staff_talks
from engine.absences.cases import absence_case_of
from engine.absences.day_turns import failed, planned, turns
from engine.absences.left_open import with_what_is_open
from engine.absences.staffed_day import is_touched, staffed_day
from engine.absences.summary import summary
from engine.asked import Asked
from engine.rosters.repair import repair_case
from engine.rosters.solving import RosterAsked
from engine.rosters.standing_roster import standing_roster
from engine.solving.warm import prepare
from models.absence_answer import AnsweredAbsence, DayOutcome, DayPart
from models.errors import BadInput
from models.proposal import Timing
from models.roster_answer import Lean
from solvers.together.check import check

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping
    from datetime import date

    from engine.absences.staffed_day import StaffedDay
    from models.absence import Absence
    from models.absence_case import AbsenceCase
    from models.office import Office
    from models.roster import RosterPlan
    from models.roster_answer import RepairedRoster

TELLING, READINGS = 0.05, 2.5
"""The time kept for the check of the whole: a share of the deadline, or so many times as long as
the documents took to read (2 to 3, measured), whichever is more."""


def answer_absence(
    office: Office,
    absence: Absence,
    *,
    lean: Lean = Lean.FEWEST_CHANGES,
    asked: Asked | None = None,
    stop: threading.Event | None = None,
) -> AnsweredAbsence:
    """Answer an absence of several days within one deadline, as one proposal.

    The roster is repaired first, for who works decides what a day can be. It gets the time of one
    day in a lane of days, and what it does not need is theirs. Where nobody's published shift is
    lost, the roster stays as it is. A day that the repaired roster staffs as published is left
    alone. A day that fails, or whose time is up, costs its own part.

    Args:
        office: the office, with its rostering.
        absence: who is out, the roster, the booked days.
        lean: which way the roster's repair leans.
        asked: how to solve; the profile is that of the days. With `deterministic` the deadline is
            that of the roster's search and of each of a day's, and the clock decides nothing.
        stop: when set, every part answers with the best it has.

    Raises:
        BadInput: something handed in does not make sense.
    """
    began = time.monotonic()
    asked = asked or Asked()
    asked.check(tuple(office.profiles))
    if asked.deadline > 0:
        # The solver is loaded while the documents are read.
        prepare()
    case = absence_case_of(office, absence)
    clock = {"intake": time.monotonic() - began}
    kept = max(TELLING * asked.deadline, READINGS * clock["intake"])
    until = began + asked.deadline - min(kept, asked.deadline / 2)
    repaired = _repaired(case, lean, asked, until, stop)
    clock["roster"] = time.monotonic() - began
    parts, touched = days_after(case, repaired, asked, until, stop)
    clock["days"] = time.monotonic() - began
    answer = checked(case, repaired, parts, touched)
    clock["check"] = time.monotonic() - began
    return answer.model_copy(update={"timing": _timing(began, clock)})


def days_after(
    case: AbsenceCase,
    repaired: RepairedRoster,
    asked: Asked,
    until: float,
    stop: threading.Event | None = None,
    done: Callable[[DayPart], None] | None = None,
) -> tuple[list[DayPart], dict[date, StaffedDay]]:
    """Return the part of each booked day, and those days that the repaired roster touches.

    Args:
        case: the days, and the roster that they were booked by.
        repaired: the roster as repaired.
        asked: how to solve; its deadline is looked at in deterministic mode alone.
        until: a value of `time.monotonic()`, by which all are over unless time does not count.
        stop: when set, each day answers with the best it has.
        done: told of each day that was planned.
    """
    there: dict[date, DayPart] = {}
    staffed = []
    for day in case.days:
        there[day.date] = DayPart(date=day.date, outcome=DayOutcome.UNTOUCHED)
        try:
            staffed.append(staffed_day(case, day, repaired.roster))
        except BadInput as error:
            # What was issued for the day does not go with its new staff.
            troubles = tuple(str(fault) for fault in error.faults)
            there[day.date] = DayPart(date=day.date, outcome=DayOutcome.FAILED, troubles=troubles)
    touched = with_what_is_open(case, [day for day in staffed if day.moves], repaired.roster)
    there |= {part.date: part for part in planned(touched, case.now, asked, until, stop, done)}
    return list(there.values()), {day.day.date: day for day in touched}


def seconds_of_roster(
    case: AbsenceCase, standing: RosterPlan, asked: Asked, seconds: float, least: int = 0
) -> float:
    """Return the time that a roster's repair gets: one turn of the days that it may touch.

    In deterministic mode the deadline is that of each search, whatever time there is.

    Args:
        case: the days, and the roster that they were booked by.
        standing: what absences leave of the roster.
        asked: how to solve.
        seconds: the time for all of it.
        least: how many days it touches at the least.
    """
    if asked.deterministic:
        return asked.deadline
    struck = max(least, sum(is_touched(case, day, standing) for day in case.days))
    return max(0.0, seconds) / (1 + turns(struck, min(asked.cores, max(1, struck))))


def roster_asked(asked: Asked, seconds: float) -> RosterAsked:
    """Return how to repair a roster in so much time, where days are asked for with it."""
    return RosterAsked(
        seconds,
        asked.seed,
        asked.workers,
        options=asked.options,
        deterministic=asked.deterministic,
    )


def _repaired(
    case: AbsenceCase, lean: Lean, asked: Asked, until: float, stop: threading.Event | None
) -> RepairedRoster:
    """Repair the roster, unless nobody's published shift is lost."""
    began = time.monotonic()
    standing = standing_roster(case.roster_case)
    seconds = 0.0
    if _lost(case, standing):
        seconds = seconds_of_roster(case, standing, asked, until - began)
    how = roster_asked(asked, seconds)
    return repair_case(case.roster_case, lean=lean, asked=how, began=began, stop=stop)


def _lost(case: AbsenceCase, standing: RosterPlan) -> bool:
    """Tell whether anybody's published shift is lost to an absence, to leave or to a licence."""
    blank = ((),) * case.roster.days
    published = case.roster.published
    return any(row != published.get(person, blank) for person, row in standing.rows.items())


def checked(
    case: AbsenceCase,
    repaired: RepairedRoster,
    parts: list[DayPart],
    touched: Mapping[date, StaffedDay],
    booked: AbsenceCase | None = None,
) -> AnsweredAbsence:
    """Return the answer as the check of the whole lets it pass: a day it objects to has failed.

    Args:
        case: what is answered.
        repaired: the roster as repaired.
        parts: one for each booked day.
        touched: the days that were planned.
        booked: the case with the roster that the days were booked by, where that is another.
    """
    answer = _answer(case, repaired, parts)
    findings = check(case, answer, booked)
    dates = {part.date.isoformat(): part.date for part in parts if part.proposal is not None}
    wrong: dict[date, list[str]] = {}
    for finding in findings:
        for about in finding.about:
            if about in dates:
                wrong.setdefault(dates[about], []).append(finding.sentence)
    if wrong:
        parts = [
            failed(touched[part.date], *wrong[part.date]) if part.date in wrong else part
            for part in parts
        ]
        answer = _answer(case, repaired, parts)
        findings = check(case, answer, booked)
    return answer.model_copy(update={"findings": findings})


def _answer(case: AbsenceCase, repaired: RepairedRoster, parts: list[DayPart]) -> AnsweredAbsence:
    staff = staff_talks(case.roster_case, repaired, parts)
    patients = patient_talks(parts)
    return AnsweredAbsence(
        office=case.office.id,
        summary=summary(case, repaired, parts, staff, patients),
        absences=case.away,
        roster=repaired,
        days=tuple(parts),
        staff_calls=staff,
        patient_calls=patients,
        version=version("huddle"),
        timing=Timing(seconds=0.0, parts={}),
    )


def _timing(began: float, passed: dict[str, float]) -> Timing:
    """Return how long it took, and each step by itself."""
    steps, last = {}, 0.0
    for step, at in passed.items():
        steps[step], last = round(at - last, 4), at
    return Timing(seconds=round(time.monotonic() - began, 4), parts=steps)
