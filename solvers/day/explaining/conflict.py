"""Conflicts: a smallest set of wishes, rules and facts that cannot all hold.

A part of the day is taken, small ones first: some visits with all that they may do, everybody's
breaks and duties free, all other visits left out. What cannot be there cannot be on the whole day.
Members are then left out by halves, and at last one by one, each time by solving: the solver's own
unsatisfiable cores are not relied on.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from ortools.sat.python import cp_model

from models.finding import Tier
from models.staff import Role
from solvers.day.check.verdict import check
from solvers.day.explaining.eased import EVERYWHERE, TURNOVER, eased
from solvers.day.explaining.local import Part, at_once, quick_solver, solve_part
from solvers.day.explaining.must_stay import Stays, must_stay
from solvers.day.explaining.told import Core, Member, Possible
from solvers.day.explaining.wishes import LITTLE, NoCalls
from solvers.day.known.facts import Facts
from solvers.day.known.spans import overlaps
from solvers.day.model.board import Board
from solvers.day.placements.candidates import candidates, offers_of
from solvers.day.registry import rules
from solvers.day.rule import Rule
from solvers.day.solving.core import SOLVED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from models.case import Case
    from models.plan import Plan, PlannedVisit
    from solvers.day.explaining.eased import Left
    from solvers.day.explaining.wishes import Wish
    from solvers.day.placements.candidates import Candidates

    Impossible = Callable[[Collection["Member"]], bool]

BY_PROVIDER = {
    "absence",
    "shift",
    "protected-time",
    "provider-overlap",
    "load",
    "held-slots",
    "double-booking",
    "duration-risk",
}
"""Rules that are told of a provider."""

BY_SITE = {"rooms", "devices", "opening-hours", "closures"}
"""Rules that are told of a site."""

WHOLE = {
    "coverage",
    "support-ratio",
    "caps",
    "open-slots",
    "duties",
    "past",
    "reserves",
    "transfers",
}
"""Rules that are told as a whole."""

MOST_UNMET = 12
"""Visits not as asked up to which each is looked at by itself, and a plan is tried for all."""

MOST_TOLD = 20
"""Visits up to which rules about single visits are told visit by visit, else as a whole."""

EACH, FIRST = 0.2, 3
"""The share of the time that a single solve may take; so many times as much for the first."""

CONSTRUCTING = 0.25
"""The share of the time left in which a plan that is as asked is looked for."""

LIKELY = {
    "asked",
    "absence",
    "breaks",
    "competence",
    "load",
    "locks",
    "movability",
    "opening-hours",
    "provider-overlap",
    "rooms",
    "shift",
    "staff-overlap",
}
"""Rules that are behind most conflicts: tried first by themselves."""

WISH = "asked"
"""The rule that wishes go by."""


@dataclass
class KeepsBreaks(Rule):
    """Nobody misses a break who has it in the plan."""

    name: ClassVar[str] = "breaks"
    missed: dict[str, int] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def post(self, board: Board) -> None:
        """Cap the breaks that each person misses."""
        for person in board.staff.people:
            missing = [lit for claim, lit in board.staff.missing if claim.person == person]
            if missing and person not in self.without:
                board.model.add(sum(missing) <= self.missed.get(person, 0))


class Conflicts:
    """Looks for a conflict among wishes, rules and what must stay, until time is up."""

    def __init__(
        self, case: Case, plan: Plan, wishes: Sequence[Wish], seconds: float, seed: int = 0
    ) -> None:
        self.case, self.plan, self.wishes = case, plan, tuple(wishes)
        self.facts = Facts(case)
        self.seed = seed
        self.until = time.monotonic() + seconds
        self.stays = must_stay(case, plan)
        verdict = check(case, plan)
        self.missed: dict[str, int] = {}
        self.gaps: dict[str, int] = {}
        for finding in verdict.gaps:
            self.gaps[finding.rule] = self.gaps.get(finding.rule, 0) + finding.cost
            if finding.rule == "breaks":
                for person in finding.about:
                    self.missed[person] = self.missed.get(person, 0) + 1
        self.solves = 0
        self.each = seconds * EACH
        self._last: bool | None = None
        self._listed: dict[tuple[frozenset[str], bool], tuple[Member, ...]] = {}
        self._known: dict[tuple[str, Left, tuple[Wish, ...]], Candidates] = {}

    def find(self) -> Core | Possible:
        """Return a conflict of the smallest part that has one."""
        if all(
            wish.met(self.facts, planned) for wish in self.wishes for planned in self._entries()
        ):
            return Possible(shown=True)
        small, large = self._small_parts(), self._large_parts()
        if all(wish.visit for wish in self.wishes):
            core = self._first_conflict([*small, *large], (True, False))
            # The last part is all that matters to what was asked, with every rule.
            return core or Possible(shown=self._last is True)
        whole = large[-1]
        self.each *= FIRST
        verdict = self._possible(whole, self._members(whole, core=True), core=True)
        self.each /= FIRST
        if verdict is False:
            localised = self._first_conflict([*small, *large[:-1]], (True,))
            return localised or self._smallest(whole, self._members(whole, core=True), core=True)
        if self._constructed():
            return Possible(shown=True)
        core = self._first_conflict([*small, whole], (False,))
        return core or Possible(shown=self._last is True)

    def _first_conflict(
        self, parts: Sequence[frozenset[str]], models: Sequence[bool]
    ) -> Core | None:
        for core in models:
            for visits in parts:
                members = self._members(visits, core=core)
                self._last = self._possible(visits, members, core=core)
                if self._last is False:
                    return self._smallest(visits, members, core=core)
        return None

    def _constructed(self) -> bool:
        """Tell whether the plan can be changed near by so that all is as asked."""
        wanted = [
            planned.appointment
            for planned in self._entries()
            if not all(wish.met(self.facts, planned) for wish in self.wishes)
        ]
        if len(wanted) > MOST_UNMET:
            return False
        free = set(wanted)
        loose: set[str] = set()
        for ref in wanted:
            booked = self.facts.published(ref)
            if booked is not None:
                free |= at_once(self.plan, (booked.start, booked.start + 1), 0)
                loose |= at_once(self.plan, (booked.start, booked.end), LITTLE)
        wishes = (*self.wishes, Stays(self.stays))
        everybody, gaps = frozenset(self.case.people), sum(self.gaps.values())
        part = Part(frozenset(free), wishes, everybody, gaps, frozenset(loose - free))
        seconds = (self.until - time.monotonic()) * CONSTRUCTING
        return solve_part(self.case, self.plan, part, seconds, self.seed).plan is not None

    def _entries(self) -> Iterator[PlannedVisit]:
        return (entry for entry in self.plan.visits if entry.appointment in self.facts.visits)

    def _small_parts(self) -> list[frozenset[str]]:
        """Return the visits asked about; or, one by one, those that are not as all should be."""
        named = frozenset(wish.visit for wish in self.wishes if wish.visit)
        if all(wish.visit for wish in self.wishes):
            return [named]
        unmet = [
            planned.appointment
            for planned in self._entries()
            if not all(wish.met(self.facts, planned) for wish in self.wishes)
        ]
        return [named | {ref} for ref in unmet[:MOST_UNMET]]

    def _large_parts(self) -> list[frozenset[str]]:
        """Return sets of visits, growing, up to all that must stay, or are asked about."""
        named = frozenset(wish.visit for wish in self.wishes if wish.visit)
        if all(wish.visit for wish in self.wishes):
            return [named | frozenset(self.stays)]
        crowds = any(isinstance(wish, NoCalls) for wish in self.wishes)
        return [*(self._crowds(named) if crowds else ()), frozenset(self.facts.visits)]

    def _crowds(self, named: frozenset[str]) -> Iterator[frozenset[str]]:
        """Yield, for each visit that was hit, it and whoever is booked at its time.

        The fuller the time is, the sooner it comes.
        """
        spans = {
            ref: (place.site, self.facts.provider_spans(visit, place))
            for ref, visit in self.facts.visits.items()
            if (place := self.facts.published(ref)) is not None
        }
        crowds = []
        for ref in sorted(self.facts.hit & set(spans)):
            site, own = spans[ref]
            near = {
                other
                for other, (place, taken) in spans.items()
                if place == site and any(overlaps(own, a, b) for a, b in taken)
            }
            crowds.append((-len(near), ref, named | near))
        yield from (crowd for _, _, crowd in sorted(crowds))

    def _members(self, visits: frozenset[str], *, core: bool) -> tuple[Member, ...]:
        key = (visits, core)
        if key not in self._listed:
            self._listed[key] = tuple(self._all_members(visits, core=core))
        return self._listed[key]

    def _all_members(self, visits: Collection[str], *, core: bool) -> Iterator[Member]:
        told = set(self._told(visits, core=core))
        yield from sorted(told)
        for ref in sorted(visits):
            stays = self.stays.get(ref)
            if stays is not None and Member(stays, ref) not in told:
                yield Member(stays, ref)

    def _told(self, visits: Collection[str], *, core: bool) -> Iterator[Member]:
        facts = self.facts
        offers = [o for ref in visits for o in offers_of(facts, facts.visits[ref])]
        providers = sorted(
            {o.provider for o in offers if Role.PROVIDER in facts.people[o.provider].roles}
        )
        sites = sorted({offer.mode.site for offer in offers})
        for position in range(len(self.wishes)):
            yield Member(WISH, str(position))
        for rule in rules():
            if core and not rule.core:
                continue
            if rule.name in BY_PROVIDER:
                abouts: Sequence[str] = self._concerned(rule.name, providers)
            elif rule.name in BY_SITE:
                abouts = sites
            elif rule.name in {"staff-overlap", "breaks"}:
                abouts = providers if core else [*sorted(facts.people), *sites]
            elif rule.name == "duty-tasks":
                abouts = sorted(facts.posts)
            elif rule.name in WHOLE or len(visits) > MOST_TOLD:
                abouts = [EVERYWHERE]
            else:
                abouts = sorted(visits)
            yield from (Member(rule.name, about) for about in abouts)
        if not core and facts.rules.rooms.turnover:
            yield Member("rooms", TURNOVER)

    def _concerned(self, rule: str, providers: Sequence[str]) -> Sequence[str]:
        """Return the providers of whom a rule has something to say."""
        if rule == "absence":
            return [person for person in providers if self.facts.away[person]]
        if rule == "protected-time":
            blocked = {block.person for block in self.case.day.protected}
            return [person for person in providers if person in blocked]
        return providers

    def _possible(
        self, visits: frozenset[str], kept: Collection[Member], *, core: bool
    ) -> bool | None:
        """Tell whether the members can all hold; None when that is not known in time."""
        if self.until - time.monotonic() <= 0:
            return None
        self.solves += 1
        board = self._board(visits, frozenset(kept), core=core)
        if board is None:
            return False
        # Without intervals, what is impossible without probing is so.
        with_intervals = any(part.has_interval() for part in board.model.proto.constraints)
        for probed in (False, True) if with_intervals else (False,):
            seconds = min(self.until - time.monotonic(), self.each)
            solver = quick_solver(seconds, self.seed, probed=probed)
            status = solver.solve(board.model)
            if status in SOLVED:
                return True
            if status != cp_model.INFEASIBLE:
                return None
        return False

    def _board(
        self, visits: frozenset[str], kept: frozenset[Member], *, core: bool
    ) -> Board | None:
        everything = set(self._members(visits, core=core))
        left: Left = frozenset((m.rule, m.about) for m in everything - kept if m.rule != WISH)
        wishes = [wish for n, wish in enumerate(self.wishes) if Member(WISH, str(n)) in kept]
        off = {about for rule, about in left if rule == "breaks"}
        more: list[Rule] = [
            KeepsBreaks(self.missed, frozenset(off)),
            Stays({ref: why for ref, why in self.stays.items() if (why, ref) not in left}),
        ]
        # What is asked for leaves the fewest starts, so it is asked first.
        asked = (*wishes, *eased(left), *more)
        found = {ref: self._candidates(ref, asked, left, wishes) for ref in sorted(visits)}
        board = Board(self.facts, found, {}, core=core)
        board.post(asked)
        for rule in {"coverage", "support-ratio"} & {m.rule for m in kept}:
            terms = [c.rate * c.amount for c in board.costs if (c.rule, c.tier) == (rule, Tier.T0)]
            if terms:
                board.model.add(sum(terms) <= self.gaps.get(rule, 0))
        return board

    def _candidates(
        self, ref: str, asked: Sequence[Rule], left: Left, wishes: Sequence[Wish]
    ) -> Candidates:
        """Return what a visit may do, worked out once for what is left out that is about it."""
        others = self.facts.visits
        own = frozenset((r, about) for r, about in left if about == ref or about not in others)
        key = (ref, own, tuple(wishes))
        if key not in self._known:
            self._known[key] = candidates(self.facts, asked, others[ref])
        return self._known[key]

    def _smallest(self, visits: frozenset[str], members: Sequence[Member], *, core: bool) -> Core:
        """Leave members out by halves, rule by rule and then one by one; then verify."""

        def impossible(kept: Collection[Member]) -> bool:
            return self._possible(visits, kept, core=core) is False

        groups: dict[str, list[Member]] = {}
        for member in members:
            key = f"{member.rule}:{member.about}" if member.rule == WISH else member.rule
            groups.setdefault(key, []).append(member)
        likely = [group for key, group in groups.items() if key.split(":")[0] in LIKELY]
        if len(likely) < len(groups) and impossible([m for group in likely for m in group]):
            groups = {str(n): group for n, group in enumerate(likely)}
        chosen = _halved(impossible, list(groups.values()))
        if sum(len(group) for group in chosen) > len(chosen):
            chosen = _halved(impossible, [[member] for group in chosen for member in group])
        kept = [member for group in chosen for member in group]
        needed: list[Member] = []
        for member in list(kept):
            rest = [other for other in kept if other != member]
            verdict = self._possible(visits, rest, core=core)
            if verdict is False:
                kept = rest
            elif verdict:
                needed.append(member)
        verified = self._possible(visits, kept, core=core) is False
        return Core(tuple(kept), tuple(needed), verified)


def _halved(impossible: Impossible, groups: list[list[Member]]) -> list[list[Member]]:
    """Return groups that are impossible together, none of which can be spared (QuickXplain)."""

    def flat(chosen: list[list[Member]]) -> list[Member]:
        return [member for group in chosen for member in group]

    def explain(
        given: list[list[Member]], fresh: list[list[Member]], rest: list[list[Member]]
    ) -> list[list[Member]]:
        if fresh and impossible(flat(given)):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        from_second = explain([*given, *first], first, second)
        from_first = explain([*given, *from_second], from_second, first)
        return [*from_first, *from_second]

    return explain([], [], groups) if groups else []
