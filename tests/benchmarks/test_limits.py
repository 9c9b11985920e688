"""How late answers are is counted as promised."""

from __future__ import annotations

from benchmarks.limits import Run, overruns


def test_a_tenth_of_the_deadline_or_a_tenth_of_a_second_may_pass() -> None:
    runs = [Run("a", 10.0, 11.0), Run("b", 10.0, 11.01), Run("c", 0.2, 0.29), Run("d", 0.2, 0.31)]
    assert [run.beyond for run in runs] == [False, True, False, True]
    told = overruns(runs)
    assert (told.runs, told.beyond, told.most) == (4, 2, 1.01)


def test_early_answers_are_not_late() -> None:
    assert overruns([Run("a", 10.0, 3.0)]).most == 0.0
    assert overruns([]).runs == 0
