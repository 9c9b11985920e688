"""INRC-II: read strictly, planned by our rules, judged by the format alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.roster import inrc2
from benchmarks.roster.answers import Answer, BadInstance
from benchmarks.roster.inrc2 import Contract, Past, read_instance, sources
from benchmarks.roster.inrc2_roster import answer_of, case_of
from benchmarks.roster.inrc2_score import read_answer, score, solutions
from models.roster import RosterPlan
from solvers.roster.check import check
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.search import search

SCENARIO = """\
SCENARIO = n002w4

WEEKS = 4

SKILLS = 2
Head
Nurse

SHIFT_TYPES = 2
Early (2,5)
Night (2,4)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early

CONTRACTS = 1
Full (2,6) (2,4) (2,3) 1 1

NURSES = 2
Ann Full 2 Head Nurse
Ben Full 1 Nurse
"""
HISTORY = """\
HISTORY
0 n002w4

NURSE_HISTORY
Ann 0 0 Night 1 3 0
Ben 0 0 None 0 0 1
"""
WEEK = """\
WEEK_DATA
n002w4

REQUIREMENTS
Early Head (0,0) (1,1) (0,0) (0,0) (0,0) (0,0) (0,0)
Early Nurse (0,1) (0,0) (0,0) (0,0) (0,1) (0,0) (0,0)
Night Head (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (0,0)
Night Nurse (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (0,1)

SHIFT_OFF_REQUESTS = 2
Ann Any Fri
Ben Night Sun
"""
DATA = Path(os.environ.get("HUDDLE_DATA", Path(__file__).parents[4] / "shared/data")) / "inrc2"
VALIDATED = {
    "complete weekends": 60,
    "consecutive": 465,
    "days off": 330,
    "optimal coverage": 240,
    "preferences": 70,
    "total assignments": 320,
    "working weekends": 210,
}
"""The breakdown that stands beside the example."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "n002w4"
    folder.mkdir()
    (folder / "Sc-n002w4.txt").write_text(SCENARIO)
    (folder / "H0-n002w4-0.txt").write_text(HISTORY)
    (folder / "WD-n002w4-0.txt").write_text(WEEK)
    return folder


@pytest.fixture
def small(folder: Path) -> inrc2.Instance:
    (only,) = sources(folder.parent / "n002w4_0_0")
    return read_instance(only)


def rows(**words: str) -> Answer:
    names = {"E": "Early:Nurse", "H": "Early:Head", "N": "Night:Nurse", "-": ""}
    return {
        who: [tuple(names[c] for c in word if names[c]) for word in row.split()]
        for who, row in words.items()
    }


def test_an_instance_is_read(small: inrc2.Instance) -> None:
    assert (small.name, small.weeks) == ("n002w4_0_0", 1)
    assert small.shifts == {"Early": (2, 5), "Night": (2, 4)}
    assert small.never_after == {"Early": (), "Night": ("Early",)}
    assert small.contracts == {"Full": Contract((2, 6), (2, 4), (2, 3), 1, True)}
    assert small.nurses["Ann"].past == Past(0, 0, "Night", 1, 3, 0)
    assert small.cover[1, "Early", "Head"] == (1, 1)
    assert small.unwanted == (("Ann", 4, None), ("Ben", 6, "Night"))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("Sc", "Early (2,5)", "Early (5,2)", "'(5,2)' is no '(least,most)'"),
        ("Sc", "Ben Full 1", "Ben Half 1", "'Half' is not defined"),
        ("Sc", "Ben Full 1 Nurse", "Ben Full 2 Nurse", "4 words, expected 5"),
        ("Sc", "CONTRACTS = 1\n", "", "CONTRACTS is missing"),
        ("H0", "Ben 0 0 None", "Bob 0 0 None", "no history of Ben"),
        ("H0", "Night 1 3 0", "Late 1 3 0", "'Late' is not defined"),
        ("H0", "Night 1 3 0", "Night one 3 0", "'one' is no whole number"),
        ("WD", "Ann Any Fri", "Ann Any Friday", "'Friday' is not defined"),
        ("WD", "Night Nurse", "Late Nurse", "'Late' is not defined"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, file: str, old: str, new: str, said: str) -> None:
    path = next(folder.glob(f"{file}-*.txt"))
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(BadInstance) as wrong:
        read_instance(sources(folder.parent / "n002w4_0_0")[0])
    assert said in str(wrong.value)
    assert str(wrong.value).startswith(path.name)


def test_what_is_not_there_is_said(folder: Path) -> None:
    with pytest.raises(BadInstance, match="name one as in FOLDER/n005w4_0_1-2-3-3"):
        sources(folder)
    with pytest.raises(BadInstance, match=r"WD-n002w4-5\.txt: cannot be read"):
        read_instance(sources(folder / "n002w4_0_5")[0])


def test_a_folder_of_solutions_names_its_instance(folder: Path) -> None:
    (folder / "Solution_H_0-WD_0-0").mkdir()
    for path in (folder.parent, folder, folder / "Solution_H_0-WD_0-0"):
        assert [found.name for found in sources(path)] == ["n002w4_0_0-0"]


@pytest.mark.parametrize(
    ("ann", "ben", "parts"),
    [
        # Five days at work with history's three: one too many; three nights are right.
        ("N N - - - - -", "- - - - - - -", {"consecutive": 30}),
        # Ann: one day off too few, then one too many; Ben: five off with history's, two too many.
        ("- H E - - - -", "- - - - E E -", {"days off": 120, "complete weekends": 30}),
        ("- H E - E N N", "- - - - - - -", {"preferences": 10, "total assignments": 40}),
    ],
)
def test_the_check_charges_what_the_format_does(
    small: inrc2.Instance, ann: str, ben: str, parts: dict[str, int]
) -> None:
    answer = rows(Ann=ann, Ben=ben)
    judged = score(small, answer)
    plan = RosterPlan(rows={who: tuple(cells) for who, cells in answer.items()})
    verdict = check(case_of(small), plan)
    assert judged.cost == verdict.cost
    assert bool(judged.violations) is bool(verdict.breaches or verdict.gaps)
    assert {part: judged.parts.get(part) for part in parts} == parts


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("E H - - - - -", "Ann: Early on day 0 after Night"),
        ("- - - - - - -", "day 1, Early, Head: 0 of at least 1"),
        ("- HN - - - - -", "Ann: two assignments on day 1"),
        ("- H", "Ann: 2 days of 7"),
    ],
)
def test_what_is_broken_is_said(small: inrc2.Instance, row: str, said: str) -> None:
    assert said in score(small, rows(Ann=row, Ben="- - - - - - -")).violations
    unfit = score(small, rows(Ann="- H - - - - -", Ben="- H - - - - -")).violations
    assert unfit == ("Ben: has not the skill Head of day 1",)


def test_model_and_format_agree_on_the_best_and_solutions_are_written(
    small: inrc2.Instance, folder: Path
) -> None:
    outcome = search(case_of(small), RosterLimits(60, workers=1))
    assert outcome.status is Status.PROVEN
    assert outcome.plan is not None
    answer = answer_of(small, outcome.plan)
    judged = score(small, answer)
    assert (judged.cost, judged.violations) == (outcome.cost, ())
    of = sources(folder.parent / "n002w4_0_0")[0]
    for name, text in solutions(of, answer).items():
        (folder / name).write_text(text)
    assert read_answer(small, of, folder) == answer


@pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not here")
def test_the_example_scores_as_its_own_breakdown_says() -> None:
    (of,) = sources(DATA / "n005w4" / "Solution_H_0-WD_1-2-3-3")
    instance = read_instance(of)
    judged = score(instance, read_answer(instance, of, of.folder / "Solution_H_0-WD_1-2-3-3"))
    assert (judged.cost, judged.violations, judged.parts) == (1695, (), VALIDATED)


@pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not here")
def test_the_check_charges_what_the_format_does_for_every_example() -> None:
    for of in sources(DATA):
        instance = read_instance(of)
        weeks = "-".join(map(str, of.weeks))
        answer = read_answer(instance, of, of.folder / f"Solution_H_{of.history}-WD_{weeks}")
        verdict = check(
            case_of(instance),
            RosterPlan(rows={who: tuple(cells) for who, cells in answer.items()}),
        )
        assert (verdict.cost, verdict.breaches, verdict.gaps) == (
            score(instance, answer).cost,
            (),
            (),
        )
