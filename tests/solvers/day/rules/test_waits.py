"""Patients do not wait long within their visit."""

from __future__ import annotations

from tests.engine.clinic import DAY, OFFICE, case, office, placed, visit, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.solving import solve_here


def test_minutes_beyond_what_is_free_cost() -> None:
    usual = case()
    for wait, beyond in ((15, 0), (27, 12)):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", wait=wait))
        expected = {"T3": beyond * usual.rates.wait_minute} if beyond else {}
        assert cost("waits", usual, plan) == expected


def test_a_wait_that_was_published_costs_nothing() -> None:
    phases = [{"at": "13:00", "people": ["ma-1"]}, {"at": "13:35"}]
    slow = case(appointments=visit("b-2", phases=phases, room="room-1"))
    assert cost("waits", slow, slow.published) == {}
    slower = with_visits(slow.published, b_2=placed(13 * 60, "dr-bell", wait=28))
    assert cost("waits", slow, slower) == {"T3": 3 * slow.rates.wait_minute}


def test_who_waits_how_long_is_said() -> None:
    usual = case(at=office(exchange_rates={"wait_free": 4, "wait_minute": 5}))
    assert not findings("waits", usual, usual.published)
    for wait, price in ((4, []), (5, [5]), (6, [10])):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", wait=wait))
        assert [f.cost for f in findings("waits", usual, plan)] == price
    (found,) = findings("waits", usual, plan)
    assert (found.kind, found.tier, found.about) == ("cost", "T3", ("b-2",))
    assert found.sentence == "b-2 waits 6 minutes within the visit."


def test_what_must_pass_between_phases_is_no_wait() -> None:
    follow_up = OFFICE["visit_types"]["follow-up"]
    first, second = follow_up["phases"]
    slow = [first, second | {"lag": {"min": 20, "max": 60}}]
    types = OFFICE["visit_types"] | {"follow-up": follow_up | {"phases": slow}}
    usual = case(at=office(visit_types=types))
    for wait, beyond in ((35, 0), (36, 1)):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", wait=wait))
        expected = {"T3": beyond * usual.rates.wait_minute} if beyond else {}
        assert cost("waits", usual, plan) == expected


def test_the_search_pays_for_a_wait_that_cannot_be_helped() -> None:
    book = [v | {"windows": [{"from": "09:00", "to": "09:50"}]} for v in DAY["appointments"][:1]]
    busy = {"type": "absent", "person": "dr-lee", "from": "09:10", "to": "09:30"}
    only = [s for s in DAY["shifts"] if s["person"] not in {"dr-bell", "np-cruz"}]
    tight = [s | {"to": "09:10"} if s["person"] in {"ma-1", "ma-2"} else s for s in only]
    tight = [{k: v for k, v in s.items() if k != "breaks"} for s in tight]
    rates = {"wait_free": 5, "call": 1000}
    answer = solve_here(
        case(busy, appointments=book, shifts=tight, at=office(exchange_rates=rates)), 10
    )
    (planned,) = answer.plan.visits
    assert planned.placement is not None
    assert planned.placement.phases[1].start - planned.placement.phases[0].end == 20
    assert [f.cost for f in answer.verdict.findings if f.rule == "waits"] == [15]
