"""The board: a case compiled into a CP-SAT model, on which the rules post what they ask.

Visits have literals over (provider, start); later phases without a provider are interval
variables; interchangeable rooms and people are counted in pools and named afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.day.known.spans import joined
from solvers.day.model.occupancy import Occupancy
from solvers.day.model.pools import Pool, Use
from solvers.day.model.roster_choice import RosterChoice
from solvers.day.model.staff import Staff
from solvers.day.model.visits import VisitVars, compile_visit
from solvers.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.appointment import Appointment
    from models.finding import Tier
    from solvers.day.known.facts import Facts
    from solvers.day.model.visits import OfferVars
    from solvers.day.placements.candidates import Candidates, Mode, Offer, Starts
    from solvers.day.rule import Rule

Literal = cp_model.IntVar
Linear = cp_model.LinearExpr | cp_model.IntVar | int


@dataclass(frozen=True, slots=True)
class Cost:
    """A term of the objective: `rate` units of a tier for each unit of `amount`."""

    rule: str
    tier: Tier
    rate: int
    amount: Linear


@dataclass(slots=True)
class Stay:
    """What a visit may do that is not free: keep offer and start, wait, or be given up.

    `start` is its arrival. `blocks` are starts of its blocks that a core has chosen: a hint, no
    more, but for the `kept` one: with it that block's start is kept instead of the arrival.
    """

    offer: Offer | None
    start: int | None
    slot: str | None = None
    blocks: dict[int, int] = field(default_factory=dict, compare=False)
    kept: int = field(default=0, compare=False)

    def of(self, blocks: list[Starts]) -> list[Starts]:
        """Return what is left of the starts offered for each block."""
        start = self.blocks[self.kept] if self.kept else self.start
        return [
            starts[starts == start] if index == self.kept else starts
            for index, starts in enumerate(blocks)
        ]


class Board:
    """The model under construction; one for each ring.

    Attributes:
        facts: the case.
        model: the CP-SAT model.
        visits: the variables of every visit, by id.
        stays: visits that are not free, with what they keep.
        core: whether this is the core model.
        staffed: whether the core knows how many of the staff there are.
    """

    def __init__(
        self,
        facts: Facts,
        candidates: Mapping[str, Candidates],
        stays: Mapping[str, Stay],
        named: frozenset[str] = frozenset(),
        *,
        core: bool = False,
        staffed: bool = False,
    ) -> None:
        self.facts = facts
        self.staffed = staffed
        self.model = Model()
        self.named = named
        self.core = core
        self.costs: list[Cost] = []
        self.pools: dict[str, Pool] = {}
        self.begun: dict[tuple[str, Mode, int], tuple[Literal, Literal]] = {}
        self.shares: dict[tuple[str, Mode, int, int], tuple[Literal, Literal]] = {}
        self.stays = stays
        self.visits: dict[str, VisitVars] = {
            ref: compile_visit(facts, self.model, found, stays.get(ref), core=core)
            for ref, found in candidates.items()
        }

    @cached_property
    def staff(self) -> Staff:
        """Breaks and duty stretches of the day."""
        people: Iterable[str] = self.facts.people
        if self.core and not self.staffed:
            people = {offer.provider for _, offer, _ in self.offers()}
        return Staff(self.facts, self.rosters, people, core=self.core)

    @cached_property
    def rosters(self) -> RosterChoice:
        """How each person is staffed who can be staffed in more ways than one."""
        return RosterChoice(self.facts, self.model)

    @cached_property
    def occupancy(self) -> Occupancy:
        """What each person is taken up with, as spans with literals."""
        return Occupancy(self)

    def cost(self, rule: Rule, tier: Tier, rate: int, amount: Linear) -> None:
        """Add `rate` units of a tier for each unit of `amount`; nothing when the rate is 0."""
        if rate:
            self.costs.append(Cost(rule.name, tier, rate, amount))

    def total(self, *tiers: Tier) -> Linear:
        """Return the sum of the cost terms of the tiers."""
        terms = [cost.rate * cost.amount for cost in self.costs if cost.tier in tiers]
        return cp_model.LinearExpr.sum(terms) if terms else 0

    def booked(self) -> Iterator[tuple[Appointment, VisitVars]]:
        """Yield the visits that have a booked start."""
        for variables in self.visits.values():
            if variables.visit.at is not None:
                yield variables.visit, variables

    def offers(self) -> Iterator[tuple[VisitVars, Offer, OfferVars]]:
        """Yield every offer still open."""
        for variables in self.visits.values():
            for offer, open_offer in variables.offers.items():
                yield variables, offer, open_offer

    def pool(
        self,
        key: str,
        members: Mapping[str, list[tuple[int, int]]],
        turnover: int = 0,
        seats: Mapping[str, int] | None = None,
    ) -> Pool:
        """Return the pool of that key, made with these members and their unavailable spans."""
        if key not in self.pools:
            listed = {member: joined(spans) for member, spans in members.items()}
            self.pools[key] = Pool(key, listed, turnover, seats=seats or {})
        return self.pools[key]

    def post(self, rules: Iterable[Rule]) -> None:
        """Let the rules post, then count, or name, the pools that they have filled."""
        for rule in rules:
            self._post_prices(rule)
            if rule.core or not self.core:
                rule.post(self)
        for key, pool in sorted(self.pools.items()):
            pool.post(self.model, self.facts.now, by_name=key in self.named)

    def _post_prices(self, rule: Rule) -> None:
        facts = self.facts
        for variables in self.visits.values():
            visit = variables.visit
            for offer, held in variables.offers.items():
                for tier, price in rule.offer_prices(facts, visit, offer):
                    self.cost(rule, tier, price, held.literal)
            for mode, mode_vars in variables.modes.items():
                arrivals = np.array([t for t, _ in mode_vars.arrivals], dtype=np.int64)
                for tier, prices in rule.arrival_prices(facts, visit, mode, arrivals):
                    for (_, literal), price in zip(mode_vars.arrivals, prices, strict=True):
                        self.cost(rule, tier, int(price), literal)
            for slot, literal in ((None, variables.manual), *variables.slots.items()):
                for tier, price in rule.away_prices(facts, visit, slot):
                    self.cost(rule, tier, price, literal)

    def at_most_one(self, literals: Iterable[Literal]) -> None:
        """At most one of the literals holds."""
        listed = list(literals)
        if len(listed) > 1:
            self.model.add_at_most_one(listed)


__all__ = ["Board", "Cost", "Linear", "Literal", "Stay", "Use", "field"]
