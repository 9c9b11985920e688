"""Every visit of the day has exactly one disposition."""

from __future__ import annotations

from tests.engine.clinic import DAY, case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.solving import solve_here


def test_a_visit_dropped_silently_is_caught() -> None:
    usual = case()
    dropped = usual.published.model_copy(update={"visits": usual.published.visits[1:]})
    found = breaches("disposition", usual, dropped)
    assert found[0].about == ("a-1",)
    assert "dropped silently" in found[0].sentence


def test_twice_or_unknown_is_caught() -> None:
    usual = case()
    first = usual.published.visits[0]
    twice = usual.published.model_copy(update={"visits": (*usual.published.visits, first)})
    assert "disposition" in {f.rule for f in findings("disposition", usual, twice)}
    odd = first.model_copy(update={"appointment": "nobody"})
    plan = usual.published.model_copy(update={"visits": (*usual.published.visits, odd)})
    assert [f.about for f in breaches("disposition", usual, plan)] == [("nobody",)]


def test_leaving_the_day_costs_by_urgency() -> None:
    for urgency, expected in (
        ("days-30", {"T2": 360}),
        ("hours-48", {"T2": 960}),
        ("must-today", {"T1": 1000, "T2": 60}),
    ):
        usual = case(appointments=visit("a-1", urgency=urgency))
        assert cost("disposition", usual, with_visits(usual.published, a_1=None)) == expected


def test_what_is_wrong_with_a_disposition_is_said() -> None:
    usual = case()
    assert not findings("disposition", usual, usual.published)
    first, *others = usual.published.visits
    for visits, sentence in (
        ((*others, first, first), "a-1 has two dispositions."),
        (
            (*others, first.model_copy(update={"slot": "s-1"})),
            "a-1 is both placed today and in a slot of another day.",
        ),
        (tuple(others), "a-1 has no disposition: it was dropped silently."),
    ):
        plan = usual.published.model_copy(update={"visits": visits})
        (found,) = findings("disposition", usual, plan)
        assert (found.kind, found.about, found.sentence) == ("breach", ("a-1",), sentence)


def test_nobody_unknown_sees_a_patient() -> None:
    usual = case()
    plan = with_visits(usual.published, a_1=placed(540, "dr-who"))
    (found,) = breaches("disposition", usual, plan)
    assert found.about == ("a-1",)
    assert "does not have" in found.sentence


def test_a_visit_that_is_over_needs_no_disposition() -> None:
    off = case({"type": "cancelled", "appointment": "a-1"})
    rest = tuple(v for v in off.published.visits if v.appointment != "a-1")
    assert not findings("disposition", off, off.published.model_copy(update={"visits": rest}))
    (found,) = findings("disposition", off, case().published)
    assert found.sentence == "a-1 is not a visit of this day."


def test_a_slot_spares_the_price_of_having_no_date() -> None:
    rates = {"not_seen_today": 100, "urgent_factor": 4, "no_date": 7}
    for urgency, slotted, manual in (
        ("elective", {"T2": 100}, {"T2": 107}),
        ("hours-48", {"T2": 400}, {"T2": 407}),
        ("must-today", {"T1": 1000}, {"T1": 1000, "T2": 7}),
    ):
        usual = case(at=office(exchange_rates=rates), appointments=visit("a-1", urgency=urgency))
        assert cost("disposition", usual, with_visits(usual.published, a_1="s-1")) == slotted
        assert cost("disposition", usual, with_visits(usual.published, a_1=None)) == manual
    (harm, unplaced) = findings("disposition", usual, with_visits(usual.published, a_1=None))
    assert harm.about == unplaced.about == ("a-1",)
    assert harm.sentence == "a-1 must be seen today and is not."
    assert unplaced.sentence == "a-1 is not seen today and has no other date."


def test_the_model_prices_the_same() -> None:
    usual = case(appointments=visit("a-1", urgency="hours-48"))
    tiers = Pinned(usual).tiers(with_visits(usual.published, a_1=None))
    assert tiers is not None
    assert tiers["T2"] == 3 * 300 + 60


def test_the_search_drops_nobody_silently() -> None:
    desk = [s for s in DAY["shifts"] if s["person"].startswith("desk")]
    alone = case(shifts=desk, open_slots=[])
    answer = solve_here(alone, 10)
    assert sorted(v.appointment for v in answer.plan.visits) == sorted(alone.visits)
    assert all(v.placement is None and v.slot is None for v in answer.plan.visits)
    assert not answer.verdict.breaches
