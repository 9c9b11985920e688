"""PyJobShop: the day as a job shop in its own words, solved by CP-SAT as PyJobShop writes it.

PyJobShop hands over its last solution alone. Its model and variables are public, so the plans on
the way come from a callback on the very model that it would solve, with its own warm start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model
from pyjobshop import Solution
from pyjobshop.solvers.ortools import CPModel

from benchmarks.peers.heuristic import hinted
from benchmarks.peers.job_shop_day import JobShopDay
from benchmarks.peers.job_shop_start import initial
from benchmarks.peers.peer import Answer, Clock, Rest, Seat, Trace

if TYPE_CHECKING:
    import numpy as np

    from benchmarks.peers.instance import Instance
    from benchmarks.peers.job_shop_visit import Held

RELAXED = (
    "Limits that change more than once in the course of the day are left out; so a double-booked "
    "visit may lie in the time of two others, one after another.",
    "Visits that a provider sees as a group take none of the provider's time.",
    "Visits that may be under way take up no staff, rooms or devices.",
)
"""What a job shop leaves out, besides what an instance leaves out."""


class PyJobShop:
    """The day as a job shop, from the manager's plan as its initial solution."""

    name = "pyjobshop"
    relaxed = RELAXED

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers

    def run(self, instance: Instance, seconds: float, seed: int) -> Trace:
        """Solve to the end, or to the end of the time."""
        clock, trace = Clock(seconds), Trace()
        # The initial solution is a plan: there is an answer before the solver has taken it in.
        trace.answers.append(Answer(clock.passed, *hinted(instance)))
        try:
            day = JobShopDay(instance, clock)
            data = day.shop.data()
            built = CPModel(data, TimedModel(clock))
            built.variables.warmstart(Solution(data, initial(day)))
        except TimeoutError:
            trace.ended = clock.passed
            return trace
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.01, clock.left)
        solver.best_bound_callback = lambda bound: trace.bounds.append(
            (clock.passed, max(0.0, bound))
        )
        status = solver.solve(built.model, _Watcher(day, built, trace, clock))
        trace.proven = status == cp_model.OPTIMAL
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            trace.bounds.append((clock.passed, max(0.0, solver.best_objective_bound)))
        trace.ended = clock.passed
        return trace


class TimedModel(cp_model.CpModel):
    """A model that is built within a peer's time or not at all."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def add(self, ct: cp_model.BoundedLinearExpression | bool | np.bool_) -> cp_model.Constraint:
        """Add a row while there is time.

        Raises:
            TimeoutError: there is none left.
        """
        self.clock.check()
        return super().add(ct)


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Keeps every solution with its time."""

    def __init__(self, day: JobShopDay, built: CPModel, trace: Trace, clock: Clock) -> None:
        super().__init__()
        self.day, self.variables = day, built.variables
        self.trace, self.clock = trace, clock

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        when, instance = self.clock.passed, self.day.instance
        seats: dict[str, Seat | None] = {}
        for visit, away in zip(instance.visits, self.day.away, strict=True):
            chosen = zip(visit.away, away.modes, strict=True)
            slots = [each.slot for each, mode in chosen if self._chosen(mode)]
            seats[visit.ref] = Seat(slot=slots[0]) if slots and slots[0] else None
        for held in self.day.held:
            ways = [way for mode, way in held.ways.items() if self._chosen(mode)]
            if ways:
                seats[instance.visits[held.visit].ref] = self._seat(held, ways[0])
        rests = tuple(
            Rest(facts.person, facts.kind, self._start(taken.task), facts.minutes)
            for facts, taken in zip(instance.breaks, self.day.breaks, strict=True)
            if not self.boolean_value(self.variables.task_vars[taken.missed].present)
        )
        self.trace.answers.append(Answer(when, seats, rests, round(self.objective_value)))

    def _chosen(self, mode: int) -> bool:
        return self.boolean_value(self.variables.mode_vars[mode])

    def _start(self, task: int) -> int:
        return self.value(self.variables.task_vars[task].start) * self.day.unit

    def _seat(self, held: Held, number: int) -> Seat:
        mode = self.day.instance.visits[held.visit].modes[held.position]
        way = mode.ways[number]
        # Phases after the provider's part start as soon as somebody is free.
        last = max((k for k, phase in enumerate(mode.phases) if phase.provider), default=0)
        starts = tuple(
            self._start(task) if k <= last else None for k, task in enumerate(held.phases)
        )
        return Seat(way.provider, mode.site, mode.modality, starts, mode.remote, way.double)
