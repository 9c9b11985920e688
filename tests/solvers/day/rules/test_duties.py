"""People cover duties they may cover, for long enough, and as published where that can be."""

from __future__ import annotations

from tests.engine.clinic import case, office
from tests.solvers.day.judging import breaches, cost, findings


def test_a_short_assignment_is_caught_unless_it_lies_within_the_published_one() -> None:
    usual = case()
    (desk,) = usual.published.duties
    shorter = desk.model_copy(update={"start": 600, "end": 630})
    plan = usual.published.model_copy(update={"duties": (shorter,)})
    assert not breaches("duties", usual, plan)
    other = shorter.model_copy(update={"person": "desk-2"})
    plan = usual.published.model_copy(update={"duties": (desk, other)})
    assert [f.about for f in breaches("duties", usual, plan)] == [("desk-2", "desk")]


def test_time_that_is_not_as_published_costs_for_each_person() -> None:
    usual = case()
    (desk,) = usual.published.duties
    swapped = desk.model_copy(update={"person": "desk-2"})
    plan = usual.published.model_copy(update={"duties": (swapped,)})
    assert cost("duties", usual, plan) == {"T4": 2 * usual.rates.duty_change}
    assert cost("duties", usual, usual.published) == {}


def test_somebody_without_the_credential_is_caught() -> None:
    duties = [{"id": "desk", "site": "main", "credentials": ["desk"]}]
    usual = case(at=office(duties=duties))
    assert {f.about for f in findings("duties", usual, usual.published)} == {("desk-1", "desk")}
