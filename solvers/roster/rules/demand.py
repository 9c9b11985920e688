"""Every shift and hour has the people it needs; fewer than the minimum are a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.facts import DAY
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.roster import RosterDemand
    from solvers.roster.board import Board, Term
    from solvers.roster.facts import Facts

NEAR = (-1, 0, 1)
"""Days whose shifts may be under way on a day, counted from it."""


class Demand(Rule):
    """Every shift and hour has the people it needs; fewer than the minimum are a gap."""

    name = "demand"

    def post(self, board: Board) -> None:
        """Count who works, at each stretch of a day that a demand speaks of."""
        facts = board.facts
        prices = facts.case.rostering.demand
        for demand in facts.case.roster.demand:
            under = prices.under if demand.under is None else demand.under
            over = prices.over if demand.over is None else demand.over
            counted = _who_counts(facts, demand)
            for day in _days(facts, demand):
                people = _holding(facts, demand, day, counted)
                stretches = list(_stretches(board, demand, day, people))
                best = demand.optimum
                for terms in stretches:
                    board.limit(self, Tier.T0, terms, most=demand.maximum)
                self._short(board, Tier.T0, 1, stretches, demand.minimum)
                if best is not None:
                    self._short(board, Tier.T2, under, stretches, best)
                    self._beyond(board, over, stretches, best)

    def _short(
        self, board: Board, tier: Tier, price: int, stretches: list[list[Term]], wanted: int
    ) -> None:
        """The most that are missing at any stretch cost the price each."""
        if len(stretches) == 1:
            board.limit(self, tier, stretches[0], least=wanted, price=price)
        elif price and wanted:
            short = board.model.new_int_var(0, wanted, "")
            for terms in stretches:
                board.model.add(sum(terms) + short >= wanted)
            board.cost(self, tier, price, short)

    def _beyond(self, board: Board, price: int, stretches: list[list[Term]], best: int) -> None:
        """The most that are too many at any stretch cost the price each."""
        if len(stretches) == 1:
            board.limit(self, Tier.T6, stretches[0], most=best, price=price)
        elif price:
            beyond = board.model.new_int_var(0, max(map(len, stretches), default=0), "")
            for terms in stretches:
                board.model.add(sum(terms) - beyond <= best)
            board.cost(self, Tier.T6, price, beyond)


def _days(facts: Facts, demand: RosterDemand) -> Iterator[int]:
    weekdays = {weekday.number for weekday in demand.weekdays}
    numbers = sorted({facts.number(on) for on in demand.dates}) or range(facts.days)
    for day in numbers:
        if 0 <= day < facts.days and (not weekdays or facts.weekday(day) in weekdays):
            yield day


def _who_counts(facts: Facts, demand: RosterDemand) -> list[str]:
    """Return who counts on days on which they hold one of the credentials."""
    return [
        ref
        for ref, person in facts.people.items()
        if facts.contract(ref).counted
        and (demand.role is None or demand.role in {role.value for role in person.roles})
    ]


def _holding(facts: Facts, demand: RosterDemand, day: int, counted: list[str]) -> list[str]:
    if not demand.credentials:
        return counted
    on = facts.date(day)
    return [
        ref for ref in counted if any(facts.people[ref].holds(c, on) for c in demand.credentials)
    ]


def _stretches(
    board: Board, demand: RosterDemand, day: int, people: list[str]
) -> Iterator[list[Term]]:
    """Yield, for each stretch of the demand's time with other shifts, a term for each person."""
    facts = board.facts
    first_site = facts.case.office.sites[0].id
    types = [
        t
        for t, found in facts.types.items()
        if (not demand.shift_types or t in demand.shift_types)
        and (demand.site is None or demand.site == (found.site or first_site))
    ]
    window = demand.between
    if window is None:
        wanted = frozenset(types)
        there = board.who(day, wanted)
        yield [board.any(person, day, wanted) for person in people if person in there]
        return
    moments = {window.start}
    for near in NEAR:
        for t in types:
            ends = (facts.types[t].start + near * DAY, facts.types[t].end + near * DAY)
            moments |= {at for at in ends if window.start < at < window.end}
    seen = set()
    for at in sorted(moments):
        under_way = tuple(
            frozenset(
                t for t in types if facts.types[t].start <= at - near * DAY < facts.types[t].end
            )
            for near in NEAR
        )
        if under_way in seen:
            continue
        seen.add(under_way)
        yield [term for person in people for term in _one_of(board, person, day, under_way)]


def _one_of(
    board: Board, person: str, day: int, under_way: tuple[frozenset[str], ...]
) -> Iterator[Term]:
    """Yield terms of which one at the most is true; a shift held counts once."""
    terms = [
        board.any(person, day + near, types)
        for near, types in zip(NEAR, under_way, strict=True)
        if types and day + near < board.facts.days
    ]
    if any(isinstance(term, int) and term for term in terms):
        yield 1
    else:
        yield from (term for term in terms if not isinstance(term, int))
