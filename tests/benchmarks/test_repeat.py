"""Answers are compared byte for byte, apart from their times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.files import load_day
from benchmarks import repeat
from benchmarks.questions import NETWORK, WEEKS, Question, drawn, network, proof_of, question
from benchmarks.repeat import (
    ask,
    digest,
    disagreements,
    kept,
    main,
    repeated,
    table,
)
from engine.opening.cases import case_of
from solvers.day.known.facts import Facts
from solvers.day.known.parts import parts_of


def answer(
    cost: int, *, proven: bool = True, seconds: float = 1.0, reproducible: bool = True
) -> dict[str, Any]:
    proof = {"cost": cost, "proven": proven, "limits": {"reproducible": reproducible}}
    return {"certificate": proof, "staff_calls": [], "timing": {"seconds": seconds}}


def roster(short: int, changes: int | None, cost: int) -> dict[str, Any]:
    proof = {"short": short, "changes": changes, "cost": cost, "proven": True}
    return {"roster": {}, "certificate": proof, "limits": {"reproducible": True}}


def test_what_comes_before_the_cost_of_a_roster_is_compared_too() -> None:
    rows = [
        repeated("weeks", 1, [kept(roster(0, 2, 10))]),
        repeated("weeks", 2, [kept(roster(1, 0, 10))]),
    ]
    assert disagreements(rows) == ["weeks: proven at 0 / 2 / 10, 1 / 0 / 10"]


def test_an_absence_is_as_good_as_all_its_parts() -> None:
    days: list[dict[str, Any]] = [{"proposal": answer(5, proven=False)}, {"proposal": answer(4)}]
    whole = {
        "patient_calls": [],
        "roster": roster(1, 3, 10),
        "days": [*days, {"proposal": None}],
    }
    found = proof_of(whole)
    assert (found.cost, found.before, found.proven, found.reproducible) == (19, (1, 3), False, True)
    once = digest(whole)
    days[0]["proposal"]["timing"]["seconds"] = 9.0
    assert digest(whole) == once
    days[0]["proposal"]["certificate"]["cost"] = 6
    assert digest(whole) != once


def test_there_being_no_roster_is_a_proof() -> None:
    none = {"roster": None, "certificate": None, "limits": {"reproducible": True}}
    assert proof_of(none | {"possible": False}).proven
    assert not proof_of(none | {"possible": None}).proven


def test_rosters_are_repaired_unless_something_else_is_asked() -> None:
    asked = {name: question(name, {WEEKS: "w.json"}).words for name in (
        "clinic-month", "clinic-month:build", "nurse-out", "nurse-out:repair", f"{WEEKS}:build",
        "no-op",
    )}  # fmt: skip
    assert asked == {
        "clinic-month": ("roster", "repair", "clinic-month"),
        "clinic-month:build": ("roster", "build", "clinic-month"),
        "nurse-out": ("roster", "absence", "nurse-out"),
        "nurse-out:repair": ("roster", "repair", "nurse-out"),
        f"{WEEKS}:build": ("roster", "build", "w.json"),
        "no-op": ("resolve", "no-op"),
    }


def test_times_are_not_compared() -> None:
    assert digest(answer(3, seconds=1)) == digest(answer(3, seconds=2))
    assert digest(answer(3)) != digest(answer(4))


def test_two_answers_and_two_proven_costs_are_told() -> None:
    rows = [
        repeated("day", 1, [kept(answer(3)), kept(answer(3))]),
        repeated("day", 2, [kept(answer(4)), kept(answer(4, proven=False))]),
    ]
    assert [row.answers for row in rows] == [(2,), (1, 1)]
    assert disagreements(rows) == ["day, 2 workers: 2 answers", "day: proven at 3, 4"]
    assert disagreements(rows[:1]) == []
    assert "| day | 2 | 2 | 1, 1 | 4 | proven |" in table(rows)


def test_an_answer_that_was_cut_short_is_told() -> None:
    rows = [repeated("day", 1, [kept(answer(3)), kept(answer(3, reproducible=False))])]
    assert disagreements(rows) == [
        "day, 1 workers: 2 answers",
        "day, 1 workers: 1 not reproducible by their own word",
    ]


def test_answers_are_kept_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, int, int]] = []

    def answered(
        about: Question, workers: int, deadline: float, hash_seed: int, *, options: bool
    ) -> repeat.Answer:
        asked.append((about.name, workers, hash_seed))
        return kept(answer(3))

    monkeypatch.setattr(repeat, "ask", answered)
    words = ["no-op", "--workers", "1,2", "--out", str(tmp_path)]
    assert main([*words, "--repeats", "1"]) == 0
    with (tmp_path / "repeat.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('["no-op 1 2 Fal')
    assert main([*words, "--repeats", "2"]) == 0
    assert asked == [("no-op", 1, 0), ("no-op", 2, 0), ("no-op", 1, 1), ("no-op", 2, 1)]
    assert "the same every time; proven costs agree" in capsys.readouterr().out


def test_the_generated_network_is_searched_side_by_side(tmp_path: Path) -> None:
    case = case_of(*load_day(network(tmp_path)))
    hit = Facts(case).hit
    struck = {case.site_of(case.visits[ref]) for ref in hit}
    assert len(parts_of(case, hit)) == 3
    assert len(struck) == 2


def test_an_unknown_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no-such-day"])
    assert "no such example day, roster or absence: no-such-day" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("day", "workers", "options"),
    [
        ("ma-out-small-pc", 1, False),
        ("clinic-month:build", 2, False),
        pytest.param("nurse-out", 2, False, marks=pytest.mark.thorough),
        pytest.param(WEEKS, 1, True, marks=pytest.mark.thorough),
        pytest.param(f"{WEEKS}:build", 2, False, marks=pytest.mark.thorough),
        pytest.param("ma-out-small-pc", 2, False, marks=pytest.mark.thorough),
        pytest.param(NETWORK, 2, True, marks=pytest.mark.thorough),
    ],
)
def test_an_answer_is_the_same_whatever_the_hashes(
    day: str, workers: int, options: bool, tmp_path: Path
) -> None:
    about = question(day, drawn(tmp_path, [day]))
    told = [ask(about, workers, 0.05, seed, options=options) for seed in (0, 1)]
    assert repeated(day, workers, told).answers == (2,)
    assert all(each.reproducible for each in told)
