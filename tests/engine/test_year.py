"""A year of a hundred people is built: legal, within its deadline and eight GiB."""

from __future__ import annotations

import pytest

from benchmarks.day.memory import Watch
from engine.opening.rosters import roster_case_of
from engine.rosters.build import build
from engine.rosters.solving import RosterAsked
from scenarios.generator.weeks.weeks import generate_weeks, unpublished
from solvers.roster.check import check

GIB = 1024
DEADLINE = 600.0


@pytest.mark.long
@pytest.mark.parametrize(("people", "days"), [(30, 364), (100, 182), (100, 364)])
def test_a_long_horizon_of_many_people_gets_a_legal_roster(people: int, days: int) -> None:
    office, roster = generate_weeks(0, people=people, days=days)
    asked = unpublished(roster)
    with Watch() as watch:
        answer = build(office, asked, asked=RosterAsked(DEADLINE, workers=2))
    assert not answer.troubles
    assert answer.roster is not None
    verdict = check(roster_case_of(office, asked), answer.roster)
    assert not verdict.breaches
    assert answer.certificate is not None
    assert answer.certificate.short == sum(gap.cost for gap in verdict.gaps)
    assert watch.peak_mib < 8 * GIB
