"""How late answers are is counted as promised, and what was run is not run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.limits import GENERATED, Run, by_day, kept, main, overruns, table


def run(day: str, deadline: float, seconds: float, *, least: float = 0.0, number: int = 0) -> Run:
    return Run(number, day, 62, False, deadline, least, seconds, 2, {})


def test_a_tenth_of_the_deadline_or_a_tenth_of_a_second_may_pass() -> None:
    runs = [run("a", 10.0, 11.0), run("b", 10.0, 11.01), run("c", 0.2, 0.29), run("d", 0.2, 0.31)]
    assert [each.beyond for each in runs] == [False, True, False, True]
    told = overruns(runs)
    assert (told.runs, told.beyond, told.most) == (4, 2, 1.01)


def test_what_an_answer_takes_at_the_least_is_not_late() -> None:
    waited = run("a", 0.5, 2.05, least=2.0)
    assert not waited.beyond
    assert waited.past_deadline
    assert not run("a", 0.5, 2.19, least=2.0).beyond
    assert run("a", 0.5, 2.21, least=2.0).beyond
    told = overruns([waited])
    assert (told.beyond, told.past_deadline, told.most) == (0, 1, 0.05)


def test_early_answers_are_not_late() -> None:
    assert overruns([run("a", 10.0, 3.0)]).most == 0.0
    assert overruns([]).runs == 0


def test_days_are_summed_up_by_name_and_generated_ones_together() -> None:
    runs = [
        run("b", 1.0, 3.0),
        run(f"{GENERATED}-1-one-ma", 1.0, 1.0),
        run(f"{GENERATED}-2-one-ma", 1.0, 1.0),
    ]
    assert {day: told.runs for day, told in by_day(runs).items()} == {
        "b": 1,
        GENERATED: 2,
        "all": 3,
    }
    assert "| b | 1 | 1 | 1 | 2 | 2 | 0 |" in table(runs)


def test_runs_are_kept_and_gone_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["no-op", "--longest", "0.06", "--out", str(tmp_path), "--json"]
    main([*words, "--runs", "1"])
    file = tmp_path / "limits-0.jsonl"
    (first,) = kept(file)
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"number": 1, "day": "bro')
    capsys.readouterr()

    main([*words, "--runs", "2"])

    told = json.loads(capsys.readouterr().out)
    assert [each.number for each in kept(file)] == [0, 1]
    assert next(kept(file)) == first
    assert told["days"]["all"]["runs"] == 2
    assert [answer["deadline"] <= 0.06 for answer in told["answers"]] == [True, True]


def test_an_unknown_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no-such-day"])
    assert "no such example day: no-such-day" in capsys.readouterr().err
