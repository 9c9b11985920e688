"""A family that comes together stays together: so far apart at the most, or at a price."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import combinations
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.plan import Placement
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.model.visits import VisitVars


class Families(Rule):
    """A family that comes together stays together: so far apart at the most, or at a price."""

    name = "families"

    def post(self, board: Board) -> None:
        """Price every two visits of a family that were published together and no longer are."""
        if not board.facts.rates.family_apart:
            return
        seen: dict[str, dict[str, _Seen]] = {}
        for one, other in _together(board.facts, list(board.visits)):
            for ref in (one, other):
                if ref not in seen:
                    seen[ref] = _seen(board, board.visits[ref])
            if not (seen[one] and seen[other]) and board.core:
                continue
            apart = board.model.new_bool_var(f"apart:{one}:{other}")
            for first, second in ((one, other), (other, one)):
                for site, times in seen[first].items():
                    there = seen[second].get(site)
                    for row in _rows(times, there, board.facts.rules.families.within):
                        board.model.add(row <= apart)
            board.cost(self, Tier.T5, board.facts.rates.family_apart, apart)


class _Seen:
    """When a visit may be seen at one site, and what says that it is by then."""

    def __init__(self, board: Board, at: dict[int, list[Literal]]) -> None:
        self.times = sorted(at)
        self.by: list[Linear] = []
        for time in self.times:
            now = cp_model.LinearExpr.sum(at[time])
            if self.by or len(at[time]) > 1:
                reached = board.model.new_bool_var(f"seen-by:{time}")
                board.model.add(reached == now + (self.by[-1] if self.by else 0))
                self.by.append(reached)
            else:
                self.by.append(now)

    def before(self, count: int) -> Linear:
        """Return whether it is at one of the first so many times."""
        return self.by[count - 1] if count else 0


def _together(facts: Facts, refs: list[str]) -> Iterator[tuple[str, str]]:
    """Yield every two visits of a family that were published within the hour, at one site."""
    families: dict[str, list[str]] = {}
    for ref in refs:
        family = facts.visits[ref].together
        if family is not None:
            families.setdefault(family, []).append(ref)
    for members in families.values():
        for one, other in combinations(members, 2):
            a, b = facts.published(one), facts.published(other)
            if a is None or b is None or a.site != b.site:
                continue
            begins = [_begins(facts, facts.visits[r], p) for r, p in ((one, a), (other, b))]
            if abs(begins[0] - begins[1]) <= facts.rules.families.within:
                yield one, other


def _begins(facts: Facts, visit: Appointment, placement: Placement) -> int:
    spans = facts.provider_spans(visit, placement)
    return spans[0][0] if spans else placement.start


def _seen(board: Board, variables: VisitVars) -> dict[str, _Seen]:
    """Return by site when the visit may be seen.

    The core has no arrivals to go by where no provider has a part in it: then there is nothing.
    """
    at: dict[str, dict[int, list[Literal]]] = {}
    for offer, held in variables.offers.items():
        tmpl = variables.modes[offer.mode].template
        first = next((k for k, block in enumerate(tmpl.blocks) if block.provided), None)
        if first is not None:
            offset = tmpl.blocks[first].provided[0][0]
            for time, literal in zip(*held.blocks[first], strict=True):
                there = at.setdefault(offer.mode.site, {})
                there.setdefault(time + offset, []).append(literal)
        elif board.core:
            return {}
    for mode, arriving in variables.modes.items():
        if not any(block.provided for block in arriving.template.blocks):
            for time, literal in arriving.arrivals:
                at.setdefault(mode.site, {}).setdefault(time, []).append(literal)
    return {site: _Seen(board, times) for site, times in at.items()}


def _rows(one: _Seen, other: _Seen | None, within: int) -> Iterator[Linear]:
    """Yield what is 1 at a site where only one is seen, or is seen too early or too late.

    Of rows that compare with the same times of the other visit the first, or last, says all.
    """
    everywhere = len(one.times)
    if other is None:
        yield one.before(everywhere)
        return
    latest: dict[int, int] = {}
    earliest: dict[int, int] = {}
    for k, time in enumerate(one.times):
        latest[bisect_right(other.times, time + within)] = k + 1
        earliest.setdefault(bisect_left(other.times, time - within), k)
    for count, k in latest.items():
        yield one.before(k) - other.before(count)
    for count, k in earliest.items():
        late = one.before(everywhere) - one.before(k)
        yield late - (other.before(len(other.times)) - other.before(count))
