"""The obvious model on CP-SAT: optional intervals, no-overlap, cumulative, default parameters.

What a good programmer writes after an afternoon with the manual: for each visit an optional copy
of its phases for each provider who could see it, start variables over the starts offered, an
interval for each phase, no-overlap for each provider with the breaks among them, a cumulative for
each pool of staff, rooms and devices. Distances are absolute values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from benchmarks.peers.peer import Answer, Clock, Rest, Seat, Trace

if TYPE_CHECKING:
    from benchmarks.peers.instance import Instance, ModeFacts, PoolFacts, VisitFacts, WayFacts

    Literal = cp_model.IntVar


class Obvious:
    """Optional intervals for each (visit, provider), no-overlap, cumulatives."""

    name = "obvious"
    relaxed: tuple[str, ...] = (
        "Visits that a provider sees as a group take none of the provider's time.",
        "Visits that may be under way take up no staff, rooms or devices.",
    )

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers

    def run(self, instance: Instance, seconds: float, seed: int) -> Trace:
        """Solve to the end, or to the end of the time."""
        clock, trace = Clock(seconds), Trace()
        day = _Day(instance)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.01, clock.left)
        solver.best_bound_callback = lambda bound: trace.bounds.append(
            (clock.passed, max(0.0, bound))
        )
        status = solver.solve(day.model, _Watcher(day, trace, clock))
        trace.proven = status == cp_model.OPTIMAL
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            trace.bounds.append((clock.passed, max(0.0, solver.best_objective_bound)))
        trace.ended = clock.passed
        return trace


class _Way:
    """A visit's phases with one provider, held when the literal is true."""

    def __init__(self, seat: tuple[VisitFacts, ModeFacts, WayFacts], literal: Literal) -> None:
        self.visit, self.mode, self.way = seat
        self.literal = literal
        self.starts: list[cp_model.IntVar] = []


class _Day:
    """The model with its variables."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.terms: list[cp_model.LinearExprT] = []
        self.ways: list[_Way] = []
        self.away: dict[tuple[str, str | None], Literal] = {}
        self.rests: list[tuple[int, cp_model.IntVar, Literal]] = []
        self.busy: dict[tuple[str, bool], list[cp_model.IntervalVar]] = {}
        self.uses: dict[str, list[cp_model.IntervalVar]] = {}
        self.resting: dict[str, list[cp_model.IntervalVar]] = {}
        for visit in instance.visits:
            self._visit(visit)
        self._breaks()
        self._resources()
        self._limits()
        self.model.minimize(cp_model.LinearExpr.sum(self.terms))

    def _visit(self, visit: VisitFacts) -> None:
        model = self.model
        chosen: list[Literal] = []
        for away in visit.away:
            literal = self.away[visit.ref, away.slot] = model.new_bool_var("away")
            self.terms.append(away.price * literal)
            chosen.append(literal)
        for mode in visit.modes:
            for way in mode.ways:
                held = _Way((visit, mode, way), model.new_bool_var("held"))
                self._hold(held)
                self.ways.append(held)
                chosen.append(held.literal)
        model.add_exactly_one(chosen)

    def _hold(self, held: _Way) -> None:
        model, mode, way, visit = self.model, held.mode, held.way, held.visit
        first = next((k for k, phase in enumerate(mode.phases) if phase.provider), 0)
        low, high = min(mode.arrivals), max(mode.arrivals) + 24 * 60
        for k, phase in enumerate(mode.phases):
            if k == 0:
                domain = cp_model.Domain.from_values(list(mode.arrivals))
                start = model.new_int_var_from_domain(domain, "start")
            elif k == first:
                domain = cp_model.Domain.from_values(list(way.starts))
                start = model.new_int_var_from_domain(domain, "start")
            else:
                start = model.new_int_var(low, high, "start")
            if k == first == 0:
                domain = cp_model.Domain.from_values(list(way.starts))
                model.add_linear_expression_in_domain(start, domain)
            if k:
                gap = start - held.starts[-1] - mode.phases[k - 1].minutes
                model.add(gap >= phase.lag[0]).only_enforce_if(held.literal)
                model.add(gap <= phase.lag[1]).only_enforce_if(held.literal)
            held.starts.append(start)
            self._use(held, k)
        self._price(held, first, visit)
        if mode.room is not None and mode.held is not None:
            a, b = mode.held
            turnover = next((p.turnover for p in self.instance.pools if p.kind == "room"), 0)
            end = held.starts[b] + mode.phases[b].minutes + turnover
            size = model.new_int_var(0, 48 * 60, "stay")
            stay = model.new_optional_interval_var(held.starts[a], size, end, held.literal, "room")
            if min(mode.arrivals) >= self.instance.now:
                self.uses.setdefault(mode.room, []).append(stay)

    def _use(self, held: _Way, k: int) -> None:
        phase, start = held.mode.phases[k], held.starts[k]
        interval = self.model.new_optional_fixed_size_interval_var(
            start, phase.minutes, held.literal, "phase"
        )
        if phase.provider and held.visit.group == 1:
            key = (held.way.provider, held.way.double)
            self.busy.setdefault(key, []).append(interval)
        if min(held.mode.arrivals) < self.instance.now:
            return  # what may be under way has its people already
        for group in (*phase.groups, *([phase.device] if phase.device else [])):
            self.uses.setdefault(group, []).append(interval)

    def _price(self, held: _Way, first: int, visit: VisitFacts) -> None:
        """Price the provider, the arrival, the provider's start and the wait."""
        model, mode, way = self.model, held.mode, held.way
        self.terms.append(way.price * held.literal)
        for start, times, prices in (
            (held.starts[0], mode.arrivals, mode.arrival_prices),
            (held.starts[first], way.starts, way.prices),
        ):
            if not any(prices):
                continue
            price = model.new_int_var(0, max(prices), "price")
            cost = model.new_int_var_from_domain(cp_model.Domain.from_values(list(prices)), "cost")
            where = model.new_int_var(0, len(times) - 1, "where")
            model.add_element(where, list(times), start)
            model.add_element(where, list(prices), cost)
            model.add(price >= cost).only_enforce_if(held.literal)
            self.terms.append(price)
        least = sum(p.minutes for p in mode.phases[:-1]) + sum(p.lag[0] for p in mode.phases[1:])
        most = sum(p.lag[1] - p.lag[0] for p in mode.phases[1:])
        if most > visit.wait_free and visit.wait_minute:
            beyond = model.new_int_var(0, most, "wait")
            wait = held.starts[-1] - held.starts[0] - least
            model.add(beyond >= wait - visit.wait_free).only_enforce_if(held.literal)
            self.terms.append(visit.wait_minute * beyond)

    def _breaks(self) -> None:
        model = self.model
        for number, taken in enumerate(self.instance.breaks):
            domain = cp_model.Domain.from_values(list(taken.starts))
            start = model.new_int_var_from_domain(domain, "break")
            given = model.new_bool_var("given")
            interval = model.new_optional_fixed_size_interval_var(
                start, taken.minutes, given, "break"
            )
            self.rests.append((number, start, given))
            self.resting.setdefault(taken.person, []).append(interval)
            self.terms.append(taken.missing * (1 - given))
            if any(taken.prices):
                cost = model.new_int_var(0, max(taken.prices), "cost")
                where = model.new_int_var(0, len(taken.starts) - 1, "where")
                model.add_element(where, list(taken.starts), start)
                model.add_element(where, list(taken.prices), cost)
                self.terms.append(cost)

    def _resources(self) -> None:
        for (person, double), intervals in sorted(self.busy.items()):
            rests = [] if double else self.resting.get(person, [])
            self.model.add_no_overlap([*intervals, *rests])
        for pool in self.instance.pools:
            inside = [use for group in pool.groups for use in self.uses.get(group, [])]
            if pool.kind == "staff":
                inside += [rest for p in pool.members for rest in self.resting.get(p, [])]
            self._cumulative(pool, inside)
        slots: dict[str, list[Literal]] = {}
        for (_, slot), literal in self.away.items():
            if slot is not None:
                slots.setdefault(slot, []).append(literal)
        for _, literals in sorted(slots.items()):
            self.model.add_at_most_one(literals)

    def _cumulative(self, pool: PoolFacts, inside: list[cp_model.IntervalVar]) -> None:
        """Where fewer are there, the rest is taken up by intervals that stand."""
        if not inside:
            return
        most = max(many for _, many in pool.capacity)
        until = [*(when for when, _ in pool.capacity[1:]), 48 * 60]
        demands = [1] * len(inside)
        for (since, many), end in zip(pool.capacity, until, strict=True):
            when = max(since, self.instance.now, 0)
            if many < most and when < end:
                away = self.model.new_fixed_size_interval_var(when, end - when, "away")
                inside.append(away)
                demands.append(most - many)
        self.model.add_cumulative(inside, demands, most)

    def _limits(self) -> None:
        """Limits, and spans of time that are paid for as a whole."""
        model = self.model
        held = {
            (way.visit.ref, way.mode.site, way.mode.modality, way.mode.remote, way.way): way
            for way in self.ways
        }
        for limit in self.instance.limits:
            terms = []
            for number, position, which, weights in limit.terms:
                visit = self.instance.visits[number]
                mode = visit.modes[position]
                key = (visit.ref, mode.site, mode.modality, mode.remote, mode.ways[which])
                terms.append(self._weighed(held[key], weights))
            model.add(cp_model.LinearExpr.sum(terms) <= limit.most)
        used: dict[tuple[str, int], list[Literal]] = {}
        for span in self.instance.spans:
            literal = model.new_bool_var("used")
            self.terms.append(span.price * literal)
            for cap in span.caps:
                used.setdefault(cap, []).append(literal)
            for way in self.ways:
                self._meet(way, (span.provider, span.start, span.end), literal)
        for (_, most), literals in sorted(used.items()):
            model.add(cp_model.LinearExpr.sum(literals) <= most)

    def _weighed(self, held: _Way, weights: tuple[int, ...]) -> cp_model.LinearExprT:
        """Return the weight of a way: the most, but where it starts at a time that weighs less."""
        terms: list[tuple[Literal, int]] = [(held.literal, max(weights))]
        first = next((k for k, phase in enumerate(held.mode.phases) if phase.provider), 0)
        for weight in sorted(set(weights) - {max(weights)}):
            starts = [
                start for start, own in zip(held.way.starts, weights, strict=True) if own == weight
            ]
            lighter = self.model.new_bool_var("lighter")
            self.model.add_implication(lighter, held.literal)
            self.model.add_linear_expression_in_domain(
                held.starts[first], cp_model.Domain.from_values(starts)
            ).only_enforce_if(lighter)
            terms.append((lighter, weight - max(weights)))
        literals, weighed = zip(*terms, strict=True)
        return cp_model.LinearExpr.weighted_sum(literals, weighed)

    def _meet(self, way: _Way, span: tuple[str, int, int], used: Literal) -> None:
        """Use the span, or be before or after it, or just as published."""
        provider, begin, end = span
        first = next((k for k, phase in enumerate(way.mode.phases) if phase.provider), None)
        if way.way.provider != provider or way.way.double or first is None:
            return
        minutes = max(offset + length for offset, length in way.mode.taken)
        starts = way.way.starts
        free = [
            start
            for k, start in enumerate(starts)
            if start >= end or start + minutes <= begin or k in way.way.kept
        ]
        if len(free) == len(starts):
            return
        clear = self.model.new_bool_var("clear")
        self.model.add_bool_or([clear, used, ~way.literal])
        self.model.add_linear_expression_in_domain(
            way.starts[first], cp_model.Domain.from_values(free)
        ).only_enforce_if(clear)


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Keeps every solution with its time."""

    def __init__(self, day: _Day, trace: Trace, clock: Clock) -> None:
        super().__init__()
        self.day, self.trace, self.clock = day, trace, clock

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        when, day = self.clock.passed, self.day
        seats: dict[str, Seat | None] = dict.fromkeys(v.ref for v in day.instance.visits)
        for (ref, slot), literal in day.away.items():
            if slot is not None and self.boolean_value(literal):
                seats[ref] = Seat(slot=slot)
        for held in day.ways:
            if self.boolean_value(held.literal):
                mode, way = held.mode, held.way
                # Phases after the provider's part start as soon as somebody is free.
                last = max((k for k, p in enumerate(mode.phases) if p.provider), default=0)
                starts = tuple(
                    self.value(start) if k <= last else None for k, start in enumerate(held.starts)
                )
                seats[held.visit.ref] = Seat(
                    way.provider, mode.site, mode.modality, starts, mode.remote, way.double
                )
        rests = tuple(
            Rest(
                day.instance.breaks[number].person,
                day.instance.breaks[number].kind,
                self.value(start),
                day.instance.breaks[number].minutes,
            )
            for number, start, given in day.rests
            if self.boolean_value(given)
        )
        cost = round(self.objective_value)
        self.trace.answers.append(Answer(when, seats, rests, cost))
