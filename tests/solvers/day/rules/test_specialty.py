"""Cover goes down the ladder: own provider, care team, specialty, anybody able."""

from __future__ import annotations

from tests.engine.clinic import DAY, OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import slots, starts


def test_each_rung_down_costs() -> None:
    usual = case()
    for provider, rung in (("dr-lee", 0), ("dr-bell", 1), ("np-cruz", 3)):
        plan = with_visits(usual.published, a_2=placed(600, provider, "ma-2"))
        expected = {"T5": rung * usual.rates.ladder} if rung else {}
        assert cost("specialty", usual, plan) == expected


def test_further_than_the_office_goes_is_caught() -> None:
    near = case(at=office(rules={"specialty": {"furthest-rung": 1}}))
    team = with_visits(near.published, a_2=placed(600, "dr-bell", "ma-2"))
    assert not breaches("specialty", near, team)
    far = with_visits(near.published, a_2=placed(600, "np-cruz", "ma-2"))
    assert breaches("specialty", near, far)[0].about == ("a-2",)


def test_who_sees_it_and_from_which_rung_is_said() -> None:
    usual = case(at=office(exchange_rates={"ladder": 9}))
    assert not findings("specialty", usual, usual.published)
    plan = with_visits(usual.published, a_2=placed(600, "np-cruz", "ma-2"))
    (found,) = findings("specialty", usual, plan)
    assert (found.kind, found.tier, found.cost, found.about) == ("cost", "T5", 27, ("a-2",))
    assert found.sentence == "a-2 goes to np-cruz, able to see it."
    near = case(at=office(rules={"specialty": {"furthest-rung": 1}}))
    far = [f for f in findings("specialty", near, plan) if f.kind == "breach"]
    assert [f.sentence for f in far] == ["a-2 goes to np-cruz, too far from its own provider."]


def test_the_same_specialty_is_the_second_rung() -> None:
    skilled = [
        p | ({"specialty": "skin"} if p["id"] in {"dr-lee", "np-cruz"} else {})
        for p in OFFICE["people"]
    ]
    usual = case(at=office(people=skilled))
    plan = with_visits(usual.published, a_2=placed(600, "np-cruz", "ma-2"))
    assert cost("specialty", usual, plan) == {"T5": 2 * usual.rates.ladder}


def test_a_slot_is_held_to_the_ladder_too() -> None:
    cruz = [DAY["open_slots"][0], DAY["open_slots"][1] | {"person": "np-cruz"}]
    near = case(at=office(rules={"specialty": {"furthest-rung": 1}}), open_slots=cruz)
    assert not findings("specialty", near, with_visits(near.published, a_2="s-1"))
    assert breaches("specialty", near, with_visits(near.published, a_2="s-2"))
    assert slots(near, "a-2") == ["s-1"]


def test_a_visit_without_own_provider_stands_on_the_panel_provider_s_ladder() -> None:
    new = {"id": "n-1", "visit_type": "follow-up"}
    for panel, rung in ((None, 0), ("np-cruz", 0), ("dr-bell", 1)):
        usual = case({"type": "add-on", "appointment": new | {"panel_provider": panel}})
        seen_by = "dr-lee" if panel != "np-cruz" else "np-cruz"
        plan = with_visits(usual.published, n_1=placed(14 * 60, seen_by, "ma-2"))
        expected = {"T5": rung * usual.rates.ladder} if rung else {}
        assert cost("specialty", usual, plan) == expected


def test_the_model_offers_nobody_further_down_than_the_office_goes() -> None:
    near = case(at=office(rules={"specialty": {"furthest-rung": 1}}))
    assert starts(near, "a-2", "dr-bell")
    assert starts(near, "a-2", "np-cruz") == set()
    assert starts(case(), "a-2", "np-cruz")
