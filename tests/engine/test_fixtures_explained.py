"""Every change of every example day has a reason and names the rule behind it."""

from __future__ import annotations

import pytest

from engine.asked import Asked
from engine.asking.standing import Standing
from engine.asking.why import why
from engine.opening.cases import case_of
from engine.solving.solve import solve
from models.plan import Disposition
from scenarios.library import load, written
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.registry import rules

KNOWN = {rule.name for rule in rules()}

LARGE = {"midday-cascade", "peds-flu-monday", "two-sites-snow", "xray-tech-out"}
"""Scores of changes, each asked about on its own: minutes."""

SLOW = {
    "allergy-clinic",
    "desk-out-lunch",
    "infusion-rn-out",
    "np-out-supervision",
    "wrong-then-return",
}
"""A dozen changes: some ten seconds each."""


def marked(name: str) -> object:
    """Return a fixture's name, marked by how long it takes."""
    if name in LARGE:
        return pytest.param(name, marks=pytest.mark.long)
    return pytest.param(name, marks=pytest.mark.thorough) if name in SLOW else name


@pytest.fixture(
    scope="module",
    params=[marked(name) for name in written()],
)
def about(request: pytest.FixtureRequest) -> Standing:
    """Return an example day with the plan that a deterministic search finds."""
    scenario = load(request.param)
    case = case_of(scenario.office, scenario.day)
    asked = Asked(deadline=2, deterministic=True, workers=1)
    solved = solve(case, ring_zero(case), asked, 2, workers=1)
    return Standing(case, solved.plan, solved.verdict, solved.bound)


def test_every_change_has_a_reason_and_a_rule(about: Standing) -> None:
    was = {planned.appointment: planned for planned in about.case.published.visits}
    changed = [now.appointment for now in about.plan.visits if now != was[now.appointment]]
    for ref in changed:
        answer = why(about, ref)
        if answer.disposition is not Disposition.KEPT:
            assert answer.reason, answer.summary
            assert answer.rule in KNOWN, answer.summary


def test_every_other_way_is_refused_by_a_rule_or_judged(about: Standing) -> None:
    for ref in list(about.case.visits)[::7]:
        for way in why(about, ref).alternatives:
            assert way.sentence
            assert way.refused is None or way.refused.rule in KNOWN, way
            assert way.cost == sum(
                row.cost for row in way.costs if row.tier.value not in {"T0", "T1"}
            )
