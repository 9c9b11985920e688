"""Solve a day: the newest state goes in, and the answer is kept if it is still the newest then.

All of it is one piece for DBOS, without steps: done again after a crash, it must not go by what
was read before.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from engine.asked import Asked
from engine.jobs.inside import attempt_now, in_hand, uncount
from engine.jobs.jobs import ask_in
from engine.jobs.problems import Problem, problem_of, set_aside
from engine.jobs.watch import Watch
from engine.jobs.webhooks import FAILED, OPEN, announce
from engine.jobs.workplace import LeftToOthers, Stopwatch
from engine.store import solves
from engine.store.errors import DatabaseTrouble, NotThere
from engine.store.locks import lock_day
from engine.store.marks import marks_of
from engine.store.proposals import (
    KeptProposal,
    Status,
    fail,
    fill,
    proposal_of,
    status_of,
    supersede,
    supersede_older,
)
from engine.store.state import state_of
from models.clock import LATEST, minute_of_instant
from models.errors import HuddleError
from models.proposal import Proposal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.jobs.jobs import Jobs
    from engine.jobs.workplace import Workplace
    from engine.store.marks import Marks
    from engine.store.state import DayState

_log = logging.getLogger("huddle.jobs")

ASKED = {field.name for field in fields(Asked)}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a proposal.

    Attributes:
        proposal: the proposal's id.
        job: the id of the job that works it out.
        token: of this attempt, which alone may answer.
    """

    proposal: str
    job: str
    token: str


def solve_day(workplace: Workplace, proposal: str) -> str | None:
    """Work a proposal out, and return what has become of it; None when it is not there any more.

    Raises:
        LeftToOthers: another attempt has it in hand, or the worker is to end.
    """
    mine = Attempt(proposal, *attempt_now())
    try:
        kept = workplace.patiently(lambda: _taken(workplace, mine))
        if not isinstance(kept, KeptProposal):
            return kept
        return _worked_out(workplace, mine, kept)
    except NotThere:
        return None


def _worked_out(workplace: Workplace, mine: Attempt, kept: KeptProposal) -> str:
    site, date = kept.answers.site, kept.answers.date
    clock = Stopwatch()
    try:
        state = workplace.patiently(lambda: _read(workplace, site, date))
    except HuddleError as error:
        return _ended(workplace, mine, kept.answers, problem_of(error, mine.proposal), clock)
    with Watch(workplace, mine.proposal, mine.token, state.marks) as watch:
        answer = _answer(workplace, kept, state, watch)
    if watch.handing_back:
        _hand_back(workplace, mine, state.marks)
        raise LeftToOthers
    return _ended(workplace, mine, state.marks, answer, clock)


def _taken(workplace: Workplace, mine: Attempt) -> KeptProposal | str:
    """Take a proposal in hand that is to be worked out, or return what has become of it."""
    database, most = workplace.jobs.database, workplace.jobs.settings.most_attempts
    with database.writing() as conn:
        found = solves.solve_of(conn, mine.proposal)
        lock_day(conn, found.site, found.date)
        if not in_hand(conn, mine.job, mine.token):
            raise LeftToOthers
        kept = proposal_of(conn, mine.proposal)
        if kept.status != Status.WORKING:
            return kept.status
        if solves.solve_of(conn, mine.proposal).attempts >= most:
            _fail(conn, workplace.jobs, kept.answers, mine.proposal, set_aside(most))
            return Status.FAILED
        solves.take(conn, mine.proposal, mine.token)
        return kept


def _read(workplace: Workplace, site: str, date: dt.date) -> DayState:
    with workplace.jobs.database.reading() as conn:
        return state_of(conn, site, date)


def _answer(
    workplace: Workplace, kept: KeptProposal, state: DayState, watch: Watch
) -> Proposal | Problem:
    question = kept.question or {}
    said = {name: value for name, value in question.items() if name in ASKED}
    asked = replace(workplace.jobs.settings.asked, **said)
    try:
        return _resolved(workplace, state, watch, asked)
    except MemoryError:
        _log.error("a solve took more memory than there is; it is done again without a search")
    except Exception as error:
        return problem_of(error, kept.id)
    try:
        return _resolved(workplace, state, watch, replace(asked, deadline=0.0, options=False))
    except Exception as error:
        return problem_of(error, kept.id)


def _resolved(workplace: Workplace, state: DayState, watch: Watch, asked: Asked) -> Proposal:
    return workplace.planner.resolve(
        state.office.document,
        state.book.document,
        events=[each.event for each in state.events],
        now=now_of(state),
        issued=state.issued,
        asked=asked,
        progress=watch.told,
        stop=watch.stop,
    )


def now_of(state: DayState) -> dt.datetime | None:
    """Return the instant to plan from; None for a day long past, where the events say it."""
    office, date = state.office.document, state.marks.date
    instant = dt.datetime.now(dt.UTC)
    over = minute_of_instant(instant, date, office.sites[0].zone) > LATEST
    return None if over else instant


def _hand_back(workplace: Workplace, mine: Attempt, marks: Marks) -> None:
    """Give a proposal back; where the database is gone, it is taken over later."""
    try:
        with workplace.jobs.database.writing() as conn:
            lock_day(conn, marks.site, marks.date)
            solves.hand_back(conn, mine.proposal, mine.token)
            uncount(conn, mine.job, mine.token)
    except DatabaseTrouble as trouble:
        _log.warning("a job was not handed back: %s", trouble)


def _ended(
    workplace: Workplace, mine: Attempt, marks: Marks, answer: Proposal | Problem, clock: Stopwatch
) -> str:
    seconds = clock.seconds
    status = workplace.patiently(lambda: _kept(workplace, mine, marks, answer))
    if status == Status.OPEN and isinstance(answer, Proposal):
        proof = answer.certificate
        workplace.figures.solved(answer.outcome, seconds, gap=proof.gap, ring=proof.ring)
    else:
        workplace.figures.solved(status, seconds)
    return status


def _kept(workplace: Workplace, mine: Attempt, marks: Marks, answer: Proposal | Problem) -> Status:
    """Keep an answer that is still wanted, and return what has become of the proposal."""
    jobs = workplace.jobs
    with jobs.database.writing() as conn:
        lock_day(conn, marks.site, marks.date)
        if solves.solve_of(conn, mine.proposal).owner != mine.token:
            raise LeftToOthers
        status = status_of(conn, mine.proposal)
        if status != Status.WORKING:
            return status
        if _moved_on(conn, marks):
            kept = proposal_of(conn, mine.proposal)
            supersede(conn, mine.proposal)
            ask_in(conn, jobs, marks.site, marks.date, kept.asked_by, kept.question)
            return Status.SUPERSEDED
        if not isinstance(answer, Proposal):
            _fail(conn, jobs, marks, mine.proposal, answer)
            return Status.FAILED
        fill(conn, mine.proposal, answer, marks)
        supersede_older(conn, marks.site, marks.date, mine.proposal)
        announce(conn, jobs, marks.site, marks.date, OPEN, {"proposal": mine.proposal})
        return Status.OPEN


def _moved_on(conn: Connection, marks: Marks) -> bool:
    return bool(marks.differences(marks_of(conn, marks.site, marks.date)[0]))


def _fail(conn: Connection, jobs: Jobs, marks: Marks, proposal: str, problem: Problem) -> None:
    fail(conn, proposal, problem)
    announce(conn, jobs, marks.site, marks.date, FAILED, {"proposal": proposal})
