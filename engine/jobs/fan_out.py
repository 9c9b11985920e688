"""Many questions at once, spread over the workers, on a queue that no interactive solve waits for.

The parent answers the first question, and cuts the rest into parts of at least a second of work
each by how long that took. It does not wait for them: a fan-out is over when its rows are.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.jobs.problems import Problem, problem_of, set_aside
from engine.jobs.queues import ANSWER, VARIANTS, enqueue
from engine.jobs.solve_day import now_of
from engine.jobs.workplace import LeftToOthers, Stopwatch
from engine.opening.still_said import said_of
from engine.store.errors import DatabaseTrouble, NotThere
from engine.store.fan_outs import (
    Fate,
    answer_question,
    fan_out_of,
    hand_question_back,
    take_question,
)
from engine.store.state import state_of
from engine.what_if import Variant
from models.reading import read

if TYPE_CHECKING:
    from engine.jobs.workplace import Workplace
    from engine.store.fan_outs import Question, Taken
    from engine.store.state import DayState
    from models.proposal import Proposal

_log = logging.getLogger("huddle.jobs")

MOST_PARTS = 1000
"""However short the questions are, and however many."""


def fan_out(workplace: Workplace, fan_out: str) -> None:
    """Answer the first question, and have others answer the rest."""
    try:
        whole = workplace.patiently(lambda: _read(workplace, fan_out))
    except NotThere:
        return
    if whole == 0:
        return
    seconds = _answered(workplace, fan_out, 1)
    least = workplace.jobs.settings.chunk_seconds
    size = max(1, math.ceil(least / max(seconds, 0.001)), math.ceil(whole / MOST_PARTS))
    workplace.patiently(lambda: _cut(workplace, fan_out, whole, size))


def answer_questions(workplace: Workplace, fan_out: str, first: int, last: int) -> None:
    """Answer the questions of a part, unless the fan-out is given up meanwhile."""
    for number in range(first, last + 1):
        if workplace.patiently(lambda: _read(workplace, fan_out)) == 0:
            return
        _answered(workplace, fan_out, number)


def _read(workplace: Workplace, fan_out: str) -> int:
    """Return how many questions a fan-out has; 0 when it is over."""
    with workplace.jobs.database.reading() as conn:
        found = fan_out_of(conn, fan_out)
        return 0 if found.over else found.asked


def _cut(workplace: Workplace, fan_out: str, whole: int, size: int) -> None:
    with workplace.jobs.database.writing() as conn:
        for first in range(2, whole + 1, size):
            last = min(first + size - 1, whole)
            enqueue(
                workplace.jobs.client,
                conn,
                VARIANTS,
                f"answer-{fan_out}-{first}",
                (fan_out, first, last),
                name=ANSWER,
            )


def _answered(workplace: Workplace, fan_out: str, number: int) -> float:
    """Answer a question, unless it is answered, and return how many seconds that took."""
    try:
        found = workplace.patiently(lambda: _taken(workplace, fan_out, number))
    except NotThere:
        return 0.0
    if found.status != Fate.WORKING:
        return found.seconds or 0.0
    most = workplace.jobs.settings.most_attempts
    if found.attempts > most:
        workplace.patiently(lambda: _keep(workplace, fan_out, number, 0.0, set_aside(most)))
        return 0.0
    clock = Stopwatch()
    answer = _answer(workplace, fan_out, found.question)
    if workplace.stopping.is_set():
        _hand_back(workplace, fan_out, number)
        raise LeftToOthers
    seconds = clock.seconds
    workplace.patiently(lambda: _keep(workplace, fan_out, number, seconds, answer))
    return seconds


def _taken(workplace: Workplace, fan_out: str, number: int) -> Taken:
    with workplace.jobs.database.writing() as conn:
        return take_question(conn, fan_out, number)


def _answer(workplace: Workplace, fan_out: str, question: Question) -> Proposal | Problem:
    asked = replace(workplace.jobs.settings.asked, options=False)
    try:
        state = workplace.patiently(lambda: _state(workplace, question))
        office, book = state.office.document, state.book.document
        events, issued = said_of(state)
        if question.variant is None:
            return workplace.planner.resolve(
                office,
                book,
                events=events,
                now=now_of(state),
                issued=issued,
                asked=asked,
                progress=None,
                stop=workplace.stopping,
            )
        compared = workplace.planner.what_if(
            office,
            book.model_copy(update={"events": (*book.events, *events)}),
            [read(Variant, question.variant, "variant")],
            now=now_of(state),
            issued=issued,
            asked=asked,
            stop=workplace.stopping,
        )
        return compared.proposals[0]
    except Exception as error:
        return problem_of(error, fan_out)


def _state(workplace: Workplace, question: Question) -> DayState:
    with workplace.jobs.database.reading() as conn:
        return state_of(conn, question.site, question.date)


def _keep(
    workplace: Workplace, fan_out: str, number: int, seconds: float, answer: Proposal | Problem
) -> None:
    with workplace.jobs.database.writing() as conn:
        answer_question(conn, fan_out, number, seconds, answer)


def _hand_back(workplace: Workplace, fan_out: str, number: int) -> None:
    try:
        with workplace.jobs.database.writing() as conn:
            hand_question_back(conn, fan_out, number)
    except DatabaseTrouble as trouble:
        _log.warning("a question was not handed back: %s", trouble)
