"""Work a proposal out: the newest state goes in, the answer is kept if that is the newest still.

All of it is one piece for DBOS, without steps: done again after a crash, it must not go by what
was read before.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Protocol

from engine.asked import Asked
from engine.jobs.inside import attempt_now, in_hand, uncount
from engine.jobs.jobs import ask_in
from engine.jobs.problems import Problem, problem_of, set_aside
from engine.jobs.watch import Watch
from engine.jobs.webhooks import FAILED, OPEN, announce
from engine.jobs.workplace import LeftToOthers, Stopwatch
from engine.store.errors import DatabaseTrouble, NotThere
from engine.store.marks import MarksOf
from engine.store.proposals import KeptProposalOf, Status
from models.errors import HuddleError

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import Connection

    from engine.jobs.jobs import Jobs
    from engine.jobs.lines import Line
    from engine.jobs.workplace import Workplace

Marks = MarksOf[Any]
Kept = KeptProposalOf[Any, Any]

_log = logging.getLogger("huddle.jobs")


class Read(Protocol):
    """What an answer is worked out from."""

    @property
    def marks(self) -> Marks:
        """How far what is solved had come."""


ASKED = {field.name for field in fields(Asked)}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a proposal.

    Attributes:
        line: of which line of work it is.
        proposal: the proposal's id.
        job: the id of the job that works it out.
        token: of this attempt, which alone may answer.
    """

    line: Line
    proposal: str
    job: str
    token: str


def work_out(workplace: Workplace, line: Line, proposal: str) -> str | None:
    """Work a proposal out, and return what has become of it; None when it is not there any more.

    Args:
        workplace: what is at hand.
        line: what the proposal is for.
        proposal: its id.

    Raises:
        LeftToOthers: another attempt has it in hand, or the worker is to end.
    """
    mine = Attempt(line, proposal, *attempt_now())
    try:
        kept = workplace.patiently(lambda: _taken(workplace, mine))
        if not isinstance(kept, KeptProposalOf):
            return kept
        return _worked_out(workplace, mine, kept)
    except NotThere:
        return None


def _worked_out(workplace: Workplace, mine: Attempt, kept: Kept) -> str:
    site, name = kept.answers.site, kept.answers.name
    clock = Stopwatch()
    try:
        state = workplace.patiently(lambda: _read(workplace, mine, site, name))
    except HuddleError as error:
        return _ended(workplace, mine, kept.answers, _problem(error, mine), clock)
    with Watch(workplace, mine.line.shelf, mine.proposal, mine.token, state.marks) as watch:
        answer = _answer(workplace, mine, kept, state, watch)
    if watch.handing_back:
        _hand_back(workplace, mine, state.marks)
        raise LeftToOthers
    return _ended(workplace, mine, state.marks, answer, clock)


def _taken(workplace: Workplace, mine: Attempt) -> Kept | str:
    """Take a proposal in hand that is to be worked out, or return what has become of it."""
    database, most = workplace.jobs.database, workplace.jobs.settings.most_attempts
    shelf = mine.line.shelf
    with database.writing() as conn:
        found = shelf.solves.solve_of(conn, mine.proposal)
        shelf.locks.lock(conn, found.site, found.name)
        if not in_hand(conn, mine.job, mine.token):
            raise LeftToOthers
        kept: Kept = shelf.proposals.proposal_of(conn, mine.proposal)
        if kept.status != Status.WORKING:
            return kept.status
        if shelf.solves.solve_of(conn, mine.proposal).attempts >= most:
            _fail(conn, workplace.jobs, mine, kept.answers, set_aside(most, shelf.kind.word))
            return Status.FAILED
        shelf.solves.take(conn, mine.proposal, mine.token)
        return kept


def _read(workplace: Workplace, mine: Attempt, site: str, name: Any) -> Read:  # noqa: ANN401
    with workplace.jobs.database.reading() as conn:
        read: Read = mine.line.read(conn, site, name)
        return read


def _answer(
    workplace: Workplace, mine: Attempt, kept: Kept, state: Read, watch: Watch
) -> BaseModel | Problem:
    question = kept.question or {}
    said = {name: value for name, value in question.items() if name in ASKED}
    asked = replace(workplace.jobs.settings.asked, **said)
    quick, line = replace(asked, deadline=0.0, options=False), mine.line
    try:
        return line.answer(workplace.planner, state, question, asked, watch)
    except MemoryError:
        _log.error("a solve took more memory than there is; it is done again without a search")
    except Exception as error:
        return _problem(error, mine)
    try:
        return line.answer(workplace.planner, state, question, quick, watch)
    except Exception as error:
        return _problem(error, mine)


def _hand_back(workplace: Workplace, mine: Attempt, marks: Marks) -> None:
    """Give a proposal back; where the database is gone, it is taken over later."""
    try:
        with workplace.jobs.database.writing() as conn:
            shelf = mine.line.shelf
            shelf.locks.lock(conn, marks.site, marks.name)
            shelf.solves.hand_back(conn, mine.proposal, mine.token)
            uncount(conn, mine.job, mine.token)
    except DatabaseTrouble as trouble:
        _log.warning("a job was not handed back: %s", trouble)


def _ended(
    workplace: Workplace, mine: Attempt, marks: Marks, answer: BaseModel | Problem, clock: Stopwatch
) -> str:
    seconds = clock.seconds
    status = workplace.patiently(lambda: _kept(workplace, mine, marks, answer))
    if status == Status.OPEN and not isinstance(answer, dict):
        counted = mine.line.figure(answer)
        workplace.figures.solved(counted.outcome, seconds, gap=counted.gap, ring=counted.ring)
    else:
        workplace.figures.solved(status, seconds)
    return status


def _kept(workplace: Workplace, mine: Attempt, marks: Marks, answer: BaseModel | Problem) -> Status:
    """Keep an answer that is still wanted, and return what has become of the proposal."""
    jobs, shelf = workplace.jobs, mine.line.shelf
    with jobs.database.writing() as conn:
        shelf.locks.lock(conn, marks.site, marks.name)
        if shelf.solves.solve_of(conn, mine.proposal).owner != mine.token:
            raise LeftToOthers
        status = shelf.proposals.status_of(conn, mine.proposal)
        if status != Status.WORKING:
            return status
        current, _ = shelf.marker.marks_of(conn, marks.site, marks.name)
        if marks.differences(current):
            kept = shelf.proposals.proposal_of(conn, mine.proposal)
            shelf.proposals.supersede(conn, mine.proposal)
            ask_in(conn, jobs, marks.site, marks.name, kept.asked_by, kept.question)
            return Status.SUPERSEDED
        if isinstance(answer, dict):
            _fail(conn, jobs, mine, marks, answer)
            return Status.FAILED
        shelf.proposals.fill(conn, mine.proposal, answer, marks)
        shelf.proposals.supersede_older(conn, marks.site, marks.name, mine.proposal)
        announce(conn, jobs, marks.site, marks.name, OPEN, {"proposal": mine.proposal})
        return Status.OPEN


def _fail(conn: Connection, jobs: Jobs, mine: Attempt, marks: Marks, problem: Problem) -> None:
    mine.line.shelf.proposals.fail(conn, mine.proposal, problem)
    announce(conn, jobs, marks.site, marks.name, FAILED, {"proposal": mine.proposal})


def _problem(error: Exception, mine: Attempt) -> Problem:
    return problem_of(error, mine.proposal, mine.line.shelf.kind.word)
