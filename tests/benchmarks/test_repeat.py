"""Answers are compared byte for byte, apart from their times."""

from __future__ import annotations

import pytest

from benchmarks.repeat import ask, digest, disagreements, main, repeated


def answer(cost: int, *, proven: bool = True, seconds: float = 1.0) -> dict[str, object]:
    return {"certificate": {"cost": cost, "proven": proven}, "timing": {"seconds": seconds}}


def test_times_are_not_compared() -> None:
    assert digest(answer(3, seconds=1)) == digest(answer(3, seconds=2))
    assert digest(answer(3)) != digest(answer(4))


def test_two_answers_and_two_proven_costs_are_told() -> None:
    rows = [
        repeated("day", 1, [answer(3), answer(3)]),
        repeated("day", 2, [answer(4), answer(4, proven=False)]),
    ]
    assert [row.answers for row in rows] == [1, 2]
    assert disagreements(rows) == ["day, 2 workers: 2 answers", "day: proven at 3, 4"]
    assert disagreements(rows[:1]) == []


def test_an_unknown_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no-such-day"])
    assert "no such example day: no-such-day" in capsys.readouterr().err


@pytest.mark.parametrize("workers", [1, 2])
def test_an_answer_is_the_same_whatever_the_hashes(workers: int) -> None:
    told = [ask("ma-out-small-pc", workers, 0.5, seed) for seed in (0, 1)]
    assert repeated("ma-out-small-pc", workers, told).answers == 1
