"""What is worked out from one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.roster.record import Record, read_record
from benchmarks.roster.trace import Told, Trace

if TYPE_CHECKING:
    from pathlib import Path


def record(**facts) -> Record:
    return Record("curtois", "small", "huddle", 0, 10.0, 2, **facts)


def test_only_better_answers_are_kept() -> None:
    run = record()
    for at, *judged in [(0.5, 2, 10), (1.5, 1, 90), (3.0, 0, 80), (4.0, 0, 85), (6.0, 0, 70)]:
        run.keep(at, (judged[0], judged[1]))
    assert run.answers == [(0.5, 2, 10), (1.5, 1, 90), (3.0, 0, 80), (6.0, 0, 70)]
    assert [run.at(at) for at in (0.1, 2.0, 5.0, 10.0)] == [None, None, 80, 70]
    assert (run.final, run.legal) == ((0, 70), 70)


def test_of_a_worth_more_is_better() -> None:
    run = record(most=True, bounds=[(0.1, 120), (1.0, 100)])
    for at, worth in [(1.0, 70), (2.0, 60), (3.0, 80)]:
        run.keep(at, (0, worth))
    assert run.answers == [(1.0, 0, 70), (3.0, 0, 80)]
    assert run.gap == pytest.approx(0.25)


def test_without_an_answer_nothing_is_worked_out() -> None:
    run = record(proven=False, ended=10.0)
    assert (run.final, run.legal, run.bound, run.gap, run.proof) == (None,) * 5
    assert record(answers=[(1.0, 3, 7)], bounds=[(1.0, 5)]).gap is None
    assert record(answers=[(1.0, 0, 8)], bounds=[(1.0, 8)], proven=True, ended=1.5).proof == 1.5


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = record(answers=[(1.0, 0, 8)], bounds=[(0.5, 6)], machine={"cores": "2"})
    run.write(tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == "curtois-small-huddle-0-10s.json"
    assert read_record(file) == run
    assert run.figures()["cost_at"] == {"1": 8, "2": 8, "5": 8, "10": 8}


def test_of_what_was_told_the_last_at_each_stamp_is_looked_at() -> None:
    trace = Trace([Told(at, dict) for at in (0.2, 0.9, 1.5, 1.6, 4.0, 7.0, 9.0)])
    assert [each.seconds for each in trace.looked_at(8.0)] == [0.9, 1.6, 4.0, 7.0, 9.0]
    assert Trace().looked_at(8.0) == []
