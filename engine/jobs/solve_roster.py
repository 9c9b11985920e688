"""Solve a roster: built where nothing is published yet, and repaired after what has happened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.jobs.lines import Figure, Line
from engine.jobs.solving import work_out
from engine.roster_events import Happened, roster_after, with_agreed
from engine.roster_solving import RosterAsked
from engine.store.shelves import ROSTERS
from models.roster_answer import BuiltRoster, Lean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.asked import Asked
    from engine.jobs.watch import Watch
    from engine.jobs.workplace import Planner, Workplace
    from engine.store.state import RosterState
    from models.office import Office
    from models.roster_answer import RosterAnswer


def solve_roster(workplace: Workplace, proposal: str) -> str | None:
    """Work a proposal for a roster out; see `work_out`."""
    return work_out(workplace, LINE, proposal)


def today_at(office: Office) -> dt.date:
    """Return the date that it is at an office."""
    return dt.datetime.now(ZoneInfo(office.sites[0].zone)).date()


def as_it_stands(state: RosterState) -> Happened:
    """Return the roster after all that has happened, as it is to be answered or judged now."""
    office = state.office.document
    events = [each.event for each in state.events]
    return roster_after(
        office, state.book.document, events, issued=state.issued, today=today_at(office)
    )


def _answer(
    planner: Planner, state: RosterState, question: Mapping[str, Any], asked: Asked, watch: Watch
) -> RosterAnswer:
    # The one place that says how a roster is answered: an answer that goes on to the days which
    # the repair has touched would be asked for here.
    office, stands = state.office.document, as_it_stands(state)
    how = RosterAsked(asked.deadline, asked.seed, asked.workers, options=asked.options)
    if not stands.roster.published:
        return planner.build_roster(office, stands.roster, asked=how, stop=watch.stop)
    repaired = planner.repair_roster(
        office,
        stands.roster,
        lean=Lean(question.get("lean", Lean.FEWEST_CHANGES)),
        asked=how,
        stop=watch.stop,
        progress=watch.told,
    )
    return with_agreed(repaired, stands)


def _figure(answer: RosterAnswer) -> Figure:
    proof = answer.certificate
    if proof is None:
        no_roster = isinstance(answer, BuiltRoster) and answer.possible is False
        return Figure("proven" if no_roster else "failed")
    return Figure("proven" if proof.proven else "feasible", proof.gap)


LINE = Line(ROSTERS, _answer, _figure)
