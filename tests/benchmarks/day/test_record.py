"""Figures of a run come from its trace, and its file gives the run again."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.day.record import Record, read_all
from benchmarks.day.tables import tables


def record(**facts) -> Record:
    given: dict[str, Any] = {
        "tier": "S",
        "book": "tight",
        "disruption": "one-provider",
        "seed": 1,
        "solver": "huddle",
        "deadline": 10.0,
        "visits": 60,
        "ring_zero": (0, 0, 5000),
        "answers": [(0.4, 0, 0, 3000), (1.5, 0, 0, 2000), (6.0, 0, 0, 1010)],
        "bounds": [(1.0, 500.0), (5.0, 1000.0)],
        "ended": 10.0,
    }
    return Record(**(given | facts))


def test_costs_and_bounds_at_the_stamps():
    run = record()
    assert [run.key_at(at)[2] for at in (0.3, 0.5, 1, 2, 5, 10)] == [
        5000,
        3000,
        3000,
        2000,
        2000,
        1010,
    ]
    assert [run.bound_at(at) for at in (0.5, 1, 2, 5, 60)] == [0, 500, 500, 1000, 1000]


def test_gap_and_the_moments_that_count():
    run = record()
    assert run.gap == pytest.approx(10 / 1010)
    assert (run.first(), run.first_good(), run.close()) == (0.4, 1.5, 6.0)
    mean = (1.0 * 1 + 0.5 * 2500 / 3000 + 3.5 * 0.75 + 1.0 * 0.5 + 4.0 * 10 / 1010) / 10
    assert run.mean_gap() == pytest.approx(mean)


def test_while_gaps_or_harm_are_worse_the_gap_is_whole():
    run = record(answers=[(1.0, 0, 1000, 10), (2.0, 0, 0, 2000)])
    assert run.gap_at(1.0) == 1.0
    assert run.first() is None or run.first() == 2.0


def test_without_any_answer_ring_zero_stands():
    run = record(answers=[], bounds=[(1.0, 9000.0)])
    assert (run.final, run.bound, run.gap) == ((0, 0, 5000), 5000, 0.0)
    assert run.first() is None


def test_a_file_gives_the_run_again_and_tables_come_from_files(tmp_path):
    own, other = record(), record(solver="obvious", answers=[], relaxed=("Stock is not counted.",))
    for run in (own, other):
        run.write(tmp_path)
    read = read_all(tmp_path)
    assert read == [own, other]
    text = tables(read)
    assert "## S tight" in text
    assert "| huddle | 3,000 | 3,000 | 2,000 | 2,000 | 1,010 | – | – |" in text
    assert "- obvious: Stock is not counted." in text
