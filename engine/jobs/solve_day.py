"""Solve a day: what the planner is asked about it, and what is counted of the answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.jobs.lines import Figure, Line
from engine.jobs.solving import work_out
from engine.opening.still_said import said_of
from engine.store.shelves import DAYS
from models.clock import LATEST, minute_of_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.asked import Asked
    from engine.jobs.watch import Watch
    from engine.jobs.workplace import Planner, Workplace
    from engine.store.state import DayState
    from models.proposal import Proposal


def solve_day(workplace: Workplace, proposal: str) -> str | None:
    """Work a proposal for a day out; see `work_out`."""
    return work_out(workplace, LINE, proposal)


def now_of(state: DayState) -> dt.datetime | None:
    """Return the instant to plan from; None for a day long past, where the events say it."""
    office, date = state.office.document, state.marks.name
    instant = dt.datetime.now(dt.UTC)
    over = minute_of_instant(instant, date, office.sites[0].zone) > LATEST
    return None if over else instant


def _answer(
    planner: Planner, state: DayState, question: Mapping[str, Any], asked: Asked, watch: Watch
) -> Proposal:
    del question  # All that it can ask about a day is how to solve.
    events, issued = said_of(state)
    return planner.resolve(
        state.office.document,
        state.book.document,
        events=events,
        now=now_of(state),
        issued=issued,
        asked=asked,
        progress=watch.told,
        stop=watch.stop,
    )


def _figure(answer: Proposal) -> Figure:
    proof = answer.certificate
    return Figure(answer.outcome, proof.gap, proof.ring)


LINE = Line(DAYS, DAYS.states.state_of, _answer, _figure)
