"""What holds of every roster: nothing changes for nothing, people are alike, the seam holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.finding import Tier
from models.roster import RosterPlan
from solvers.roster.check import check
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.search import search
from tests.solvers.roster.weeks import TYPES, case

if TYPE_CHECKING:
    from models.roster import Cell
    from models.roster_case import RosterCase
    from solvers.roster.outcome import Outcome

STAFF: dict[str, Any] = {ref: {} for ref in ("ann", "ben", "cat", "dan", "eve")}
CONTRACT: dict[str, Any] = {
    "rest": {"minutes": 660},
    "hours": [{"most": 2400, "weeks": 1}],
    "weekly-rest": {"minutes": 1440, "days": 7},
    "runs": [{"least": 2, "most": 5}, {"of": "off", "least": 2}],
    "successions": [{"after": ["night"], "never": ["day", "late"]}],
    "weekends": {"complete": True, "most": 1, "of": 2},
}
DEMAND = [
    {"shift_types": ["D"], "minimum": 1, "optimum": 2, "under": 5},
    {"shift_types": ["N"], "minimum": 1, "maximum": 1},
]
RULES = {"fairness": [{"id": "nights", "people": list(STAFF), "kinds": ["night"], "spread": 2}]}
DONE = RosterLimits(seconds=120, workers=1)


def ward(**asked: Any) -> RosterCase:
    settings = {"people": STAFF, "days": 14, "demand": DEMAND, "rostering": RULES}
    return case(CONTRACT, **{**settings, **asked})


def best(of: RosterCase) -> Outcome:
    outcome = search(of, DONE)
    assert outcome.status is Status.PROVEN
    assert outcome.verdict is not None
    assert not outcome.verdict.breaches
    assert outcome.bound == outcome.cost
    return outcome


def rows(outcome: Outcome) -> dict[str, tuple[Cell, ...]]:
    assert outcome.plan is not None
    return outcome.plan.rows


def published(outcome: Outcome) -> dict[str, Any]:
    return {person: [list(cell) for cell in row] for person, row in rows(outcome).items()}


def test_where_nobody_is_out_nothing_changes() -> None:
    first = best(ward(days=7))
    settings = {**RULES, "changes": {"price": 100}}
    again = best(ward(days=7, published=published(first), rostering=settings))
    assert again.verdict is not None
    assert again.verdict.tiers["T4"] == 0
    assert rows(again) == rows(first)


def test_who_is_out_is_covered_with_few_changes_and_never_infeasible() -> None:
    first = best(ward(days=7))
    settings = {**RULES, "changes": {"price": 100}}
    nurse = next(ref for ref, row in rows(first).items() if ("N",) in row)
    night = rows(first)[nurse].index(("N",))
    day = f"2026-03-{2 + night:02d}"
    out = [{"person": nurse, "from": day}]
    repaired = best(ward(days=7, published=published(first), rostering=settings, absences=out))
    assert rows(repaired)[nurse][night] == ()
    everybody = [{"person": ref, "from": day} for ref in STAFF]
    short = best(ward(days=7, published=published(first), rostering=settings, absences=everybody))
    assert short.verdict is not None
    assert short.gap_bound == short.verdict.tier_cost(Tier.T0) == 2
    assert {gap.about for gap in short.verdict.gaps} == {("D", day), ("N", day)}


def test_people_who_are_alike_may_be_named_in_any_order() -> None:
    one = best(ward(days=7))
    other = best(ward(days=7, people=dict(reversed(STAFF.items()))))
    assert (one.cost, one.gap_bound) == (other.cost, other.gap_bound)


def test_two_weeks_and_two_more_break_nothing_across_the_seam() -> None:
    first = best(ward())
    second = best(ward(first="2026-03-16", history=published(first)))
    whole = {person: row + rows(second)[person] for person, row in rows(first).items()}
    assert not check(ward(days=28), RosterPlan(rows=whole)).breaches


def test_without_its_history_the_seam_does_break() -> None:
    past = {person: ["N"] for person in STAFF}
    known = best(ward(days=7, history=past))
    assert all(row[0] in {(), ("N",)} for row in rows(known).values())
    assert any(row[0] == ("D",) for row in rows(best(ward(days=7))).values())


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("America/New_York", "2026-03-02"),
        ("Europe/Berlin", "2026-03-23"),
        ("Europe/Berlin", "2026-10-19"),
        ("Asia/Kathmandu", "2026-12-28"),
    ],
)
def test_clock_changes_and_the_year_s_end(zone: str, first: str) -> None:
    types = {**TYPES, "D": TYPES["D"] | {"from": "09:00"}}
    outcome = best(ward(zone=zone, first=first, days=9, types=types))
    assert outcome.verdict is not None
    assert not outcome.verdict.gaps


def test_the_same_seed_gives_the_same_roster() -> None:
    assert rows(best(ward(days=7))) == rows(best(ward(days=7)))
