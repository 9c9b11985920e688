"""The README's table of rules says what the code says."""

from __future__ import annotations

import re

import pytest

from models.policy import ExchangeRates
from models.rules import Rules
from solvers.day.registry import rules
from tests.house.rule_table import PARAMETER, README, every_setting, rows, with_defaults
from tests.house.test_house import ROOT, RULES

TEXT = README.read_text(encoding="utf-8")
TABLE = {row.rule: row for row in rows(TEXT)}
REGISTRY = {rule.name: rule for rule in rules()}
KINDS = {"BREACH": ("hard",), "COST": ("soft", "harm"), "GAP": ("gap",)}
"""What a finding's kind is called in the column 'hard or soft'."""


def check_of(rule: str) -> str:
    return (ROOT / RULES / f"{rule.replace('-', '_')}_check.py").read_text(encoding="utf-8")


def test_every_rule_has_one_row_and_no_row_is_of_another() -> None:
    assert sorted(row.rule for row in rows(TEXT)) == sorted(REGISTRY)


@pytest.mark.parametrize("rule", sorted(REGISTRY))
def test_a_row_says_what_the_rule_says_of_itself(rule: str) -> None:
    assert TABLE[rule].holds == (REGISTRY[rule].__doc__ or "").splitlines()[0]
    assert TABLE[rule].source
    assert TABLE[rule].family


@pytest.mark.parametrize("rule", sorted(REGISTRY))
def test_hard_and_soft_are_what_the_check_finds(rule: str) -> None:
    found = set(re.findall(r"FindingKind\.(\w+)", check_of(rule)))
    said = set(re.findall(r"\w+", TABLE[rule].hard_or_soft))
    assert {kind for kind, words in KINDS.items() if said & set(words)} == found


@pytest.mark.parametrize("rule", sorted(REGISTRY))
def test_a_row_names_the_prices_and_settings_that_the_check_reads(rule: str) -> None:
    check = check_of(rule)
    assert TABLE[rule].rates == set(re.findall(r"\brates\.(\w+)", check))
    read = set(re.findall(r"\brules\.(\w+)", check)) & set(Rules.model_fields)
    named = {setting.partition(".")[0] for setting in TABLE[rule].settings}
    assert {section.replace("_", "-") for section in read} <= named


def test_every_setting_and_every_price_stands_in_some_row() -> None:
    assert {setting for row in TABLE.values() for setting in row.settings} == every_setting()
    assert {rate for row in TABLE.values() for rate in row.rates} == set(ExchangeRates.model_fields)


def test_the_defaults_are_the_code_s() -> None:
    assert with_defaults(TEXT) == TEXT, "write them with 'make rules'"


def test_defaults_are_written_behind_what_is_named() -> None:
    head = "## The rules\n"
    row = "| `x` | It holds. | hard | {} | practice | A1 |"
    bare = head + row.format("`rules.load.added-visits`, `rules.caps`, `rate.call`")
    told = head + row.format(
        "`rules.load.added-visits` 4, `rules.caps` (bystander-calls none), `rate.call` 60"
    )
    assert with_defaults(bare) == with_defaults(told) == told
    (only,) = rows(told)
    assert (only.settings, only.rates) == ({"load.added-visits", "caps.bystander-calls"}, {"call"})
    assert with_defaults("`rate.call` 7\n" + told) == "`rate.call` 7\n" + told
    assert with_defaults(told + "\n" + told.replace("`x`", "`w`").removeprefix(head)).index(
        "`w`"
    ) < (len(head) + 5)
    for wrong in ("`rate.cal`", "`rules.laod`", "`rules.load.added`"):
        with pytest.raises(KeyError):
            with_defaults(head + row.format(wrong))
    with pytest.raises(ValueError, match="5 cells"):
        rows(head + "| `x` | It holds. | hard | practice | A1 |")
    assert PARAMETER.search("the day's `reserves`") is None


def test_docs_say_what_each_rule_means_once() -> None:
    lines = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    named = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    twice = {name for name in named if named.count(name) > 1 and name not in {"rule", "---"}}
    assert not twice
