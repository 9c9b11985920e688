"""What becomes of kept days when their roster is published: other staff, and a plan or a question.

Who works is what is published. So a kept day on which somebody works otherwise gets the new staff,
whatever was accepted of a proposal; its plan comes along where all of the proposal is published.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.absences.kept_absence import as_known, booked_by
from engine.absences.staffed_day import restaffed_book
from engine.opening.cases import case_of
from engine.store.errors import Difference, NotLegal, Stale
from models.errors import BadInput
from models.kept_roster import KeptRepair
from solvers.day.check.verdict import check
from solvers.together.check_staff import staff_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from engine.absences.kept_absence import KeptDay
    from engine.opening.roster_events import Happened
    from models.absence_case import AbsenceCase
    from models.day import Day
    from models.kept_roster import DayRead, KeptDayPart, RosterAnswer
    from models.office import Office
    from models.proposal import Proposal
    from models.roster import RosterPlan


@dataclass(frozen=True, slots=True)
class DayChange:
    """What a roster's publication changes about a kept day.

    Attributes:
        date: which day.
        read: how far the day had come when this was worked out.
        book: its book with the new staff; None where the day does not go with its roster, and is
            left as it is.
        proposal: what is published for it; None where it is to be solved again.
    """

    date: date
    read: DayRead
    book: Day | None
    proposal: Proposal | None = None


def day_changes(
    office: Office,
    stands: Happened,
    days: Sequence[KeptDay],
    answer: RosterAnswer,
    plan: RosterPlan,
    *,
    whole: bool,
    now: datetime,
) -> list[DayChange]:
    """Return what changes about kept days when a roster's proposal is published.

    Args:
        office: the office.
        stands: the roster after all that has happened.
        days: the kept days of its horizon that are not over, in order of date.
        answer: the proposal's answer.
        plan: the roster that is published.
        whole: whether that is all of the proposal, and not a part or an option of it.
        now: when it is published.

    Raises:
        Stale: a day has moved on since the proposal planned it.
        NotLegal: a plan of the proposal breaks a rule with the staff that its day now has.
    """
    if not isinstance(answer, KeptRepair):
        return []
    booked = booked_by(office, stands, now)
    parts = {part.date: part for part in answer.booked_days if whole and part.proposal is not None}
    planned = [(kept.read, parts[kept.book.date]) for kept in days if kept.book.date in parts]
    moved = [each for read, part in planned for each in differences(part.date, part.read, read)]
    if moved:
        raise Stale(moved, "roster's proposal")
    changes = (_change(booked, kept, parts.get(kept.book.date), plan) for kept in days)
    return [change for change in changes if change is not None]


def differences(day: date, then: DayRead, now: DayRead) -> Iterable[Difference]:
    """Return what of a kept day has moved on."""
    for what, field in (
        ("office", "office"),
        ("book", "book"),
        ("events", "position"),
        ("publication", "publication"),
    ):
        was, is_now = getattr(then, field), getattr(now, field)
        if was != is_now:
            yield Difference(what, was, is_now, date=day)


def _change(
    booked: AbsenceCase, kept: KeptDay, part: KeptDayPart | None, plan: RosterPlan
) -> DayChange | None:
    day = kept.book.date
    left = DayChange(day, kept.read, None)
    try:
        known = as_known(booked, kept)
    except BadInput:
        return left
    about = replace(booked, days=(known,))
    book = restaffed_book(about, kept.book, plan)
    if book is None:
        return None
    _expect_staff(about, kept.book, book, plan)
    try:
        _expect_legal(booked, kept, book, part)
    except BadInput:
        # What was published for the day does not go with its new staff: a patient's day is not
        # made unsolvable for the roster's sake.
        return left
    return DayChange(day, kept.read, book, None if part is None else part.proposal)


def _expect_staff(case: AbsenceCase, before: Day, book: Day, plan: RosterPlan) -> None:
    """Raise `NotLegal` where somebody's hours in a book are not those that the roster gives."""
    found = list(staff_findings(replace(case, away=()), before, book, plan))
    if found:
        raise NotLegal(found)


def _expect_legal(booked: AbsenceCase, kept: KeptDay, book: Day, part: KeptDayPart | None) -> None:
    """See that the day can be opened as it will be, and that its plan, if any, keeps the rules.

    Raises:
        BadInput: it cannot be opened.
        NotLegal: the plan breaks a rule that the proposal did not say it breaks.
    """
    proposal = None if part is None else part.proposal
    issued = kept.issued if proposal is None else proposal.plan
    now = booked.now if proposal is None else proposal.now
    case = case_of(booked.office, book, events=kept.events, now=now, issued=issued)
    if proposal is None:
        return
    known = set(proposal.violations)
    broken = [each for each in check(case, proposal.plan).breaches if each not in known]
    if broken:
        raise NotLegal(broken)
