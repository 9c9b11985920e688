"""The staff's part of an instance: breaks, and pools of people, rooms and devices."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from benchmarks.peers.instance import BreakFacts, PoolFacts
from solvers.day.check.verdict import check
from solvers.day.known.spans import HORIZON, without

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.plan import Plan
    from solvers.day.known.facts import Facts
    from solvers.day.known.staff_facts import Claim

MISSING = 10_000_000
"""What a missing break costs: more than all visits."""

MOST_GROUPS = 5
"""Groups up to which every union of them is a pool."""


class Groups:
    """Groups of interchangeable members, named in the order in which they are asked for."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, str, frozenset[str]], str] = {}

    def of(self, kind: str, site: str, members: Iterable[str]) -> str:
        """Return the name of a group."""
        key = (kind, site, frozenset(members))
        return self.names.setdefault(key, f"{kind}:{site}:{len(self.names)}")


class StaffWriter:
    """Writes breaks and pools; `plan` is that of ring 0."""

    def __init__(self, facts: Facts, groups: Groups, plan: Plan) -> None:
        self.facts, self.groups, self.plan = facts, groups, plan

    def breaks(self) -> Iterable[BreakFacts]:
        """Yield the breaks whose times are still open."""
        facts = self.facts
        claims: dict[tuple[str, str], list[Claim]] = {}
        for claim in facts.claims:
            claims.setdefault((claim.person, claim.kind.value), []).append(claim)
        chosen = {(b.person, b.kind.value, b.start) for b in self.plan.breaks}
        standing = {person for person, _, _, _ in facts.fixed_breaks}
        for (person, kind), own in claims.items():
            known = [
                start
                for each, start, _ in facts.published_breaks[person]
                if each.value == kind and start >= facts.now
            ]
            # With more claims than published breaks it is not known which of them is moved.
            rate = facts.rates.break_moved if len(own) <= len(known) else 0
            for claim in own:
                starts = facts.break_starts(claim)
                if not starts or person in standing:
                    continue
                hint = next((k for k, s in enumerate(starts) if (person, kind, s) in chosen), -1)
                if hint >= 0:
                    chosen.remove((person, kind, starts[hint]))
                prices = tuple(0 if start in known else rate for start in starts)
                yield BreakFacts(person, kind, claim.minutes, tuple(starts), prices, MISSING, hint)

    def pools(self) -> Iterable[PoolFacts]:
        """Yield the pools of every union of groups."""
        places = sorted({(kind, site) for kind, site, _ in self.groups.names})
        for kind, site in places:
            sets = {
                members: name
                for (k, s, members), name in self.groups.names.items()
                if (k, s) == (kind, site)
            }
            unions = {*sets, frozenset[str]().union(*sets)}
            if len(sets) <= MOST_GROUPS:
                for size in range(2, len(sets)):
                    unions |= {frozenset[str]().union(*some) for some in combinations(sets, size)}
            ordered = sorted(unions, key=lambda union: (len(union), sorted(union)))
            for number, union in enumerate(ordered):
                yield PoolFacts(
                    key=f"{kind}:{site}:{number}",
                    kind=kind,
                    site=site,
                    groups=tuple(name for members, name in sets.items() if members <= union),
                    members=tuple(sorted(union)),
                    capacity=self._capacity(kind, site, union),
                    turnover=self.facts.rules.rooms.turnover if kind == "room" else 0,
                )

    def _capacity(self, kind: str, site: str, union: frozenset[str]) -> tuple[tuple[int, int], ...]:
        facts = self.facts
        whole = [(0, HORIZON)]
        if kind == "staff":
            fixed = {(p, a, b) for p, _, a, b in facts.fixed_breaks}
            there = {
                member: without(
                    facts.present(member, site), [(a, b) for p, a, b in fixed if p == member]
                )
                for member in union
            }
        else:
            outages = facts.room_outages if kind == "room" else facts.device_outages
            after = facts.rules.rooms.turnover if kind == "room" else 0
            # The last minutes of a use are turnover, which may lie in an outage.
            there = {
                member: without(
                    whole, [(a + after, b) for a, b in outages.get(member, []) if a + after < b]
                )
                for member in union
            }
        posts = self._posts(site) if kind == "staff" else []
        edges = sorted(
            {
                0,
                HORIZON,
                *(t for spans in there.values() for s in spans for t in s),
                *(t for start, end, _, _ in posts for t in (start, end)),
            }
        )
        steps: list[tuple[int, int]] = []
        for edge in edges:
            many = sum(
                facts.seats.get(member, 1)
                for member, spans in there.items()
                if any(a <= edge < b for a, b in spans)
            )
            many -= sum(
                max(0, least - sum(1 for person in able - union if self._there(person, site, edge)))
                for start, end, least, able in posts
                if start <= edge < end
            )
            many = max(0, many)
            if not steps or steps[-1][1] != many:
                steps.append((edge, many))
        return tuple(steps)

    def _there(self, person: str, site: str, time: int) -> bool:
        return any(a <= time < b for a, b in self.facts.present(person, site))

    def _posts(self, site: str) -> list[tuple[int, int, int, frozenset[str]]]:
        """Return (from, to, least, who may) of the posts of a site that can all be covered.

        Whoever covers a post does no task; where ring 0 covers all, so does every better plan.
        """
        facts = self.facts
        if check(facts.case, self.plan).key[0]:
            return []
        return [
            (start, end, least, frozenset(p for p in facts.people if facts.may_cover(p, duty)))
            for duty, demand in facts.posts.items()
            if facts.case.duties[duty].site == site
            for start, end, least in demand
        ]
