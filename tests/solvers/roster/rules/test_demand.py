"""Every shift and hour has the people it needs; fewer than the minimum are a gap."""

from __future__ import annotations

from typing import Any

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan


def test_fewer_than_the_minimum_are_a_gap() -> None:
    office = case(demand=[{"weekdays": ["tue"], "shift_types": ["D", "E"], "minimum": 2}])
    assert not findings("demand", office, plan(ann="- D - -", ben="- E - -"))
    (found,) = findings("demand", office, plan(ann="D - - -", ben="- N - -"))
    assert (found.kind, found.tier, found.cost) == ("gap", "T0", 2)
    assert found.sentence == "D or E on 2026-03-03: 0 of at least 2 people."


def test_beside_the_best_costs() -> None:
    row = {"dates": ["2026-03-03"], "shift_types": ["D"], "optimum": 1, "under": 7, "over": 3}
    office = case(demand=[row])
    assert cost("demand", office, plan(ann="- D - -", ben="- - - -")) == 0
    assert cost("demand", office, plan(ann="- - - -", ben="- - - -")) == 7
    (found,) = findings("demand", office, plan(ann="- D - -", ben="- D - -"))
    assert (found.kind, found.tier, found.cost) == ("cost", "T6", 3)


def test_prices_left_out_are_the_office_s() -> None:
    office = case(
        rostering={"demand": {"under": 5}},
        demand=[{"shift_types": ["D"], "optimum": 1}],
    )
    assert cost("demand", office, plan(ann="D - - D", ben="D D - D")) == 5


def test_more_than_the_maximum_never_work() -> None:
    office = case(demand=[{"shift_types": ["D"], "maximum": 1}])
    assert breaches("demand", office, plan(ann="D - - -", ben="D - - -")) == [("D", "2026-03-02")]


def test_between_two_times_the_worst_minute_counts() -> None:
    row = {"dates": ["2026-03-03"], "between": {"from": "05:00", "to": "15:00"}, "minimum": 1}
    office = case(demand=[row])
    (found,) = findings("demand", office, plan(ann="N D - -", ben="- - - -"))
    assert found.cost == 1  # nobody from 06:00, when the night is over, to 08:00
    assert cost("demand", office, plan(ann="N D - -", ben="- D - -")) == 0


def test_the_night_before_the_horizon_counts() -> None:
    row = {"dates": ["2026-03-02"], "between": {"from": "00:00", "to": "06:00"}, "minimum": 1}
    assert findings("demand", case(demand=[row]), plan(ann="N - - -", ben="- - - -"))
    known = case(demand=[row], history={"ben": ["N"]})
    assert not findings("demand", known, plan(ann="- - - -", ben="- - - -"))


def test_bug_a_gap_says_whether_anybody_is_missing_or_a_nurse() -> None:
    row = {"dates": ["2026-03-02"], "shift_types": ["D"], "minimum": 1}
    nurses, lab = row | {"credentials": ["rn", "lpn"]}, row | {"role": "lab", "site": "main"}
    found = findings("demand", case(demand=[row, nurses, lab]), plan(ann="- - - -", ben="- - - -"))
    said = "D on 2026-03-02: 0 of at least 1 people"
    assert [gap.sentence for gap in found] == [
        f"{said}.",
        f"{said} (rn or lpn).",
        f"{said} (lab, main).",
    ]


def test_who_counts_is_narrowed_down() -> None:
    people: dict[str, Any] = {
        "ann": {"credentials": [{"id": "rn", "expires": "2026-03-02"}]},
        "ben": {"roles": ["lab"], "credentials": ["rn"]},
    }
    for row, short in (
        ({"credentials": ["rn"]}, ["2026-03-03"]),
        ({"role": "lab"}, ["2026-03-02", "2026-03-03"]),
        ({"site": "main"}, []),
    ):
        demand = [{"shift_types": ["D"], "minimum": 1, **row}]
        office = case(people=people, days=2, demand=demand)
        assert [f.about[1] for f in findings("demand", office, plan(ann="D D", ben="- -"))] == short


def test_students_do_not_count() -> None:
    office = case({"counted": False}, days=1, demand=[{"shift_types": ["D"], "minimum": 1}])
    assert findings("demand", office, plan(ann="D", ben="D"))
