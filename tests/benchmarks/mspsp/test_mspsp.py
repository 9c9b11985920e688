"""MSPSP instances: read strictly, planned as a day, judged by the format alone."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.mspsp.instance import BadInstance, Instance, read_instance
from benchmarks.mspsp.run import files, main, plan
from benchmarks.mspsp.verify import faults, finish_of

if TYPE_CHECKING:
    from benchmarks.mspsp.as_day import Answer

SMALL = """\
% two people may do both, one only the second; the first and the last activity take no time
nActs = 5; dur = [0,3,2,2,0]; nSkills = 2;
sreq = [| 0,0, | 1,1, | 2,0, | 0,1, | 0,0, |];
nResources = 3; mastery = [| true,true, | true,true, | false,true, |];
nPrecs = 5; pred = [1,1,1,2,3]; succ = [2,3,4,5,5]; USEFUL_RES = [{},{1,2}];
"""
DATA = Path(os.environ.get("HUDDLE_DATA", Path(__file__).parents[4] / "shared/data")) / "mspsp"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.dzn"
    path.write_text(SMALL)
    return path


def test_an_instance_is_read(small: Path) -> None:
    assert read_instance(small) == Instance(
        name="small",
        durations=(0, 3, 2, 2, 0),
        needs=((0, 0), (1, 1), (2, 0), (0, 1), (0, 0)),
        mastery=(frozenset({0, 1}), frozenset({0, 1}), frozenset({1})),
        precedence=((0, 1), (0, 2), (0, 3), (1, 4), (2, 4)),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nActs = 5", "nActs = five", "nActs: 'five' is no whole number"),
        ("nActs = 5;", "", "nActs: missing"),
        ("dur = [0,3,", "dur = [3,", "dur: 4 values, expected 5"),
        ("[0,3,2,2,0]", "0,3,2,2,0", "dur: no list in brackets"),
        ("true,true", "yes,true", "mastery: 'yes' is neither"),
        ("[1,1,1,2,3]", "[1,1,1,2,6]", "pred: activity 6 is not there"),
        ("[1,1,1,2,3]", "[1,1,1,2,5]", "some activities precede themselves"),
        ("nPrecs = 5", "precedences", "is no statement"),
    ],
)
def test_what_is_wrong_is_said(small: Path, old: str, new: str, said: str) -> None:
    small.write_text(SMALL.replace(old, new, 1))
    with pytest.raises(BadInstance, match=said):
        read_instance(small)


def test_a_small_instance_is_planned_to_proof(small: Path, tmp_path: Path) -> None:
    instance = read_instance(small)
    run, answer = plan(instance, 10)
    assert (run.finish, run.bound, run.checked, run.faults) == (5, 5, True, ())
    assert not list(faults(instance, answer))
    out = tmp_path / "answers"
    assert main([str(tmp_path), "--deadline", "10", "--json", "--out", str(out)]) == 0
    written = json.loads((out / "small.json").read_text())
    assert written["finish"] == 5
    assert [a["activity"] for a in written["activities"]] == [1, 2, 3, 4, 5]


def test_the_verifier_sees_each_fault(small: Path) -> None:
    instance = read_instance(small)
    good: Answer = {
        0: (0, []),
        1: (0, [(0, 0), (1, 1)]),
        2: (3, [(0, 0), (1, 0)]),
        3: (0, [(2, 1)]),
        4: (5, []),
    }
    assert not list(faults(instance, good))
    assert finish_of(instance, good) == 5
    bad: list[tuple[Answer, str]] = [
        ({2: (3, [(0, 0), (2, 0)])}, "without mastering"),
        ({2: (3, [(0, 0)])}, "does not get what it needs"),
        ({2: (3, [(0, 0), (0, 0)])}, "two skills"),
        ({2: (2, [(0, 0), (1, 0)])}, "at once"),
        ({4: (4, [])}, "before activity 3 ends"),
        ({3: (-1, [(2, 1)])}, "starts before 0"),
    ]
    for wrong, said in bad:
        assert any(said in fault for fault in faults(instance, good | wrong))
    assert "activity 5 is missing" in faults(instance, {k: good[k] for k in range(4)})


def test_paths_that_hold_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInstance, match="no instance there"):
        list(files([tmp_path]))
    assert main([str(tmp_path / "no.dzn")]) == 2


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no MSPSP instances in {DATA}; set HUDDLE_DATA")
def test_published_optima_are_reached_and_proven() -> None:
    with (DATA / "mspsp_bks_young2017.csv").open() as listed:
        known = {row["instance"]: int(row["makespan"]) for row in csv.DictReader(listed)}
    for name in ("set1a_sf0_nc1.5_n20_m10_00", "set1a_sf0.75_nc1.8_n20_m10_00"):
        run, _ = plan(read_instance(DATA / "set-1a" / f"inst_{name}.dzn"), 60)
        assert (run.finish, run.bound, run.checked) == (known[name], known[name], True)
