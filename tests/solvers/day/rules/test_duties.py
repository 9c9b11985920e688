"""People cover duties they may cover, for long enough, and as published where that can be."""

from __future__ import annotations

from tests.engine.clinic import OFFICE, case, office
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.pinning import Pinned


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


def test_who_is_on_too_shortly_and_when_is_said() -> None:
    usual = case()
    (desk,) = usual.published.duties
    assert not findings("duties", usual, usual.published)
    for end, broken in ((660, False), (659, True)):
        other = desk.model_copy(update={"person": "desk-2", "start": 600, "end": end})
        plan = usual.published.model_copy(update={"duties": (desk, other)})
        found = breaches("duties", usual, plan)
        assert bool(found) is broken
    assert (found[0].kind, found[0].about) == ("breach", ("desk-2", "desk"))
    assert found[0].sentence == "desk-2 is on desk only from 10:00 to 10:59, less than 60 minutes."


def test_what_is_not_as_published_is_said_at_its_price() -> None:
    dear = case(at=office(exchange_rates={"duty_change": 13}))
    (desk,) = dear.published.duties
    minute_less = desk.model_copy(update={"end": desk.end - 1})
    plan = dear.published.model_copy(update={"duties": (minute_less,)})
    (found,) = findings("duties", dear, plan)
    assert (found.kind, found.tier, found.cost) == ("cost", "T4", 13)
    assert found.about == ("desk-1", "desk")
    assert found.sentence == "desk-1's time on desk is not as published."


def test_only_minutes_from_now_on_are_compared() -> None:
    for now, expected in ((9 * 60, {}), (9 * 60 - 1, {"T4": 10})):
        later = case(now=now)
        (desk,) = later.published.duties
        cut = desk.model_copy(update={"start": 9 * 60})
        plan = later.published.model_copy(update={"duties": (cut,)})
        assert cost("duties", later, plan) == expected


def test_who_is_given_too_many_new_duties_is_said() -> None:
    duties = [*OFFICE["duties"], {"id": "phones", "site": "main"}]
    settled = {"duties": {"changes-per-person": 1}}
    usual = case(at=office(duties=duties, rules=settled))
    (desk,) = usual.published.duties
    new = [
        desk.model_copy(
            update={"person": "desk-2", "duty": duty, "start": start, "end": start + 60}
        )
        for duty, start in (("desk", 600), ("phones", 700))
    ]
    one = usual.published.model_copy(update={"duties": (desk, new[0])})
    assert not breaches("duties", usual, one)
    two = usual.published.model_copy(update={"duties": (desk, *new)})
    (found,) = breaches("duties", usual, two)
    assert found.about == ("desk-2",)
    assert found.sentence == "desk-2 is given 2 new duties, at most 1."


def test_the_model_prices_the_same_and_refuses_the_unqualified() -> None:
    usual = case()
    (desk,) = usual.published.duties
    swapped = desk.model_copy(update={"person": "desk-2"})
    model = Pinned(usual)
    for duty, expected in ((desk, 0), (swapped, 2 * 10)):
        found = model.tiers(usual.published.model_copy(update={"duties": (duty,)}))
        assert found is not None
        assert found["T4"] == expected
    people = [
        person | ({"credentials": ["desk"]} if person["id"] == "desk-1" else {})
        for person in OFFICE["people"]
    ]
    duties = [OFFICE["duties"][0] | {"credentials": ["desk"]}]
    strict = case(at=office(people=people, duties=duties))
    model = Pinned(strict)
    assert model.tiers(strict.published) is not None
    assert model.tiers(strict.published.model_copy(update={"duties": (swapped,)})) is None


def test_what_ended_by_now_is_left_to_the_past() -> None:
    strict = office(duties=[OFFICE["duties"][0] | {"credentials": ["desk"]}])
    for now, broken in ((10 * 60 + 29, True), (10 * 60 + 30, False)):
        for where, sentence in (
            (office(), "desk-2 is on desk only from 10:00 to 10:30, less than 60 minutes."),
            (strict, "desk-2 may not cover desk."),
        ):
            later = case(now=now, at=where)
            (desk,) = later.published.duties
            short = desk.model_copy(update={"person": "desk-2", "start": 600, "end": 630})
            plan = later.published.model_copy(update={"duties": (desk, short)})
            found = [f for f in findings("duties", later, plan) if "desk-2" in f.about]
            said = [f.sentence for f in found if f.kind == "breach"]
            assert said == [sentence] * broken
            assert bool([f for f in found if f.kind == "cost"]) is broken
