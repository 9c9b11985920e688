"""Naming: give every use of a pool its member, keeping today's names where that can be.

Uses are intervals; taken in order of their start, any free member will do while all are equally
available (interval graphs are perfect). Where skills or gaps in availability defeat the greedy
pass, a small exact model decides whether a naming exists.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solvers.day.known.attending import KINDS, named
from solvers.day.known.spans import most_at_once
from solvers.model import Model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solvers.day.known.facts import Facts
    from solvers.day.model.draft import Draft, Need
    from solvers.day.placements.candidates import Mode

Key = tuple[str, "Mode", str, int, int]


class Unnamed(Exception):
    """A pool's uses cannot be named: the count was too weak for it."""

    def __init__(self, pool: str) -> None:
        self.pool = pool
        super().__init__(f"the uses of {pool} cannot be named")


def name_all(facts: Facts, draft: Draft) -> dict[Key, str]:
    """Return the member for every use of the draft.

    Raises:
        Unnamed: some pool's uses have no naming.
    """
    names: dict[Key, str] = {}
    for pool, needs in draft.needs.items():
        wanted = {need.key: published_name(facts, need.key) for need in needs}
        able = {
            need.key: [
                member
                for member in sorted(need.allowed)
                if need.named in {None, member} and draft.free(pool, member, need)
            ]
            for need in needs
        }
        kept = {need.key for need in needs if _as_published(facts, need)}
        named = (
            _greedy(needs, able, wanted, kept, draft.seats[pool])
            or _greedy(needs, able, wanted, set(), draft.seats[pool])
            or _exact(needs, able, wanted, facts.now, draft.seats[pool])
        )
        if named is None:
            raise Unnamed(pool)
        names |= named
    return names


def published_name(facts: Facts, key: Key) -> str | None:
    """Return who or what served the use in the published plan."""
    ref, _, what, index, position = key
    placement = facts.published(ref)
    if placement is None:
        return None
    if what.endswith("room"):
        return placement.room
    if what in KINDS:
        return named(placement, what)
    if index >= len(placement.phases):
        return None
    phase = placement.phases[index]
    if what.endswith("device"):
        return phase.device
    return phase.people[position] if position < len(phase.people) else None


def _as_published(facts: Facts, need: Need) -> bool:
    """Tell whether the use starts as published, so that its published name is free for it."""
    ref, _, what, index, _ = need.key
    placement = facts.published(ref)
    if placement is None:
        return False
    if what.endswith("room") or what in KINDS:
        return placement.start <= need.start < placement.end
    return index < len(placement.phases) and placement.phases[index].start == need.start


def _greedy(
    needs: list[Need],
    able: Mapping[Key, list[str]],
    wanted: Mapping[Key, str | None],
    kept: set[Key],
    seats: Mapping[str, int],
) -> dict[Key, str] | None:
    """Name uses by their start, those in `kept` before all others; None when one is left over."""
    diary: dict[str, list[tuple[int, int]]] = {}
    names: dict[Key, str] = {}
    scarce = Counter(member for members in able.values() for member in members)
    order = sorted(
        needs,
        key=lambda n: (
            n.key not in kept,
            n.start,
            len(n.allowed),
            wanted[n.key] is None,
            n.key,
        ),
    )
    for need in order:
        free = [
            m
            for m in able[need.key]
            if most_at_once(diary.get(m, ()), need.start, need.end) < seats.get(m, 1)
        ]
        if not free:
            return None
        want = wanted[need.key]
        chosen = want if want in free else min(free, key=lambda m: (scarce[m], m))
        assert chosen is not None
        diary.setdefault(chosen, []).append((need.start, need.end))
        names[need.key] = chosen
    return names


def _exact(
    needs: list[Need],
    able: Mapping[Key, list[str]],
    wanted: Mapping[Key, str | None],
    now: int,
    seats: Mapping[str, int],
) -> dict[Key, str] | None:
    model = Model()
    literals: dict[tuple[Key, str], cp_model.IntVar] = {}
    by_member: dict[str, list[Need]] = {}
    for need in needs:
        for member in able[need.key]:
            literals[need.key, member] = model.new_bool_var("")
            by_member.setdefault(member, []).append(need)
        model.add_exactly_one([literals[need.key, m] for m in able[need.key]])
    for member, possible in by_member.items():
        for start in sorted({need.start for need in possible}):
            going_on = [n for n in possible if n.start <= start < n.end and n.end > now]
            if len(going_on) > seats.get(member, 1):
                here = [literals[n.key, member] for n in going_on]
                model.add(sum(here) <= seats.get(member, 1))
    model.maximize(
        sum(literal for (key, member), literal in literals.items() if wanted[key] == member)
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 0.5
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return {key: member for (key, member), lit in literals.items() if solver.value(lit)}
