"""Whoever carries out a task has a valid credential, and the privilege, for it."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, OFFICE, case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import refusals, starts
from tests.solvers.day.pinning import Pinned


def test_a_provider_without_the_privilege_is_caught() -> None:
    out = case(LEE_OUT)
    given = placed(11 * 60, "dr-bell", minutes=30)
    plan = with_visits(out.published, a_1=None, a_2=None, a_3=given)
    found = breaches("competence", out, plan)
    assert found[0].about == ("a-3", "dr-bell")
    assert "procedure" in found[0].sentence


def test_a_credential_counts_up_to_its_last_day() -> None:
    for expires, broken in (("2026-11-23", False), ("2026-11-22", True)):
        people = [
            person
            | (
                {"credentials": [{"id": "ma", "expires": expires}]}
                if person["id"].startswith("ma-")
                else {}
            )
            for person in OFFICE["people"]
        ]
        usual = case(at=office(people=people))
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", "ma-2"))
        about = {finding.about for finding in findings("competence", usual, plan)}
        assert (("b-2", "ma-2") in about) is broken


def test_who_may_not_do_what_for_whom_is_said() -> None:
    usual = case()
    assert not findings("competence", usual, usual.published)
    plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", "desk-2"))
    (found,) = breaches("competence", usual, plan)
    assert (found.kind, found.about) == ("breach", ("b-2", "desk-2"))
    assert found.sentence == "desk-2 may not do rooming for b-2."


def test_a_privilege_does_not_stand_in_for_a_credential() -> None:
    people = [
        person | ({"privileges": ["procedure"]} if person["id"] == "np-cruz" else {})
        for person in OFFICE["people"]
    ]
    usual = case(at=office(people=people))
    given = placed(11 * 60, "np-cruz", "ma-2", minutes=30)
    (found,) = breaches("competence", usual, with_visits(usual.published, a_3=given))
    assert found.sentence == "np-cruz may not do procedure for a-3."
    other = case(at=office(people=people), appointments=visit("a-3", visit_type="follow-up"))
    swapped = with_visits(other.published, a_3=placed(11 * 60, "np-cruz", "ma-2"))
    assert not breaches("competence", other, swapped)


def test_the_model_offers_nobody_who_may_not() -> None:
    usual = case()
    assert 11 * 60 in starts(usual, "a-3", "dr-lee")
    assert not starts(usual, "a-3", "dr-bell")
    assert {"dr-bell may not do procedure", "np-cruz may not do procedure"} <= refusals(
        usual, "a-3"
    )


def test_the_model_gives_no_task_to_whoever_may_not_do_it() -> None:
    usual = case()
    model = Pinned(usual)
    for assistant, legal in (("ma-2", True), ("desk-2", False)):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", assistant))
        assert (model.tiers(plan) is not None) is legal
