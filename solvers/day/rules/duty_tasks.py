"""Tasks done by a duty run at most as many at a time as people cover it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.office import By
from solvers.day.candidates import within
from solvers.day.holds import begun_or_not
from solvers.day.rule import Rule
from solvers.day.spans import HORIZON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from ortools.sat.python.cp_model import IntervalVar

    from models.appointment import Appointment
    from solvers.day.board import Board, Linear, Literal
    from solvers.day.candidates import Offer, Starts, Template
    from solvers.day.facts import Facts
    from solvers.day.spans import Span


class DutyTasks(Rule):
    """Tasks done by a duty run at most as many at a time as people cover it."""

    name = "duty-tasks"
    core = False

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """A duty's tasks are done at the duty's site."""
        for phase in facts.case.phases(visit, offer.mode.modality):
            for task in facts.case.tasks_by(phase, By.DUTY):
                duty = facts.case.task(task).duty
                if duty is not None and facts.case.duties[duty].site != offer.mode.site:
                    return f"{duty} is not at {offer.mode.site}"
        return None

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
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
        """Count the tasks going on against the people on the duty."""
        facts = board.facts
        for duty in facts.posts:
            tasks = list(self._tasks(board, duty))
            most = board.staff.most_cover(duty)
            if not tasks:
                continue
            if not most:
                for _, literal in tasks:
                    board.model.add(literal == 0)
                continue
            intervals = [interval for interval, _ in tasks]
            demands: list[Linear] = [1] * len(intervals)
            for start, end in self._cut(board, duty):
                fixed, adds, takes = board.staff.cover(duty, start, end)
                away = board.model.new_int_var(0, most, "away")
                board.model.add(away == most - fixed - sum(adds) + sum(takes))
                intervals.append(
                    board.model.new_fixed_size_interval_var(start, end - start, "away")
                )
                demands.append(away)
            board.model.add_cumulative(intervals, demands, most)

    @staticmethod
    def _cut(board: Board, duty: str) -> list[Span]:
        periods = board.staff.periods(duty)
        now = max(0, board.facts.now)
        if not periods:
            return [(now, HORIZON)]
        edges = [(now, periods[0][0]), *periods, (periods[-1][1], HORIZON)]
        return [(a, b) for a, b in edges if a < b]

    @staticmethod
    def _tasks(board: Board, duty: str) -> Iterator[tuple[IntervalVar, Literal]]:
        now = board.facts.now
        for variables in board.visits.values():
            for mode, held in variables.modes.items():
                for index, phase in enumerate(held.template.phases):
                    times = held.template.duties[index].count(duty)
                    for literal, begun in begun_or_not(board, variables, mode, index):
                        start, minutes = held.phase_start(index), phase.minutes
                        if begun:
                            start, minutes = now, held.phase_bounds(index)[0] + minutes - now
                        if minutes <= 0:
                            continue
                        for _ in range(times):
                            interval = board.model.new_optional_fixed_size_interval_var(
                                start, minutes, literal, "task"
                            )
                            yield interval, literal
