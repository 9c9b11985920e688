"""Providers finish with their shift; minutes beyond it cost."""

from __future__ import annotations

from tests.engine.clinic import DAY, OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.offered import starts

LONG = [
    {
        "id": "main",
        "zone": "America/New_York",
        "opens": "08:00",
        "closes": "17:00",
        "last_out": "18:00",
    },
    OFFICE["sites"][1],
]
LATER = [s | {"to": "18:00"} if s["person"] == "ma-1" else s for s in DAY["shifts"]]


def test_each_minute_past_the_shift_costs() -> None:
    usual = case(at=office(sites=LONG), shifts=LATER)
    for start, over in ((16 * 60 + 30, 0), (16 * 60 + 42, 12)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"))
        expected = {"T3": over * usual.rates.overtime_minute} if over else {}
        assert cost("overtime", usual, plan) == expected


def test_only_the_longest_counts_for_a_shift() -> None:
    usual = case(at=office(sites=LONG), shifts=LATER)
    plan = with_visits(
        usual.published, a_1=placed(16 * 60 + 32, "dr-lee"), b_1=placed(16 * 60 + 42, "dr-bell")
    )
    assert cost("overtime", usual, plan) == {"T3": 14 * usual.rates.overtime_minute}


def test_who_works_how_long_past_which_end_is_said() -> None:
    rates = {"overtime_minute": 7}
    usual = case(at=office(sites=LONG, exchange_rates=rates), shifts=LATER)
    assert not findings("overtime", usual, usual.published)
    plan = with_visits(usual.published, a_1=placed(16 * 60 + 31, "dr-lee"))
    (found,) = findings("overtime", usual, plan)
    assert (found.kind, found.tier, found.cost) == ("cost", "T3", 7)
    assert found.about == ("dr-lee",)
    assert found.sentence == "dr-lee works 1 minutes past 17:00."


def test_the_model_offers_starts_up_to_the_overtime_allowed() -> None:
    far = {"bystander-minutes": 600}
    for minutes, last in ((30, 17 * 60), (0, 16 * 60 + 30)):
        rules = {"overtime": {"minutes": minutes}, "movability": far}
        usual = case(at=office(sites=LONG, rules=rules), shifts=LATER)
        assert max(starts(usual, "a-1", "dr-lee")) == last


def test_bug_a_phase_within_the_next_shift_is_no_overtime_of_the_one_before() -> None:
    split = [s for s in DAY["shifts"] if s["person"] != "dr-lee"]
    parts = [
        {"person": "dr-lee", "site": "main", "from": "08:00", "to": "12:00"},
        {"person": "dr-lee", "site": "main", "from": "12:00", "to": "17:00"},
    ]
    for shifts in ([*split, *parts], [*split, *reversed(parts)]):
        usual = case(shifts=shifts)
        plan = with_visits(usual.published, a_1=placed(11 * 60 + 50, "dr-lee", "ma-2"))
        assert cost("overtime", usual, plan) == {}
