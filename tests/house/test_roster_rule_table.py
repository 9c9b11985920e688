"""The table of the roster's rules says what the code says."""

from __future__ import annotations

import re

import pytest

from models.contracts import Contract
from models.rostering import Rostering
from solvers.roster.registry import rules
from tests.house.roster_rule_table import DOCUMENT, PARAMETER, rows, section_of, with_defaults
from tests.house.test_house import ROOT, ROSTER_RULES

TEXT = DOCUMENT.read_text(encoding="utf-8")
TABLE = {row.rule: row for row in rows(TEXT)}
REGISTRY = {rule.name: rule for rule in rules()}
WORDS = {"BREACH": "hard", "COST": "soft", "GAP": "gap"}
NO_RULE = {"shift_types", "contracts", "pack", "counted"}
"""Sections of contracts and of the rostering that are no settings of a rule."""


def check_of(rule: str) -> str:
    return (ROOT / ROSTER_RULES / f"{rule.replace('-', '_')}_check.py").read_text(encoding="utf-8")


def test_every_rule_has_one_row_and_no_row_is_of_another() -> None:
    assert sorted(row.rule for row in rows(TEXT)) == sorted(REGISTRY)


@pytest.mark.parametrize("rule", sorted(REGISTRY))
def test_a_row_begins_with_what_the_rule_says_of_itself(rule: str) -> None:
    first = (REGISTRY[rule].__doc__ or "").splitlines()[0]
    assert TABLE[rule].holds.startswith(first)
    assert f'"""{first}"""' in check_of(rule)
    assert re.match(r"[A-F]\d+", TABLE[rule].family)


@pytest.mark.parametrize("rule", sorted(REGISTRY))
def test_hard_and_soft_are_what_the_check_finds(rule: str) -> None:
    check = check_of(rule)
    found = set(re.findall(r"FindingKind\.(\w+)", check))
    found |= {"BREACH", "COST"} if "judged(" in check else set()
    said = TABLE[rule].hard_or_soft
    assert {kind for kind, word in WORDS.items() if word in said} == found
    assert set(re.findall(r"T\d", said)) == set(re.findall(r"Tier\.(T\d)", check))


def test_every_section_stands_in_the_row_of_a_rule() -> None:
    named = {(place, name) for row in TABLE.values() for place, name in PARAMETER.findall(row[3])}
    sections = {("contract", name) for name in Contract.model_fields if name not in NO_RULE}
    sections |= {("rostering", name) for name in Rostering.model_fields if name not in NO_RULE}
    assert named == {(place, name.replace("_", "-")) for place, name in sections}


def test_the_defaults_are_the_code_s() -> None:
    assert with_defaults(TEXT) == TEXT, "write them with 'make rules'"


def test_defaults_are_written_behind_what_is_named() -> None:
    row = "| `x` | F1 | hard | `contract.rest`, `contract.runs` (old) | It holds. |"
    told = with_defaults(row)
    assert told == with_defaults(told)
    assert "`contract.rest` (price none, minutes 0)" in told
    assert "`contract.runs` (price none, least none, most none, of work, kinds none)" in told
    with pytest.raises(KeyError):
        with_defaults(row.replace("rest", "rast"))
    with pytest.raises(KeyError):
        section_of("contract", "counted")
    with pytest.raises(ValueError, match="4 cells"):
        rows("| `x` | F1 | hard | It holds. |")
