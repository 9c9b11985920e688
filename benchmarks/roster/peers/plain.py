"""The plain model: a literal for each person, day and shift, on CP-SAT as it comes.

It is written from the instance as it is read and shares nothing with our rules. Nothing is set but
the time, the seed and the workers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from benchmarks.peers.peer import Clock
from benchmarks.roster import curtois, inrc2, sickness
from benchmarks.roster.peers import plain_curtois, plain_inrc2, plain_sickness
from benchmarks.roster.trace import Told, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.roster.answers import Answer
    from benchmarks.roster.formats import Instance
    from benchmarks.roster.peers.cells import Cells
    from solvers.roster.outcome import RosterLimits

ROUNDING = 1e-6
"""What floating point may have added to a bound; costs are whole numbers."""


@dataclass(frozen=True, slots=True)
class Plain:
    """CP-SAT with default settings on the plain model."""

    name: str = "plain"
    formats: tuple[str, ...] = ("curtois", "inrc2", "sickness")

    def run(self, instance: Instance, limits: RosterLimits) -> Trace:
        """Solve to the end, or to the end of the time."""
        clock, trace = Clock(limits.seconds), Trace()
        model, literals = _model(instance)
        most = isinstance(instance, sickness.Instance)
        watcher = _Watcher(trace, clock, lambda values: _answer(instance, literals, values))
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = limits.workers
        parameters.random_seed = limits.seed
        parameters.max_time_in_seconds = max(0.01, clock.left)

        def prove(bound: float) -> None:
            if not math.isfinite(bound):
                return
            whole = math.floor(bound + ROUNDING) if most else math.ceil(bound - ROUNDING)
            if not trace.bounds or trace.bounds[-1][1] != whole:
                trace.bounds.append((clock.passed, whole))

        solver.best_bound_callback = prove
        status = solver.solve(model, watcher)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            prove(solver.best_objective_bound)
        trace.proven = status == cp_model.OPTIMAL
        if trace.proven:
            # Only now is nothing loose in what the model charges.
            trace.answers[-1] = replace(trace.answers[-1], cost=round(solver.objective_value))
        trace.infeasible = status == cp_model.INFEASIBLE
        trace.ended = clock.passed
        return trace


def _model(instance: Instance) -> tuple[cp_model.CpModel, Cells]:
    if isinstance(instance, curtois.Instance):
        return plain_curtois.model_of(instance)
    if isinstance(instance, inrc2.Instance):
        return plain_inrc2.model_of(instance)
    return plain_sickness.model_of(instance)


def _answer(instance: Instance, literals: Cells, values: Sequence[int]) -> Answer:
    if isinstance(instance, curtois.Instance):
        rows: dict[str, list[list[str]]] = {
            person: [[] for _ in range(instance.days)] for person in instance.staff
        }
    elif isinstance(instance, inrc2.Instance):
        rows = {nurse: [[] for _ in range(7 * instance.weeks)] for nurse in instance.nurses}
    else:
        rows = {
            str(person): [[str(shift) for shift in sorted(had)]]
            for person, had in enumerate(instance.assigned, start=1)
        }
    for (person, day, shift), literal in literals.items():
        if values[literal.index]:
            rows[person][day].append(shift)
    return {person: [tuple(cell) for cell in cells] for person, cells in rows.items()}


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Keeps every solution with its time."""

    def __init__(
        self, trace: Trace, clock: Clock, answer: Callable[[Sequence[int]], Answer]
    ) -> None:
        super().__init__()
        self.trace, self.clock, self.answer = trace, clock, answer

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        when, values = self.clock.passed, list(self.response_proto.solution)
        self.trace.answers.append(Told(when, lambda: self.answer(values)))
