"""Pools: interchangeable rooms, devices or people, counted in the model and named afterwards.

For every union of the member sets that uses accept, the uses confined to the union run at most as
many at a time as the union has free members (the deficiency version of Hall's theorem): necessary
for a naming, and for equally available members sufficient, since interval graphs are perfect.
Where naming still fails, the pool is posted by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from solvers.day.model.rivals import joint, rivals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ortools.sat.python import cp_model

    from solvers.day.model.board import Linear, Literal
    from solvers.day.placements.candidates import Mode

MOST_GROUPS = 5
"""Distinct member sets up to which every union of them is counted."""

MOST_RIVALS = 8
"""The same where pairs of phases are only compared, and no row is written for a union."""


@dataclass(slots=True)
class Use:
    """A visit's need of one member of a pool from `start` to `end`, when `literal` holds.

    `key` tells what is named: (visit, mode, what, phase, position). `size` is None when the
    length varies with the plan. Uses of one phase with the same `allowed` are chosen for together:
    `rank` is which of those chosen is this one's.
    """

    key: tuple[str, Mode, str, int, int]
    start: Linear
    end: Linear
    size: int | None
    longest: int
    literal: Literal
    allowed: frozenset[str]
    apart: tuple[str, Mode, int] | None = None
    rank: int = 0


@dataclass(slots=True)
class Pool:
    """Members with the spans in which they are not to be had, what takes them up, and uses.

    The last `turnover` minutes of a use may lie in such a span: nobody is in the room any more.
    A member in `seats` serves so many uses at a time, any other one.
    """

    key: str
    members: dict[str, list[tuple[int, int]]]
    turnover: int = 0
    taken: dict[str, list[tuple[int, int, Literal]]] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    choices: dict[tuple[str, Mode, str, int, int], dict[str, Literal]] = field(default_factory=dict)
    seats: Mapping[str, int] = field(default_factory=dict)

    def seats_of(self, member: str) -> int:
        """Return how many uses a member serves at a time."""
        return self.seats.get(member, 1)

    def post(self, model: cp_model.CpModel, now: int, *, by_name: bool) -> None:
        """Post the rows; uses that nobody may serve are ruled out."""
        for use in self.uses:
            use.allowed = frozenset(m for m in use.allowed if self._can(m, use))
            if not use.allowed:
                model.add(use.literal == 0)
        uses = [use for use in self.uses if use.allowed]
        if not uses:
            return
        calls = joint(uses)
        intervals = [_interval(model, call[0]) for call in calls]
        unions = self._unions(uses)
        for union in unions:
            inside = [
                (interval, inside)
                for call, interval in zip(calls, intervals, strict=True)
                if (inside := sum(use.allowed <= union for use in call))
            ]
            inside += [
                (interval, self.seats_of(member))
                for member in sorted(union)
                for interval in self._busy(model, member, now)
            ]
            demands = [each for _, each in inside]
            model.add_cumulative([each for each, _ in inside], demands, self._places(union))
        if any(len(call) > 1 for call in calls):
            unions = self._unions(uses, MOST_RIVALS)
        for clique in rivals(calls, {union: self._places(union) for union in unions}):
            model.add_no_overlap([intervals[position] for position in clique])
        if by_name:
            self._post_names(model, uses, now)

    def _places(self, union: frozenset[str]) -> int:
        return sum(self.seats_of(member) for member in union)

    def _can(self, member: str, use: Use) -> bool:
        """Tell whether a member is to be had for a use that has one start only."""
        if not isinstance(use.start, int) or use.size is None:
            return True
        end = use.start + use.size - self.turnover
        return not any(a < end and use.start < b for a, b in self.members[member])

    def _avoid_short(
        self, model: cp_model.CpModel, use: Use, member: str, literal: Literal, now: int
    ) -> None:
        """Keep a named use out of spans of which too little is left to tell from its turnover."""
        for begin, b in self.members[member]:
            a = max(begin, now)
            if 0 < b - a <= self.turnover:
                before = model.new_bool_var("before")
                model.add(use.end - self.turnover <= a).only_enforce_if(literal, before)
                model.add(use.start >= b).only_enforce_if(literal, ~before)

    @staticmethod
    def _unions(uses: list[Use], most: int = MOST_GROUPS) -> list[frozenset[str]]:
        groups = sorted({use.allowed for use in uses}, key=lambda g: (len(g), sorted(g)))
        unions = {*groups, frozenset[str]().union(*groups)}
        if len(groups) <= most:
            for size in range(2, len(groups)):
                unions |= {frozenset[str]().union(*some) for some in combinations(groups, size)}
        return sorted(unions, key=lambda u: (len(u), sorted(u)))

    def _busy(self, model: cp_model.CpModel, member: str, now: int) -> list[cp_model.IntervalVar]:
        # A use [s, e + turnover) meets [a + turnover, b) just when its span [s, e) meets [a, b).
        fixed = [
            model.new_fixed_size_interval_var(begin, b - begin, "away")
            for a, b in self.members[member]
            if b > (begin := max(a, now) + self.turnover)
        ]
        optional = [
            model.new_optional_fixed_size_interval_var(max(a, now), b - max(a, now), lit, "taken")
            for a, b, lit in self.taken.get(member, [])
            if b > now
        ]
        return fixed + optional

    def _post_names(self, model: cp_model.CpModel, uses: list[Use], now: int) -> None:
        busy = {member: self._busy(model, member, now) for member in self.members}
        by_member: dict[str, list[cp_model.IntervalVar]] = {member: [] for member in self.members}
        apart: dict[tuple[object, str], list[Literal]] = {}
        for call in joint(uses):
            serving: dict[str, list[Literal]] = {}
            alike: dict[frozenset[str], list[Use]] = {}
            for use in call:
                alike.setdefault(use.allowed, []).append(use)
            for allowed, same in alike.items():
                chosen = {m: model.new_bool_var(f"name:{m}") for m in sorted(allowed)}
                model.add(sum(chosen.values()) == len(same) * same[0].literal)
                for rank, use in enumerate(same):
                    use.rank = rank
                    self.choices.setdefault(use.key, {}).update(chosen)
                for member, literal in chosen.items():
                    serving.setdefault(member, []).append(literal)
            for member, literals in serving.items():
                literal = literals[0]
                if len(literals) > 1:
                    literal = model.new_bool_var(f"serves:{member}")
                    model.add(sum(literals) == literal)
                by_member[member].append(_interval(model, call[0], literal))
                self._avoid_short(model, call[0], member, literal, now)
                if call[0].apart:
                    apart.setdefault((call[0].apart, member), []).append(literal)
        for literals in apart.values():
            model.add_at_most_one(literals)
        for member, named in by_member.items():
            seats, away = self.seats_of(member), busy[member]
            if seats == 1:
                model.add_no_overlap([*away, *named])
            else:
                demands = [seats] * len(away) + [1] * len(named)
                model.add_cumulative([*away, *named], demands, seats)


def _interval(
    model: cp_model.CpModel, use: Use, literal: Literal | None = None
) -> cp_model.IntervalVar:
    present = use.literal if literal is None else literal
    if use.size is not None:
        return model.new_optional_fixed_size_interval_var(use.start, use.size, present, "use")
    size = model.new_int_var(0, use.longest, "size")
    return model.new_optional_interval_var(use.start, size, use.end, present, "use")
