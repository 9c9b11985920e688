"""The contracts written for this house break where they should, and only there."""

from __future__ import annotations

import pytest
from grimp import ImportGraph

from tests.house.contracts import ApartContract, PatternContract

RULES = "solvers.day.rules"
ABSENCE, ABSENCE_CHECK = f"{RULES}.absence", f"{RULES}.absence_check"
MEAL, MEAL_CHECK = f"{RULES}.meal_break", f"{RULES}.meal_break_check"
BOARD = "solvers.day.model.board"

APART = ApartContract("apart", {}, {"folders": [RULES, "solvers.roster.rules"]})
SOLVER_FREE = PatternContract(
    "solver-free", {}, {"importers": ["solvers.*.rules.*_check"], "imported": ["ortools"]}
)
FIXTURES = PatternContract(
    "fixtures",
    {},
    {
        "importers": ["scenarios*"],
        "imported": ["solvers*"],
        "unless": ["solvers.*.check*"],
        "direct_only": "true",
    },
)


def graph(*imports: tuple[str, str]) -> ImportGraph:
    """Build a graph of these imports among the modules the contracts speak of."""
    made = ImportGraph()
    for module in (RULES, ABSENCE, ABSENCE_CHECK, MEAL, MEAL_CHECK, BOARD, "scenarios"):
        made.add_module(module)
    for importer, imported in imports:
        made.add_import(importer=importer, imported=imported)
    return made


@pytest.mark.parametrize(
    "imports",
    [
        [],
        [(ABSENCE, BOARD), (MEAL, BOARD)],
        [(ABSENCE, ABSENCE_CHECK)],
        [(RULES, ABSENCE), (RULES, MEAL)],
    ],
    ids=["nothing", "what-both-share", "its-own-check", "the-folder"],
)
def test_rules_that_do_not_meet_are_apart(imports: list[tuple[str, str]]) -> None:
    assert APART.check(graph(*imports), verbose=False).kept


@pytest.mark.parametrize(
    ("imports", "chain"),
    [
        ([(ABSENCE, MEAL)], (ABSENCE, MEAL)),
        ([(ABSENCE_CHECK, MEAL_CHECK)], (ABSENCE_CHECK, MEAL_CHECK)),
        ([(ABSENCE, BOARD), (BOARD, MEAL)], (ABSENCE, BOARD, MEAL)),
    ],
    ids=["rule", "check", "by-a-detour"],
)
def test_rules_that_meet_are_named(imports: list[tuple[str, str]], chain: tuple[str, ...]) -> None:
    found = APART.check(graph(*imports), verbose=False)

    assert not found.kept
    assert found.metadata == {"chains": [chain]}


def test_a_check_may_not_reach_the_solver_by_a_detour() -> None:
    found = SOLVER_FREE.check(
        graph((ABSENCE, "ortools"), (MEAL_CHECK, BOARD), (BOARD, "ortools")), verbose=False
    )

    assert found.metadata == {"chains": [(MEAL_CHECK, BOARD, "ortools")]}


def test_scenarios_may_import_checks_and_what_these_stand_on_but_no_more() -> None:
    check = "solvers.day.check.verdict"
    kept = FIXTURES.check(graph(("scenarios", check), (check, BOARD)), verbose=False)
    broken = FIXTURES.check(graph(("scenarios", BOARD)), verbose=False)

    assert kept.kept
    assert broken.metadata == {"chains": [("scenarios", BOARD)]}
