"""Curtois & Qu: read strictly, planned by our rules, judged by the format alone."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from benchmarks.roster.answers import BadInstance
from benchmarks.roster.curtois import Cover, Instance, Staff, Wish, read_instance
from benchmarks.roster.curtois_roster import answer_of, case_of
from benchmarks.roster.curtois_score import score
from models.roster import RosterPlan
from solvers.roster.check import check
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.search import search

SMALL = """\
# a comment
SECTION_HORIZON
7

SECTION_SHIFTS
D,480,
L,480,D
SECTION_STAFF
A,D=4|L=2,2400,960,3,2,2,1
B,D=7|L=7,2400,0,5,1,1,1
SECTION_DAYS_OFF
A,0
SECTION_SHIFT_ON_REQUESTS
A,2,D,3
SECTION_SHIFT_OFF_REQUESTS
B,3,L,4
SECTION_COVER
2,D,1,100,1
3,L,1,50,2
"""
DATA = Path(os.environ.get("HUDDLE_DATA", Path(__file__).parents[4] / "shared/data")) / "curtois"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.txt"
    path.write_text(SMALL)
    return path


def rows(**words: str) -> dict[str, list[tuple[str, ...]]]:
    return {who: [() if c == "-" else tuple(c) for c in row.split()] for who, row in words.items()}


def test_an_instance_is_read(small: Path) -> None:
    assert read_instance(small) == Instance(
        name="small",
        days=7,
        minutes={"D": 480, "L": 480},
        never_after={"D": (), "L": ("D",)},
        staff={
            "A": Staff({"D": 4, "L": 2}, 2400, 960, 3, 2, 2, 1),
            "B": Staff({"D": 7, "L": 7}, 2400, 0, 5, 1, 1, 1),
        },
        days_off={"A": frozenset({0}), "B": frozenset()},
        wanted=(Wish("A", 2, "D", 3),),
        unwanted=(Wish("B", 3, "L", 4),),
        cover=(Cover(2, "D", 1, 100, 1), Cover(3, "L", 1, 50, 2)),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("SECTION_COVER", "SECTION_COVERS", "'SECTION_COVERS' is no section"),
        ("SECTION_DAYS_OFF\nA,0\n", "", "SECTION_DAYS_OFF is missing"),
        ("A,0\n", "A,7\n", "day 7 is not there; days are 0 to 6"),
        ("A,0\n", "C,0\n", "'C' is not defined"),
        ("D=4|L=2", "D|L=2", "'D' is no 'shift=number'"),
        ("B,3,L,4", "B,3,L", "3 fields, expected 4"),
        ("L,480,D", "L,480,X", "'X' is not defined"),
        ("2,D,1,100,1", "2,D,one,100,1", "'one' is no whole number"),
        ("\n7\n", "\n400\n", "400 days; 1 to 371 can be planned"),
    ],
)
def test_what_is_wrong_is_said(small: Path, old: str, new: str, said: str) -> None:
    small.write_text(SMALL.replace(old, new, 1))
    with pytest.raises(BadInstance, match=r"small\.txt.*") as wrong:
        read_instance(small)
    assert said in str(wrong.value)


def test_the_score_is_the_format_s(small: Path) -> None:
    instance = read_instance(small)
    good = score(instance, rows(A="- D D - - D D", B="- - D L - - -"))
    assert (good.cost, good.violations) == (4 + 1, ())
    assert score(instance, rows(A="- - - - - D D", B="- - - - - - -")).cost == 3 + 100 + 50


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("D D D - - - -", "works on day 0"),
        ("- D - - - D D", "only 1 shifts in a row from day 1"),
        ("- D D - D D -", "only 1 days off from day 3"),
        ("- D D D D - -", "4 shifts in a row"),
        ("- L D - - - -", "D on day 2 after L"),
        ("- L L - - L L", "4 times L"),
        ("- - - - - - D", "480 minutes in all"),
        ("- DL D - - - -", "more than one shift on a day"),
        ("- D D", "3 days of 7"),
    ],
)
def test_what_is_broken_is_said_and_broken_in_the_roster(small: Path, row: str, said: str) -> None:
    instance = read_instance(small)
    answer = rows(A=row, B="- - - - - - -")
    if len(answer["A"]) == instance.days:
        plan = RosterPlan(rows={who: tuple(cells) for who, cells in answer.items()})
        assert check(case_of(instance), plan).breaches
        assert any(said in violation for violation in score(instance, answer).violations)


def test_weekends_are_counted() -> None:
    staff = {"A": Staff({"D": 14}, 9999, 0, 14, 1, 1, 1)}
    instance = Instance("weekends", 14, {"D": 480}, {"D": ()}, staff, {"A": frozenset()})
    both = rows(A="- - - - - D - - - - - - - D")
    assert score(instance, both).violations == ("A: 2 weekends",)
    plan = RosterPlan(rows={"A": tuple(both["A"])})
    assert {f.rule for f in check(case_of(instance), plan).breaches} == {"weekends"}


def test_model_and_format_agree_on_the_best(small: Path) -> None:
    instance = read_instance(small)
    outcome = search(case_of(instance), RosterLimits(60, workers=1))
    assert outcome.status is Status.PROVEN
    assert outcome.plan is not None
    judged = score(instance, answer_of(instance, outcome.plan))
    assert (judged.cost, judged.violations) == (outcome.cost, ())
    assert judged.cost == 0


@pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not here")
def test_the_first_published_instance_is_solved_to_its_best_known() -> None:
    instance = read_instance(DATA / "Instance1.txt")
    with (DATA / "best_known.csv").open(encoding="utf-8") as file:
        known = {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}
    outcome = search(case_of(instance), RosterLimits(120))
    assert (outcome.status, outcome.cost) == (Status.PROVEN, known["Instance1"])


@pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not here")
def test_every_published_instance_is_read() -> None:
    for path in sorted(DATA.glob("*.txt")):
        assert case_of(read_instance(path)).people
