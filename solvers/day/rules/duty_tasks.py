"""Tasks done by a duty load those who cover it no more than each can attend to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.office import By
from solvers.day.known.spans import HORIZON, covers
from solvers.day.model.holds import begun_or_not
from solvers.day.placements.candidates import within
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from ortools.sat.python.cp_model import IntervalVar

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template


class DutyTasks(Rule):
    """Tasks done by a duty load those who cover it no more than each can attend to."""

    name = "duty-tasks"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """A duty's tasks are done at the duty's site."""
        for phase in facts.case.phases(visit, offer.mode.modality):
            for task in facts.case.tasks_by(phase, By.DUTY):
                duty = facts.case.task(task).duty
                if duty is not None and facts.case.duties[duty].site != offer.mode.site:
                    return f"{duty} is not at {offer.mode.site}"
        return None

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Somebody who may cover the duty is there all the time that a task of it takes."""
        keep = np.ones(len(starts), dtype=bool)
        cut = tmpl.blocks[block]
        for phase, offset in zip(cut.phases, cut.offsets, strict=True):
            minutes = tmpl.phases[phase].minutes
            for duty in tmpl.duties[phase]:
                keep &= within(facts.coverable(duty), starts + offset, minutes, facts.now)
        return keep

    def post(self, board: Board) -> None:
        """Weigh the phases going on, and count those that begin, against the people on the duty.

        The core knows nobody on a duty: it has room for as many as could be on it.
        """
        if board.core:
            for duty in board.facts.posts:
                _post_core(board, duty)
            return
        for duty in board.facts.posts:
            each, spacing = board.facts.case.duties[duty].each, _spacing(board, duty)
            works = list(_works(board, duty))
            most = board.staff.most_cover(duty)
            if not works:
                continue
            if not most:
                for work in works:
                    board.model.add(work.literal == 0)
                continue
            going_on = [(work.interval(board, work.minutes), work.acuity) for work in works]
            _post_under_cover(board, duty, going_on, each)
            begin = [
                (work.interval(board, min(spacing, work.minutes)), 1)
                for work in works
                if spacing and not work.begun
            ]
            if begin:
                _post_under_cover(board, duty, begin, 1)


@dataclass(frozen=True, slots=True)
class _Work:
    """A task of a duty that a visit asks for when the literal holds; from now on."""

    start: Linear
    minutes: int
    literal: Literal
    acuity: int
    begun: bool

    def interval(self, board: Board, minutes: int) -> IntervalVar:
        """Return its first minutes as an interval of the model."""
        return board.model.new_optional_fixed_size_interval_var(
            self.start, minutes, self.literal, "task"
        )


def _spacing(board: Board, duty: str) -> int:
    return board.facts.case.duties[duty].start_spacing


def _post_under_cover(
    board: Board, duty: str, tasks: list[tuple[IntervalVar, int]], each: int
) -> None:
    """At each minute the tasks ask for no more than `each` times the people on the duty."""
    most = board.staff.most_cover(duty)
    intervals = [interval for interval, _ in tasks]
    demands: list[Linear] = [demand for _, demand in tasks]
    for start, end in _cut(board, duty):
        fixed, adds, takes = board.staff.cover(duty, start, end)
        away = board.model.new_int_var(0, most * each, "away")
        board.model.add(away == each * (most - fixed - sum(adds) + sum(takes)))
        intervals.append(board.model.new_fixed_size_interval_var(start, end - start, "away"))
        demands.append(away)
    board.model.add_cumulative(intervals, demands, most * each)


def _cut(board: Board, duty: str) -> list[Span]:
    periods = board.staff.periods(duty)
    now = max(0, board.facts.now)
    if not periods:
        return [(now, HORIZON)]
    edges = [(now, periods[0][0]), *periods, (periods[-1][1], HORIZON)]
    return [(a, b) for a, b in edges if a < b]


def _works(board: Board, duty: str) -> Iterator[_Work]:
    now = board.facts.now
    for variables in board.visits.values():
        for mode, held in variables.modes.items():
            for index, phase in enumerate(held.template.phases):
                times = held.template.duties[index].count(duty)
                if not times:
                    continue
                for literal, begun in begun_or_not(board, variables, mode, index):
                    start, minutes = held.phase_start(index), phase.minutes
                    if begun:
                        start, minutes = now, held.phase_bounds(index)[0] + minutes - now
                    if minutes <= 0:
                        continue
                    for _ in range(times):
                        yield _Work(start, minutes, literal, phase.acuity, begun)


def _post_core(board: Board, duty: str) -> None:
    """At each minute the phases whose starts the core knows fit whoever could be on the duty."""
    facts, post = board.facts, board.facts.case.duties[duty]
    spans: list[tuple[int, int, int, Literal]] = []
    heaviest: dict[str, int] = {}
    for variables, offer, held in board.offers():
        tmpl = variables.modes[offer.mode].template
        for block, (times, literals) in held.blocks.items():
            cut = tmpl.blocks[block]
            for index, offset in zip(cut.phases, cut.offsets, strict=True):
                acuity = tmpl.phases[index].acuity * tmpl.duties[index].count(duty)
                if not acuity:
                    continue
                ref = variables.visit.id
                heaviest[ref] = max(heaviest.get(ref, 0), acuity)
                for time, literal in zip(times, literals, strict=True):
                    begin = time + offset
                    end = begin + tmpl.phases[index].minutes
                    if end > facts.now:
                        spans.append((max(begin, facts.now), end, acuity, literal))
    people = [facts.present(p, post.site) for p in facts.people if facts.may_cover(p, duty)]
    total = sum(heaviest.values())
    ends = {b for here in people for _, b in here if b >= facts.now}
    for t in sorted({a for a, _, _, _ in spans} | ends):
        room = post.each * sum(covers(here, t, t + 1) for here in people)
        going_on = [(acuity, lit) for a, b, acuity, lit in spans if a <= t < b]
        if going_on and total > room:
            board.model.add(sum(acuity * lit for acuity, lit in going_on) <= room)
