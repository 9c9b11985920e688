"""The compiled model with a whole plan pinned: what it says of that plan and of no other."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.case import Case, merged_duties
from models.finding import Tier
from solvers.day.known.facts import Facts
from solvers.day.known.spans import joined, without
from solvers.day.model.board import Board
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Placement, Plan, PlannedVisit, Transfer
    from models.rules import BreakKind
    from solvers.day.model.visits import VisitVars
    from solvers.day.placements.candidates import Offer

Tiers = dict[str, int]
Pins = dict[int, int]
"""Values of variables by their index in the model."""

TRADED = tuple(tier.value for tier in Tier if tier not in {Tier.T0, Tier.T1})


class NotOffered(Exception):
    """The model has no such decision: to it the plan is illegal."""


class Pinned:
    """A case compiled once, with every pool by name, and solved once for each plan pinned.

    With `core` it is the core model: it has no rooms, support staff and duties, and arrivals are
    left free, as one that is no better than another need not be offered.
    """

    def __init__(self, case: Case, *, core: bool = False) -> None:
        self.case, self.core = case, core
        self.facts = Facts(case)
        found = {
            ref: candidates(self.facts, rules(), visit) for ref, visit in self.facts.visits.items()
        }
        pools = frozenset(f"{k}:{s}" for k in ("rooms", "devices", "support") for s in case.sites)
        self.board = Board(self.facts, found, {}, pools, core=core, staffed=core)
        self.board.post(rules())
        self._count_breaks()
        self.model = self.board.model
        totals = [self.board.total(tier) for tier in Tier]
        self.model.minimize(cp_model.LinearExpr.sum(totals))

    def _count_breaks(self) -> None:
        """Have one variable for each break, whichever claim it meets."""
        by_break: dict[tuple[str, BreakKind, int, int], list[cp_model.IntVar]] = {}
        for choice in self.board.staff.breaks:
            if choice.fact is None:
                key = (choice.claim.person, choice.claim.kind, choice.start, choice.end)
                by_break.setdefault(key, []).append(choice.literal)
        self.breaks: dict[tuple[str, BreakKind, int, int], cp_model.IntVar] = {}
        for key, literals in by_break.items():
            taken = self.board.model.new_int_var(0, len(literals), "taken")
            self.board.model.add(taken == sum(literals))
            self.breaks[key] = taken

    def tiers(self, plan: Plan) -> Tiers | None:
        """Return what the plan costs by tier, or None when it is illegal."""
        if Counter(plan.overrides) != Counter(self.case.day.overrides):
            return None
        try:
            common = self._staff_pins(plan)
            ways = [list(self._visit_pins(ref, plan)) for ref in self.board.visits]
        except NotOffered:
            return None
        if sorted(v.appointment for v in plan.visits) != sorted(self.board.visits):
            return None
        least: Tiers | None = None
        for chosen in product(*ways):
            found = self._solve([common, *chosen])
            if found is not None and (least is None or sum(found.values()) < sum(least.values())):
                least = found
        return least

    def _solve(self, parts: list[Pins]) -> Tiers | None:
        pins: Pins = {}
        for part in parts:
            for index, value in part.items():
                if pins.setdefault(index, value) != value:
                    return None
        self.model.clear_hints()
        for index, value in pins.items():
            self.model.add_hint(self.model.get_int_var_from_proto_index(index), value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.fix_variables_to_their_hinted_value = True
        status = solver.solve(self.model)
        assert status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}, solver.status_name(status)
        if status == cp_model.INFEASIBLE:
            return None
        return {tier.value: solver.value(self.board.total(tier)) for tier in Tier}

    # ---------------------------------------------------------------- visits

    def _visit_pins(self, ref: str, plan: Plan) -> Iterator[Pins]:
        """Yield the pins of each way in which the model may hold the visit so."""
        planned = [v for v in plan.visits if v.appointment == ref]
        if len(planned) != 1:
            raise NotOffered
        variables, visit = self.board.visits[ref], planned[0]
        if visit.placement is not None and visit.slot is not None:
            raise NotOffered
        if visit.slot is not None:
            if visit.slot not in variables.slots:
                raise NotOffered
            yield {variables.slots[visit.slot].index: 1}
        elif visit.placement is None:
            yield {variables.manual.index: 1}
        else:
            yield from self._placed(variables, visit, visit.placement)

    def _placed(
        self, variables: VisitVars, planned: PlannedVisit, placement: Placement
    ) -> Iterator[Pins]:
        ways = 0
        for offer in variables.offers:
            mode = offer.mode
            if (offer.provider, offer.double, mode.site, mode.modality) != (
                placement.provider,
                placement.double_booked,
                placement.site,
                placement.modality,
            ):
                continue
            try:
                pins = self._started(variables, offer, placement)
                if not self.core:
                    pins |= self._named(variables, offer, placement)
            except NotOffered:
                continue
            ways += 1
            yield pins
        if not ways:
            raise NotOffered

    def _started(self, variables: VisitVars, offer: Offer, placement: Placement) -> Pins:
        held, mode = variables.offers[offer], variables.modes[offer.mode]
        phases, template = placement.phases, mode.template
        if len(phases) != len(template.phases):
            raise NotOffered
        pins: Pins = {held.literal.index: 1}
        for index, block in enumerate(template.blocks):
            start = phases[block.phases[0]].start
            for position, offset in zip(block.phases, block.offsets, strict=True):
                placed = phases[position]
                length = placed.end - placed.start
                if (placed.start, length) != (start + offset, template.phases[position].minutes):
                    raise NotOffered
            if index in held.blocks:
                times, literals = held.blocks[index]
                if held.joint and index == min(held.blocks):
                    chosen = [lit for _, at, lit in held.joint if at == start]
                    pins |= {lit.index: 0 for _, at, lit in held.joint if at != start}
                    if not chosen:
                        raise NotOffered
                    continue
                if start not in times:
                    raise NotOffered
                pins[literals[times.index(start)].index] = 1
            elif index == 0 and not self.core:
                chosen = [literal for at, literal in mode.arrivals if at == start]
                if not chosen:
                    raise NotOffered
                pins[chosen[0].index] = 1
            elif not self.core:
                variable = mode.starts[index]
                assert isinstance(variable, cp_model.IntVar)
                pins[variable.index] = start
        return pins

    def _named(self, variables: VisitVars, offer: Offer, placement: Placement) -> Pins:
        """Pin rooms, people and devices; what is over keeps what was published."""
        template = variables.modes[offer.mode].template
        published = self.facts.published(variables.visit.id)
        before = published.phases if published is not None else ()
        pins: Pins = {}

        def name(what: str, index: int, position: int, member: str | None) -> None:
            choices = self._choices(variables.visit.id, offer, what, index, position)
            if member not in choices:
                raise NotOffered
            pins[choices[member].index] = 1

        room_begun = False
        for index, placed in enumerate(placement.phases):
            was = before[index] if index < len(before) else None
            begun = placed.start < self.facts.now
            room_begun |= begun and template.phases[index].room is not None
            if begun:
                if was is None or (placed.people, placed.device) != (was.people, was.device):
                    raise NotOffered
                continue
            needed = len(template.support[index])
            if len(placed.people) != needed or len(set(placed.people)) != needed:
                raise NotOffered
            for position, person in enumerate(placed.people):
                name("person", index, position, person)
            if template.phases[index].device is not None:
                name("device", index, 0, placed.device)
            elif placed.device is not None:
                raise NotOffered
        pins |= self._attended(variables, offer, placement)
        if template.roomed is None or offer.mode.remote:
            if placement.room is not None:
                raise NotOffered
        elif room_begun:
            if published is None or placement.room != published.room:
                raise NotOffered
        else:
            name("room", 0, 0, placement.room)
        return pins

    def _attended(self, variables: VisitVars, offer: Offer, placement: Placement) -> Pins:
        """Pin interpreter and chaperone, or that there is none; what began has whom it had."""
        provided = variables.modes[offer.mode].template.provided
        before = self.facts.published(variables.visit.id)
        pins: Pins = {}
        for kind in ("interpreter", "chaperone"):
            who = getattr(placement, kind)
            choices = self._choices(variables.visit.id, offer, kind, 0, 0)
            if provided is not None and placement.phases[provided[0]].start < self.facts.now:
                if before is None or who != getattr(before, kind):
                    raise NotOffered
            elif who is not None and who not in choices:
                raise NotOffered
            else:
                pins |= {literal.index: int(p == who) for p, literal in choices.items()}
        return pins

    def _choices(
        self, ref: str, offer: Offer, what: str, index: int, position: int
    ) -> dict[str | None, cp_model.IntVar]:
        """Return the literals of all whom the model may name; none where nobody may be."""
        key = (ref, offer.mode, what, index, position)
        return {
            member: literal
            for pool in self.board.pools.values()
            for member, literal in pool.choices.get(key, {}).items()
        }

    # ---------------------------------------------------------------- staff

    def _roster_pins(self, plan: Plan) -> Pins:
        """Pin who is called in and who is sent elsewhere."""
        rosters = self.facts.rosters
        pins: Pins = {}
        called: list[str] = []
        sent: list[Transfer] = []
        for person, number in self.board.rosters.chosen(plan).items():
            if number is None:
                raise NotOffered
            roster = rosters[person][number]
            called += [] if roster.reserve is None else [roster.reserve.id]
            sent += [] if roster.transfer is None else [roster.transfer]
            for n, literal in enumerate(self.board.rosters.literals[person]):
                pins[literal.index] = int(n == number)
        before = self.case.published
        called += before.called_in
        sent += before.transfers
        if sorted(called) != sorted(plan.called_in) or {*sent} != {*plan.transfers}:
            raise NotOffered
        if len(sent) != len(plan.transfers):
            raise NotOffered
        return pins

    def _staff_pins(self, plan: Plan) -> Pins:
        wanted = Counter((b.person, b.kind, b.start, b.end) for b in plan.breaks)
        fixed = Counter(self.facts.fixed_breaks)
        if not self.core and (fixed - wanted or {*(wanted - fixed)} - {*self.breaks}):
            raise NotOffered
        wanted -= fixed
        pins = {variable.index: wanted[key] for key, variable in self.breaks.items()}
        pins |= self._roster_pins(plan)
        if self.core:
            return pins
        spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for given in merged_duties(plan.duties):
            spans.setdefault((given.person, given.duty), []).append((given.start, given.end))
        offered: dict[tuple[str, str, int, int], int] = {}
        for s in self.board.staff.stretches:
            offered[s.person, s.duty, s.start, s.end] = s.literal.index
        pins |= dict.fromkeys(offered.values(), 0)
        for person, duty in {*spans, *self.facts.published_duties}:
            own = joined(spans.get((person, duty), []))
            facts = [(0, max(0, self.facts.now)), *self.facts.locked_spans(person)]
            ahead = without(own, facts)
            if without(own, ahead) != self.facts.fixed_duty(person, duty):
                raise NotOffered
            for start, end in ahead:
                if (person, duty, start, end) not in offered:
                    raise NotOffered
                pins[offered[person, duty, start, end]] = 1
        return pins
