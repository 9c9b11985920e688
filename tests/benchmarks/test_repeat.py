"""Answers are compared byte for byte, apart from their times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.files import load_day
from benchmarks import repeat
from benchmarks.repeat import (
    NETWORK,
    ask,
    digest,
    disagreements,
    kept,
    main,
    network,
    repeated,
    table,
)
from engine.cases import case_of
from solvers.day.facts import Facts
from solvers.day.parts import parts_of


def answer(
    cost: int, *, proven: bool = True, seconds: float = 1.0, reproducible: bool = True
) -> dict[str, Any]:
    proof = {"cost": cost, "proven": proven, "limits": {"reproducible": reproducible}}
    return {"certificate": proof, "timing": {"seconds": seconds}}


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
        day: str, workers: int, deadline: float, hash_seed: int, *, options: bool
    ) -> repeat.Answer:
        asked.append((day, workers, hash_seed))
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
    assert "no such example day: no-such-day" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("day", "workers", "options"),
    [
        ("ma-out-small-pc", 1, False),
        pytest.param("ma-out-small-pc", 2, False, marks=pytest.mark.thorough),
        pytest.param(NETWORK, 2, True, marks=pytest.mark.thorough),
    ],
)
def test_an_answer_is_the_same_whatever_the_hashes(
    day: str, workers: int, options: bool, tmp_path: Path
) -> None:
    where = str(network(tmp_path)) if day == NETWORK else day
    told = [ask(where, workers, 0.05, seed, options=options) for seed in (0, 1)]
    assert repeated(day, workers, told).answers == (2,)
    assert all(each.reproducible for each in told)
