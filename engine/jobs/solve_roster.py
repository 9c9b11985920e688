"""Solve a roster: built where nothing is published yet, and repaired after what has happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.absences.kept_absence import KeptDay
from engine.absences.kept_publication import DayChange, day_changes
from engine.jobs.lines import Figure, Line
from engine.jobs.solving import work_out
from engine.opening.roster_events import roster_after, with_agreed
from engine.opening.set_aside import with_set_aside
from engine.opening.still_said import said_of
from engine.proposals.too_late import expect_cells_in_time
from engine.rosters.publishing import roster_to_publish
from engine.rosters.solving import RosterAsked
from engine.store.books import dates_of
from engine.store.shelves import ROSTERS
from engine.store.state import roster_state_of, state_of
from models.kept_roster import DayRead, KeptRepair
from models.roster_answer import BuiltRoster, Lean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from engine.asked import Asked
    from engine.jobs.watch import Watch
    from engine.jobs.workplace import Planner, Workplace
    from engine.opening.roster_events import Happened
    from engine.store.marks import Marks, RosterMarks
    from engine.store.proposals import KeptProposalOf
    from engine.store.state import DayState, RosterState
    from models.kept_roster import RosterAnswer
    from models.office import Office
    from models.roster import RosterPlan


def solve_roster(workplace: Workplace, proposal: str) -> str | None:
    """Work a proposal for a roster out; see `work_out`."""
    return work_out(workplace, LINE, proposal)


def today_at(office: Office) -> dt.date:
    """Return the date that it is at an office."""
    return now_at(office).date()


def now_at(office: Office) -> dt.datetime:
    """Return the time that it is at an office, with its zone."""
    return dt.datetime.now(ZoneInfo(office.sites[0].zone))


def as_it_stands(state: RosterState) -> Happened:
    """Return the roster after all that has happened, as it is to be answered or judged now."""
    office = state.office.document
    events = [each.event for each in state.events]
    return roster_after(
        office, state.book.document, events, issued=state.issued, today=today_at(office)
    )


@dataclass(frozen=True, slots=True)
class RosterAndDays:
    """A roster, and the days kept by its site that it may still touch, at one moment."""

    roster: RosterState
    days: tuple[DayState, ...]

    @property
    def marks(self) -> RosterMarks:
        """How far the roster had come."""
        return self.roster.marks

    @property
    def kept_days(self) -> list[KeptDay]:
        """The days as they stand, in order of date."""
        return [
            KeptDay(state.book.document, tuple(events), issued, read_of(state.marks))
            for state in self.days
            for events, issued in [said_of(state)]
        ]

    def to_publish(
        self,
        kept: KeptProposalOf[str, RosterAnswer],
        accepted: Sequence[tuple[str, dt.date]] | None = None,
        option: int | None = None,
    ) -> tuple[RosterPlan, list[DayChange]]:
        """Return what publishing a proposal comes to: the roster, and what changes about days.

        Args:
            kept: a proposal of the roster.
            accepted: the cells whose changes are accepted; None is all of them.
            option: the position of one of its options, in place of its own roster.

        Raises:
            Stale: the roster, or a day that the proposal plans, has moved on since.
            TooLate: the proposal changes a day that has ended since it was asked for.
            NotReady: the proposal is still being worked out.
            AlreadyEnded: the proposal has no answer, and will have none.
            BadInput: there is no roster in it, no such option, or no such change.
            NotLegal: what is to be published breaks a rule.
        """
        office, stands = self.roster.office.document, as_it_stands(self.roster)
        now = now_at(office)
        plan = roster_to_publish(self.roster, kept, stands, accepted, option)
        assert kept.document is not None, "what has no answer is not published"
        whole = accepted is None and plan == kept.document.roster
        expect_cells_in_time(office, stands, kept, plan, now, whole=whole)
        changes = day_changes(
            office,
            stands,
            self.kept_days,
            kept.document,
            plan,
            whole=whole,
            now=now,
        )
        return plan, changes


def read_of(marks: Marks) -> DayRead:
    """Return marks of a day as a proposal for its roster shows them."""
    return DayRead(
        office=marks.office,
        book=marks.book,
        position=marks.position,
        publication=marks.publication,
    )


def read_with_days(conn: Connection, site: str, name: str) -> RosterAndDays:
    """Return a roster with the days of its horizon that are kept and are not over.

    Raises:
        NotThere: there is no such roster.
    """
    state = roster_state_of(conn, site, name)
    roster, today = state.book.document, today_at(state.office.document)
    last = roster.first + dt.timedelta(days=roster.days - 1)
    dates = [day for day in dates_of(conn, site) if max(roster.first, today) <= day <= last]
    return RosterAndDays(state, tuple(state_of(conn, site, day) for day in dates))


def _answer(
    planner: Planner, read: RosterAndDays, question: Mapping[str, Any], asked: Asked, watch: Watch
) -> RosterAnswer:
    office, stands = read.roster.office.document, as_it_stands(read.roster)
    how = RosterAsked(asked.deadline, asked.seed, asked.workers, options=asked.options)
    if not stands.roster.published:
        built = planner.build_roster(office, stands.roster, asked=how, stop=watch.stop)
        return with_set_aside(built, office, stands.set_aside)
    lean = Lean(question.get("lean", Lean.FEWEST_CHANGES))
    if read.days:
        return planner.repair_with_days(
            office,
            stands,
            read.kept_days,
            now=now_at(office),
            lean=lean,
            asked=asked,
            stop=watch.stop,
            progress=watch.told,
        )
    repaired = planner.repair_roster(
        office,
        stands.roster,
        lean=lean,
        asked=how,
        stop=watch.stop,
        progress=watch.told,
    )
    listed = with_set_aside(repaired, office, stands.set_aside)
    return KeptRepair.of(with_agreed(listed, stands))


def _figure(answer: RosterAnswer) -> Figure:
    proof = answer.certificate
    if proof is None:
        no_roster = isinstance(answer, BuiltRoster) and answer.possible is False
        return Figure("proven" if no_roster else "failed")
    return Figure("proven" if proof.proven else "feasible", proof.gap)


LINE = Line(ROSTERS, read_with_days, _answer, _figure)
