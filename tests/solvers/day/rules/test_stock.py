"""A site uses no more doses, trays or kits than it has."""

from __future__ import annotations

from tests.engine.clinic import DAY, OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import breaches
from tests.solvers.day.solving import solve_here

KINDS = {n: k | {"uses": ["dose"]} for n, k in OFFICE["visit_types"].items()}


def test_an_add_on_finds_no_dose_left() -> None:
    new = {"type": "add-on", "appointment": {"id": "n-1", "visit_type": "follow-up"}}
    booked = len([a for a in DAY["appointments"] if a.get("site", "main") == "main"])
    for count, enough in ((0, False), (booked, False), (booked + 1, True)):
        stock = [{"item": "dose", "site": "main", "count": count}]
        usual = case(new, at=office(visit_types=KINDS), stock=stock)
        plan = with_visits(usual.published, n_1=placed(14 * 60, "dr-lee", "ma-2"))
        found = breaches("stock", usual, plan)
        assert bool(found) is not enough
        assert not breaches("stock", usual, usual.published)
        if found:
            assert (
                found[0].sentence == f"main has {booked} of dose, and {booked + 1} visits use it."
            )
        answer = solve_here(usual)
        seen = {v.appointment for v in answer.plan.visits if v.placement is not None}
        assert answer.proven and (("n-1" in seen) is enough)


def test_what_is_not_listed_is_not_counted() -> None:
    new = {"type": "add-on", "appointment": {"id": "n-1", "visit_type": "follow-up"}}
    usual = case(
        new, at=office(visit_types=KINDS), stock=[{"item": "tray", "site": "main", "count": 0}]
    )
    assert not breaches(
        "stock", usual, with_visits(usual.published, n_1=placed(840, "dr-lee", "ma-2"))
    )
