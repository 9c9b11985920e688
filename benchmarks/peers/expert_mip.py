"""The expert's model as a mixed-integer programme, on HiGHS through MathOpt.

MathOpt gives no callbacks with HiGHS. Its log, line by line as it is written, tells the bound, and
HiGHS writes every better solution to a file at once: both are read with the time at which they
come. Of a second thread HiGHS makes use where it can.
"""

from __future__ import annotations

import datetime
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python.model import Model
from ortools.math_opt.python.model_parameters import ModelSolveParameters, SolutionHint
from ortools.math_opt.python.parameters import SolveParameters, SolverType
from ortools.math_opt.python.result import TerminationReason
from ortools.math_opt.python.solve import solve
from ortools.math_opt.solvers import highs_pb2

from benchmarks.peers.expert_cp import RELAXED
from benchmarks.peers.peer import Answer, Clock, Trace
from benchmarks.peers.start_plan import hint, read
from benchmarks.peers.start_table import StartTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.math_opt.python.result import SolveResult

    from benchmarks.peers.instance import Instance

LINE = re.compile(
    r"^\s*\S?\s+\d+\s+\d+\s+\d+\s+[\d.]+%\s+(?P<bound>-?(?:inf|[\d.e+]+))\s+(?P<best>\S+)\s"
)
"""A line of HiGHS's table: nodes, queue, leaves, explored, bound, best."""

WHOLE = 1e-6
"""What floating point may have added to a bound of whole numbers."""


class ExpertMip:
    """One literal for each start candidate, as a MIP on HiGHS, from ring 1 as its start."""

    name = "expert-mip"
    relaxed = RELAXED

    def __init__(self, threads: int = 2) -> None:
        self.threads = threads

    def run(self, instance: Instance, seconds: float, seed: int) -> Trace:
        """Solve to the end, or to the end of the time."""
        clock, trace = Clock(seconds), Trace()
        table = StartTable(instance)
        model = Model.from_model_proto(compile_table(table))
        start = hint(table)
        trace.answers.append(
            Answer(clock.passed, *read(table, start), cost=int(table.costs @ start))
        )
        variables = [model.get_variable(k) for k in range(table.count)]
        given = {v: float(value) for v, value in zip(variables, start, strict=True)}
        with tempfile.TemporaryDirectory() as folder:
            log = _Log(table, trace, clock, Path(folder) / "better")
            result = solve(
                model,
                SolverType.HIGHS,
                params=SolveParameters(
                    time_limit=datetime.timedelta(seconds=max(0.01, clock.left)),
                    random_seed=seed,
                    relative_gap_tolerance=0.0,
                    highs=self._options(log.file),
                ),
                model_params=ModelSolveParameters(
                    solution_hints=[SolutionHint(variable_values=given)]
                ),
                msg_cb=log.take,
            )
            log.read_better()
        self._last(table, result, trace, clock)
        return trace

    def _options(self, file: Path) -> highs_pb2.HighsOptionsProto:
        options = highs_pb2.HighsOptionsProto()
        options.string_options["mip_improving_solution_file"] = str(file)
        options.bool_options["mip_improving_solution_save"] = True
        options.bool_options["mip_improving_solution_report_sparse"] = True
        options.int_options["threads"] = self.threads
        return options

    @staticmethod
    def _last(table: StartTable, result: SolveResult, trace: Trace, clock: Clock) -> None:
        when = clock.passed
        if result.solutions and result.solutions[0].primal_solution is not None:
            primal = result.solutions[0].primal_solution
            cost = round(primal.objective_value)
            known = trace.answers[-1].cost
            if known is None or cost < known:
                values = np.zeros(table.count, dtype=np.bool_)
                for variable, value in primal.variable_values.items():
                    values[variable.id] = value > 0.5
                trace.answers.append(Answer(when, *read(table, values), cost=cost))
        trace.bounds.append((when, max(0.0, result.termination.objective_bounds.dual_bound)))
        trace.proven = result.termination.reason is TerminationReason.OPTIMAL
        trace.ended = when


class _Log:
    """Follows a run of HiGHS by its log and by the file of better solutions."""

    def __init__(self, table: StartTable, trace: Trace, clock: Clock, file: Path) -> None:
        self.table, self.trace, self.clock, self.file = table, trace, clock, file
        self.known = 0

    def take(self, lines: Sequence[str]) -> None:
        """Note the bounds of the lines, and whatever better solution is there."""
        for line in lines:
            found = LINE.match(line)
            if found is not None and "inf" not in found["bound"]:
                bound = np.ceil(float(found["bound"]) - WHOLE * abs(float(found["bound"])))
                self.trace.bounds.append((self.clock.passed, float(max(0, bound))))
        self.read_better()

    def read_better(self) -> None:
        """Read solutions that were written since the last look."""
        if not self.file.exists() or self.file.stat().st_size == self.known:
            return
        text = self.file.read_text(encoding="utf-8")
        self.known = len(text)
        values = np.zeros(self.table.count, dtype=np.bool_)
        wanted = None
        for line in text[text.rfind("Objective") :].splitlines():
            if line.startswith("# Columns"):
                wanted = abs(int(line.split()[-1]))
            elif line.startswith(" ") and wanted is not None:
                value, index = line.split()[-2:]
                values[int(index)] = float(value) > 0.5
        if wanted is None or values.sum() != wanted:
            self.known = -1  # still being written
            return
        cost = int(self.table.costs @ values)
        known = self.trace.answers[-1].cost
        if known is None or cost < known:
            answer = Answer(self.clock.passed, *read(self.table, values), cost=cost)
            self.trace.answers.append(answer)


def compile_table(table: StartTable) -> model_pb2.ModelProto:
    """Load a table into MathOpt's model, whole arrays at a time."""
    proto = model_pb2.ModelProto()
    count, rows = table.count, table.rows
    proto.variables.ids.extend(range(count))
    proto.variables.lower_bounds.extend([0.0] * count)
    proto.variables.upper_bounds.extend([1.0] * count)
    proto.variables.integers.extend([True] * count)
    dear = np.flatnonzero(table.costs)
    proto.objective.linear_coefficients.ids.extend(dear.tolist())
    proto.objective.linear_coefficients.values.extend(table.costs[dear].astype(float).tolist())
    proto.linear_constraints.ids.extend(range(len(rows)))
    proto.linear_constraints.lower_bounds.extend(float(row.low) for row in rows)
    proto.linear_constraints.upper_bounds.extend(float(row.high) for row in rows)
    if not rows:
        return proto
    sizes = np.array([len(row.literals) for row in rows])
    row_ids = np.repeat(np.arange(len(rows)), sizes)
    columns = np.concatenate([row.literals for row in rows])
    weights = np.concatenate(
        [
            np.ones(len(row.literals)) if row.coefficients is None else row.coefficients
            for row in rows
        ]
    )
    order = np.lexsort((columns, row_ids))
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(row_ids[order].tolist())
    matrix.column_ids.extend(columns[order].tolist())
    matrix.coefficients.extend(weights[order].astype(float).tolist())
    return proto
