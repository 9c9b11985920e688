"""The example rosters are legal as published, and repaired as their sheets say."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.opening.rosters import judge_roster
from engine.rosters.repair import repair
from engine.rosters.solving import RosterAsked
from models.errors import BadInput
from scenarios.roster_library import example_roster, roster_names, roster_sheet

SECONDS = {"reroster-6wk": 900.0}
"""Time enough for a busy machine; the repair ends as soon as all is proven."""

SLOW = {"reroster-6wk": pytest.mark.thorough}


def test_every_example_has_its_folder() -> None:
    assert roster_names() == ("clinic-month", "nurse-out", "reroster-6wk")
    with pytest.raises(BadInput, match="no such example roster"):
        roster_sheet("year-of-the-cat")


@pytest.mark.parametrize("name", roster_names())
def test_as_published_no_rule_is_broken_and_all_is_covered(name: str) -> None:
    example = example_roster(name)
    roster = example.roster.model_copy(update={"absences": ()})
    verdict = judge_roster(example.office, roster)
    assert not verdict.breaches
    assert not verdict.gaps
    assert judge_roster(example.office, example.roster).breaches


def test_twelve_weeks_of_ninety_at_five_sites_of_which_six_are_worked() -> None:
    example = example_roster("reroster-6wk")
    office, roster = example.office, example.roster
    assert (len(office.people), len(office.sites), roster.days) == (90, 5, 84)
    assert roster.as_of is not None
    assert (roster.as_of - roster.first).days == 42
    lengths = sorted((away.end - away.first).days + 1 for away in roster.absences)
    assert lengths == [1, 1, 1, 14]
    contracts = office.rostering.contracts.values()
    assert all(c.rest.minutes == 660 and c.weekends.complete and c.hours for c in contracts)
    assert office.rostering.fairness
    assert office.rostering.changes.per_person == 2


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=SLOW.get(name, ())) for name in roster_names()]
)
def test_a_repair_shows_what_the_sheet_says(name: str) -> None:
    example, expect = example_roster(name), example_roster(name).expectations
    asked = RosterAsked(SECONDS.get(name, 60.0), options=False)
    answer = repair(example.office, example.roster, asked=asked)
    proof = answer.certificate
    assert proof.short == proof.short_bound == expect.short
    assert proof.changes is not None and proof.changes_bound is not None
    assert expect.changes in {None, proof.changes}
    assert proof.changes - proof.changes_bound <= expect.changes_gap
    each = Counter(change.person for change in answer.changes if change.counted)
    assert expect.per_person is None or max(each.values()) <= expect.per_person
    assert not (answer.broken or answer.eased or answer.troubles)
    begins = example.roster.as_of or example.roster.first
    assert all(change.date >= begins for change in answer.changes)
