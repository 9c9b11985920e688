"""Runs beside the best finishes known."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mspsp.instance import BadInstance
from benchmarks.mspsp.published import Best, known, read_best, table
from benchmarks.mspsp.run import Run, main

BEST = {"one_a": Best(100, True), "one_b": Best(50, False), "two_a": Best(10, True)}


def run(name: str, finish: int | None, bound: int = 0) -> Run:
    return Run(f"inst_{name}", finish, bound, finish == bound, 2.0, finish is not None)


def test_a_line_a_set() -> None:
    lines = table([run("one_a", 100, 100), run("one_b", 52), run("two_a", None)], BEST).splitlines()

    assert lines[2] == "| one | 2 | 2 | 1 | 1 | 2.00% | 1 | 2.0 | 2.0 |"
    assert lines[3] == "| two | 1 | 0 | 0 | 0 | – | 0 | 2.0 | 2.0 |"


def test_a_finish_to_compare_with_is_needed() -> None:
    known(["inst_one_a", "two_a"], BEST)
    with pytest.raises(BadInstance, match="inst_one_c: no best finish is known"):
        known(["inst_one_c"], BEST)


def test_the_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "best.csv"
    path.write_text("instance,makespan,optimal,by\none_a,100,1,x\none_b,50,0,y\n")
    assert read_best(path) == {name: BEST[name] for name in ("one_a", "one_b")}


@pytest.mark.parametrize("text", ["instance,makespan\na,1\n", "instance,makespan,optimal\na,x,1\n"])
def test_another_table_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "best.csv"
    path.write_text(text)
    with pytest.raises(BadInstance, match="columns instance, makespan, optimal"):
        read_best(path)
    assert main([str(tmp_path), "--best", str(path)]) == 2
    assert "columns instance" in capsys.readouterr().err


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInstance, match="not to be read"):
        read_best(tmp_path / "none.csv")
