"""Whoever works a shift holds what the shift and its duty ask for, on that date."""

from __future__ import annotations

from typing import Any

from tests.solvers.roster.judging import breaches, findings
from tests.solvers.roster.weeks import TYPES, case, plan

PEOPLE: dict[str, Any] = {
    "ann": {"credentials": ["rn", {"id": "key", "expires": "2026-03-03"}]},
    "ben": {"credentials": ["lead"]},
}


def test_a_shift_asks_for_credentials() -> None:
    office = case(people=PEOPLE, types=TYPES | {"N": TYPES["N"] | {"credentials": ["rn", "md"]}})
    assert not findings("competence", office, plan(ann="N - - -", ben="D - - -"))
    (found,) = findings("competence", office, plan(ann="- - - -", ben="N - - -"))
    assert (found.kind, found.about) == ("breach", ("ben", "2026-03-02"))
    assert found.sentence == "ben may not work N on 2026-03-02: none of rn, md is held."


def test_a_duty_asks_too_and_credentials_expire() -> None:
    office = case(
        people=PEOPLE,
        types=TYPES | {"E": TYPES["E"] | {"duty": "desk"}},
        office={"duties": [{"id": "desk", "site": "main", "credentials": ["key", "lead"]}]},
    )
    assert not findings("competence", office, plan(ann="E E - -", ben="E E E E"))
    assert breaches("competence", office, plan(ann="- - E -", ben="- - - -")) == [
        ("ann", "2026-03-04")
    ]
