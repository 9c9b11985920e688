"""Whoever carries out a task has a valid credential, and the privilege, for it."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, findings


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
