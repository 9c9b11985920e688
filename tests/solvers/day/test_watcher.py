"""Who looks at solutions, and when: the order of several workers' threads must not show."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from engine.opening.cases import case_of
from models.finding import Tier
from scenarios import library
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.limits import Limits, Message
from solvers.day.model.board import Board
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from solvers.day.search import Search
from solvers.day.solving.watcher import Solution, Watcher


class Recorder(Watcher):
    """Remembers who showed it a solution."""

    def __init__(self) -> None:
        super().__init__()
        self.shown_by: list[Solution] = []

    def keep(self, solution: Solution) -> None:
        self.shown_by.append(solution)


@pytest.mark.parametrize(
    ("deterministic", "workers", "afterwards"),
    [(True, 2, True), (True, 1, False), (False, 2, False)],
)
def test_several_workers_show_their_last_solution_alone_in_deterministic_mode(
    deterministic: bool, workers: int, afterwards: bool
) -> None:
    scenario = library.load("ma-out-small-pc")
    case = case_of(scenario.office, scenario.day)
    start = ring_zero(case)
    told: list[Message] = []
    limits = Limits(20.0 if deterministic else 120.0, workers=workers, deterministic=deterministic)
    search = Search(case, limits, told.append, start, check(case, start).key)
    found = {ref: candidates(search.facts, rules(), v) for ref, v in search.facts.visits.items()}
    board = Board(search.facts, found, {}, core=True)
    board.post(rules())
    board.model.minimize(board.total(Tier.T2))
    solver, recorder = cp_model.CpSolver(), Recorder()

    status = search.solve(solver, board, workers, tolerance=1.0, watcher=recorder)

    assert status == cp_model.OPTIMAL
    if afterwards:
        assert recorder.shown_by == [solver]
    else:
        assert recorder.shown_by
        assert all(shown is recorder for shown in recorder.shown_by)
