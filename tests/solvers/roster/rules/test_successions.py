"""No shift is followed on the next day by one that must not follow it."""

from __future__ import annotations

from typing import Any

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan

RULES: dict[str, Any] = {"successions": [{"after": ["late", "night"], "never": ["day"]}]}


def test_some_shifts_do_not_follow_others() -> None:
    office = case(RULES)
    assert not findings("successions", office, plan(ann="E E - D", ben="D N E -"))
    (found,) = findings("successions", office, plan(ann="- - - -", ben="- N D -"))
    assert (found.kind, found.about) == ("breach", ("ben", "2026-03-04"))
    assert found.sentence == "ben works D on 2026-03-04, the day after N."


def test_history_counts_at_the_seam() -> None:
    office = case(RULES, history={"ann": ["N"]})
    assert breaches("successions", office, plan(ann="D - - -", ben="- - - -"))
    assert not breaches("successions", office, plan(ann="E - - -", ben="D - - -"))


def test_at_a_price() -> None:
    office = case({"successions": [RULES["successions"][0] | {"price": 6}]}, people={"ann": {}})
    assert cost("successions", office, plan(ann="E D N D")) == 12
