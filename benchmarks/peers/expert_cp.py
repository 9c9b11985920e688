"""The expert's model on CP-SAT: one literal for each start candidate, clique rows, `max_lp`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.peers.peer import Answer, Clock, Trace
from benchmarks.peers.start_plan import hint, read
from benchmarks.peers.start_table import StartTable

if TYPE_CHECKING:
    from benchmarks.peers.instance import Instance

RELAXED = (
    "Of phases that may wait for themselves after the provider's part, staff and rooms are "
    "looked for afterwards; so is the provider's time in a later part of the visit.",
)
"""What the start candidates leave out, besides what an instance leaves out."""


class ExpertCp:
    """One literal for each start candidate, on CP-SAT, from ring 1 as a complete hint."""

    name = "expert-cp"
    relaxed = RELAXED

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers

    def run(self, instance: Instance, seconds: float, seed: int) -> Trace:
        """Solve to the end, or to the end of the time."""
        clock = Clock(seconds)
        trace = Trace()
        table = StartTable(instance)
        start = hint(table)
        # The hint is a plan: there is an answer before the solver has taken it in.
        first = Answer(clock.passed, *read(table, start), cost=int(table.costs @ start))
        trace.answers.append(first)
        model = compile_table(table)
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = self.workers
        parameters.random_seed = seed
        parameters.extra_subsolvers.append("max_lp")
        parameters.ignore_subsolvers.extend(["default_lp", "fixed"])
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_time_in_seconds = max(0.01, clock.left)
        solver.best_bound_callback = lambda bound: trace.bounds.append(
            (clock.passed, max(0.0, bound))
        )
        status = solver.solve(model, _Watcher(table, trace, clock))
        trace.proven = status == cp_model.OPTIMAL
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            trace.bounds.append((clock.passed, solver.best_objective_bound))
        trace.ended = clock.passed
        return trace


def compile_table(table: StartTable) -> cp_model.CpModel:
    """Load a table into a model, whole rows at a time."""
    model = cp_model.CpModel()
    proto = model.proto
    for _ in range(table.count):
        proto.variables.add().domain.extend((0, 1))
    for row in table.rows:
        constraint = proto.constraints.add()
        match row.sense:
            case "exactly-one":
                constraint.exactly_one.literals.extend(row.literals.tolist())
            case "at-most-one":
                constraint.at_most_one.literals.extend(row.literals.tolist())
            case "linear":
                weights = (
                    [1] * len(row.literals)
                    if row.coefficients is None
                    else row.coefficients.tolist()
                )
                constraint.linear.vars.extend(row.literals.tolist())
                constraint.linear.coeffs.extend(weights)
                constraint.linear.domain.extend((row.low, row.high))
    dear = np.flatnonzero(table.costs)
    proto.objective.vars.extend(dear.tolist())
    proto.objective.coeffs.extend(table.costs[dear].tolist())
    proto.solution_hint.vars.extend(range(table.count))
    proto.solution_hint.values.extend(hint(table).astype(int).tolist())
    return model


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Keeps every solution with its time."""

    def __init__(self, table: StartTable, trace: Trace, clock: Clock) -> None:
        super().__init__()
        self.table, self.trace, self.clock = table, trace, clock

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        when = self.clock.passed
        values = np.array(list(self.response_proto.solution), dtype=np.bool_)
        cost, known = round(self.objective_value), self.trace.answers[-1].cost
        if known is None or cost < known:
            self.trace.answers.append(Answer(when, *read(self.table, values), cost=cost))
