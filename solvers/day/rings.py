"""Rings: which visits are free to change, growing from those that were hit to the whole office."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.plan import Plan
    from solvers.day.facts import Facts

SMALL = 120
"""Visits up to which the second ring is already the whole office."""


def rings(facts: Facts, start: Plan) -> list[frozenset[str]]:
    """Return the free visits of each ring, smallest first; the last has every visit.

    Ring 1: visits hit, or not held as published in ring 0's plan. Then the care teams and
    specialties of their providers, then their sites, then all.
    """
    everything = frozenset(facts.visits)
    first = facts.hit | {
        planned.appointment
        for planned in start.visits
        if planned.placement is None
        or (published := facts.published(planned.appointment)) is None
        or published.start != planned.placement.start
    }
    if len(everything) <= SMALL:
        layers = [first, everything]
    else:
        layers = [first, _near(facts, first), _at_sites(facts, first), everything]
    grown: list[frozenset[str]] = []
    for layer in layers:
        free = frozenset(layer) | (grown[-1] if grown else frozenset())
        if not grown or free != grown[-1]:
            grown.append(free)
    return grown


def _near(facts: Facts, first: frozenset[str]) -> frozenset[str]:
    providers = {facts.visits[ref].provider for ref in first}
    people = [facts.people[p] for p in providers if p is not None]
    teams = {p.team for p in people if p.team is not None}
    specialties = {p.specialty for p in people if p.specialty is not None}
    near = {
        ref
        for ref, person in facts.people.items()
        if (person.team in teams if teams else person.specialty in specialties)
    }
    return frozenset(ref for ref, visit in facts.visits.items() if visit.provider in near)


def _at_sites(facts: Facts, first: frozenset[str]) -> frozenset[str]:
    sites = {facts.case.site_of(facts.visits[ref]) for ref in first}
    return frozenset(
        ref for ref, visit in facts.visits.items() if facts.case.site_of(visit) in sites
    )
