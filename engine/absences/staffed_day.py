"""The staff of a booked day by a roster: as it was published, and as it is repaired."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.absences.reissued import reissued
from engine.day.shift_pieces import Piece, duties_of, pieces, shifts_of
from engine.opening.cases import case_of
from engine.opening.written_out import written_out
from models.absence_answer import StaffMove
from models.case import Case
from models.clock import minute_of_instant, wall
from models.events import Absent
from solvers.day.by_hand.published import published_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from models.absence_case import AbsenceCase
    from models.day import Day, DutyAssignment, Shift
    from models.office import Office
    from models.plan import Plan
    from models.roster import RosterPlan


@dataclass(frozen=True, slots=True)
class StaffedDay:
    """A booked day with the staff of the repaired roster.

    Attributes:
        office: the office.
        published: the day as published, shifts of people rostered included.
        day: the same book with the repaired roster's staff; who is out is still there, with the
            event that says so.
        incumbent: the plan that costs are compared with; None where the day is not touched.
        issued: the plan that the office was given last for the day, with the new staff.
        moves: who works otherwise than published; nobody: the day is not touched.
        withdrawn: open slots and reserves that the day does not have after all, and why.
    """

    office: Office
    published: Day
    day: Day
    incumbent: Plan | None = None
    issued: Plan | None = None
    moves: tuple[StaffMove, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def case(self, now: datetime) -> Case:
        """Return the case of the day at the office's own rates, as it stands at a moment."""
        assert self.incumbent is not None, "a day that is not touched is no case"
        minute = minute_of_instant(now, self.day.date, self.office.sites[0].zone)
        rates = self.office.exchange_rates
        return Case(self.office, self.day, minute, rates, self.incumbent, self.issued)


def published_day(case: AbsenceCase, day: Day) -> Day:
    """Return the day with the published shifts of everybody rostered whom it leaves out.

    They bring the duties of their shift types along, unless the day says who is on which duty.
    """
    roster = case.roster_case
    written = {shift.person for shift in day.shifts}
    assigned = {given.person for given in day.duties}
    shifts, duties = list(day.shifts), list(day.duties)
    for person in roster.people:
        if person.id in written:
            continue
        worked = pieces(roster, case.roster.published, person.id, day.date)
        shifts += shifts_of(person.id, worked)
        if person.id not in assigned:
            duties += duties_of(case.office, person.id, worked)
    return day.model_copy(update={"shifts": tuple(shifts), "duties": tuple(duties)})


def staffed_day(case: AbsenceCase, day: Day, plan: RosterPlan) -> StaffedDay:
    """Return a booked day as the repaired roster staffs it.

    Shifts that the absence empties stay, with the event that their person is absent: what becomes
    of their work is the day's to decide. Shifts that the repair takes away or gives are no events;
    they are the day's staff.
    """
    staff = _staff(case, day, plan)
    if not staff.moves:
        return StaffedDay(case.office, staff.published, staff.published)
    changed, moves, issued = staff.day(), tuple(staff.moves.values()), None
    if day.date in case.issued:
        issued = reissued(case.issued[day.date], changed, staff.changed)
        incumbent = case_of(case.office, changed, now=case.now, issued=issued).published
    else:
        incumbent = published_plan(case.office, changed)
    return StaffedDay(case.office, staff.published, changed, incumbent, issued, moves)


def restaffed_book(case: AbsenceCase, day: Day, plan: RosterPlan) -> Day | None:
    """Return a book with the staff of another roster, once that is the published one.

    Nobody is absent in it: who is off by the roster has no shift. None where nobody rostered works
    otherwise than published.
    """
    staff = _staff(case, day, plan)
    return staff.day(absent=False) if staff.changed else None


def is_touched(case: AbsenceCase, day: Day, plan: RosterPlan) -> bool:
    """Tell whether anybody works otherwise on a booked day than published; the day is not made."""
    return bool(_staff(case, day, plan).moves)


def _staff(case: AbsenceCase, day: Day, plan: RosterPlan) -> _Staff:
    staff = _Staff(case, published_day(case, day))
    for person in case.roster_case.people:
        staff.move(person.id, pieces(case.roster_case, plan.rows, person.id, day.date))
    staff.strike()
    return staff


class _Staff:
    """A day's staff while it is changed person by person."""

    def __init__(self, case: AbsenceCase, published: Day) -> None:
        self.case, self.published = case, published
        self.moves: dict[str, StaffMove] = {}
        self.now: dict[str, Sequence[Piece]] = {}
        self.changed: dict[str, tuple[Sequence[Piece], Sequence[Piece], Sequence[Piece]]] = {}
        self.events: list[Absent] = []

    def move(self, person: str, now: Sequence[Piece]) -> None:
        """Have a person of the roster work other pieces than were published."""
        self.now[person] = now
        was = self._published(person)
        if set(was) == set(now):
            return
        gone = [piece for piece in was if piece not in now]
        out = [
            piece
            for piece in gone
            if self.case.out(person, piece.begun)
            and not any(piece.start < new.end and new.start < piece.end for new in now)
        ]
        self.changed[person] = (was, now, out)
        if out and len(out) == len(was) and not now:
            self.events.append(Absent(person=person, reported=self.case.now))
        else:
            self.events += [
                Absent(person=person, start=piece.start, end=piece.end, reported=self.case.now)
                for piece in out
            ]
        self._note(person, was, now, out=bool(out))

    def strike(self) -> None:
        """Have those be absent whom no roster has off: not rostered, or leaving within the day."""
        day = self.published.date
        for person in dict.fromkeys(entry.person for entry in self.case.away):
            was = self._published(person)
            now = self.now.get(person, was)
            all_day = person not in self.now and self.case.out(person, day)
            at = 0 if all_day else self.case.leaves(person, day)
            if at is None or not any(piece.end > at for piece in now):
                continue
            start = None if all_day else at
            self.events.append(Absent(person=person, start=start, reported=self.case.now))
            stays = [replace(piece, end=min(piece.end, at)) for piece in now if piece.start < at]
            self._note(person, was, stays, out=True)

    def _published(self, person: str) -> Sequence[Piece]:
        """Return what somebody was to work, rostered or not."""
        day = self.published.date
        if person in self.now:
            return pieces(self.case.roster_case, self.case.roster.published, person, day)
        shifts = (shift for shift in self.published.shifts if shift.person == person)
        return [Piece(shift.start, shift.end, shift.site, None, day) for shift in shifts]

    def _note(self, person: str, was: Iterable[Piece], now: Iterable[Piece], *, out: bool) -> None:
        self.moves[person] = StaffMove(
            person=person, out=out, before=_hours(was), after=_hours(now)
        )

    def day(self, *, absent: bool = True) -> Day:
        """Return the day with its staff as changed, the book as it was published.

        Args:
            absent: whether who is out stays, with the event that says so, or has no shift.
        """
        base = written_out(self.case.office, self.published)
        shifts = [shift for shift in base.shifts if shift.person not in self.changed]
        duties = [given for given in base.duties if given.person not in self.changed]
        for person, (was, now, gone) in self.changed.items():
            out = gone if absent else ()
            kept = [piece for piece in was if piece in now or piece in out]
            known = [shift for shift in base.shifts if shift.person == person]
            fresh = shifts_of(person, [*now, *out])
            shifts += [_same(shift, known) or shift for shift in fresh]
            duties += [
                given for given in base.duties if given.person == person and _within(given, kept)
            ]
            duties += duties_of(self.case.office, person, [p for p in now if p not in was])
        return base.model_copy(
            update={
                "shifts": tuple(shifts),
                "duties": tuple(duties),
                "events": (*base.events, *(self.events if absent else ())),
            }
        )


def _same(shift: Shift, known: Iterable[Shift]) -> Shift | None:
    """Return the published shift with the same hours, which has its breaks and its lock."""
    place = (shift.site, shift.start, shift.end)
    return next((each for each in known if (each.site, each.start, each.end) == place), None)


def _within(given: DutyAssignment, kept: Iterable[Piece]) -> bool:
    return any(piece.start <= given.start and given.end <= piece.end for piece in kept)


def _hours(worked: Iterable[Piece]) -> tuple[str, ...]:
    return tuple(
        f"{piece.site} {wall(piece.start)}–{wall(piece.end)}"
        + (f" ({piece.duty})" if piece.duty else "")
        for piece in worked
    )
