"""`huddle bench roster` beside peers: runs are kept, read again, and told in tables."""

from __future__ import annotations

import json
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.roster import compare
from benchmarks.roster.command import BAD_INPUT, UNCHECKED, main
from benchmarks.roster.formats import FORMATS
from benchmarks.roster.peers import peers
from benchmarks.roster.runs import Asked, judged
from solvers.roster.outcome import RosterLimits
from tests.benchmarks.roster.small import path_of, task_of

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = ["--deadline", "60", "--workers", "1"]


class Here:
    """In the place of processes of their own."""

    runs = 0

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None: ...

    def submit(self, function: Any, *given: Any) -> Future[Any]:
        type(self).runs += 1
        done: Future[Any] = Future()
        done.set_result(function(*given))
        return done


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> type[Here]:
    monkeypatch.setattr(compare, "ProcessPoolExecutor", Here)
    Here.runs = 0
    return Here


def test_a_run_in_a_process_of_its_own_is_told_in_a_table_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = path_of("curtois", tmp_path)
    out, report = tmp_path / "out", tmp_path / "report"
    best = tmp_path / "best.csv"
    best.write_text("instance,best_known\nsmall,0\n")
    words = ["--format", "curtois", str(path), *LIMITS, "--out", str(out)]
    assert main([*words, "--best", str(best), "--report", str(report)]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("curtois-small-huddle-0-60s: cost 0, bound 0, ")
    assert "| small | 0 | huddle | 60 | 1 |" in said.out
    assert (report / "roster.md").read_text(encoding="utf-8") == said.out
    assert json.loads((report / "roster.json").read_text())["runs"][0]["figures"]["cost"] == 0
    assert str(tmp_path) not in (report / "roster.json").read_text() + said.out
    assert (out / "rosters" / "curtois-small-huddle-0-60s" / "small.csv").is_file()


def test_what_is_kept_with_the_same_limits_is_not_run_again(
    tmp_path: Path, here: type[Here], capsys: pytest.CaptureFixture[str]
) -> None:
    path = path_of("curtois", tmp_path)
    words = ["--format", "curtois", str(path), "--out", str(tmp_path / "out"), "--json"]
    more = ["--peers", "plain", "--seeds", "2", "--peer-seeds", "1"]
    assert main([*words, *LIMITS, *more]) == 0
    assert here.runs == 3
    first = json.loads(capsys.readouterr().out)
    assert [(r["run"]["solver"], r["run"]["seed"]) for r in first["runs"]] == [
        ("huddle", 0),
        ("huddle", 1),
        ("plain", 0),
    ]
    assert main([*words, *LIMITS, *more]) == 0
    assert here.runs == 3
    assert json.loads(capsys.readouterr().out) == first
    assert main([*words, "--deadline", "60,61", "--workers", "1", *more]) == 0
    assert here.runs == 6
    assert main([*words, "--deadline", "60", "--workers", "2", *more]) == 0
    assert here.runs == 9


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("solver", ["huddle", "plain"])
def test_each_run_ends_at_what_is_best_and_counts_as_the_format_does(
    form: str, solver: str, tmp_path: Path
) -> None:
    path = path_of(form, tmp_path)
    task = next(FORMATS[form](path))
    record, answer = judged(task, Asked(form, path, task.name, solver, RosterLimits(60, 0, 1)))
    assert record.agrees
    assert record.proven
    assert record.legal == record.bound == task.score(answer).cost
    assert record.peak_mib > 0
    assert [at for at, *_ in record.answers] == sorted(at for at, *_ in record.answers)


def test_a_peer_that_miscounts_is_told(
    tmp_path: Path, here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of("curtois", tmp_path)
    task = task_of("curtois", tmp_path)
    honest, answer = judged(task, Asked("curtois", path, "small", "plain", RosterLimits(60, 0, 1)))
    honest.agrees = False
    monkeypatch.setattr(compare, "measured", lambda _: (honest, answer))
    words = ["--format", "curtois", str(path), *LIMITS, "--seeds", "1"]
    assert main(words) == UNCHECKED


def test_a_run_that_fails_is_told_and_the_others_go_on(
    tmp_path: Path,
    here: type[Here],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = path_of("curtois", tmp_path)

    def measured(asked: Asked) -> Any:
        if asked.limits.seed == 0:
            raise RuntimeError("out of memory")
        return judged(task_of("curtois", tmp_path), asked)

    monkeypatch.setattr(compare, "measured", measured)
    words = ["--format", "curtois", str(path), *LIMITS, "--seeds", "2"]
    assert main(words) == UNCHECKED
    said = capsys.readouterr()
    assert "huddle failed on small: out of memory" in said.err
    assert "| small | – | huddle | 60 | 1 | " in said.out


def test_peers_run_on_the_formats_that_they_know(tmp_path: Path) -> None:
    task = task_of("sickness", tmp_path)
    plain = peers(["plain"]).here[0]
    known = compare.asked_for("sickness", [(tmp_path, task)], [plain], [RosterLimits(1, 5)], (2, 1))
    assert [(a.solver, a.limits.seed) for a in known] == [
        ("huddle", 5),
        ("huddle", 6),
        ("plain", 5),
    ]

    class Other:
        name = "other"
        formats: tuple[str, ...] = ("curtois",)

        def run(self, instance: Any, limits: RosterLimits) -> Any:
            raise AssertionError

    none = compare.asked_for("sickness", [(tmp_path, task)], [Other()], [RosterLimits(1)], (0, 1))
    assert list(none) == []


def test_who_is_no_peer_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = path_of("curtois", tmp_path)
    assert main(["--format", "curtois", str(path), "--peers", "nobody"]) == BAD_INPUT
    assert "no such peer: nobody; there are plain, timefold, or all" in capsys.readouterr().err
    best = str(tmp_path / "none.csv")
    assert main(["--format", "curtois", str(path), "--best", best]) == BAD_INPUT


@pytest.mark.parametrize(
    ("option", "word", "said"),
    [
        ("--deadline", "soon", "'soon': write seconds, or several, like 10,60"),
        ("--deadline", "10,-1", "'10,-1': write seconds"),
        ("--deadline", "nan", "'nan': write seconds"),
        ("--seeds", "0", "'0' is no whole number, 1 or more"),
        ("--peer-seeds", "x", "'x' is no whole number, 1 or more"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    option: str, word: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--format", "curtois", "small.txt", option, word])
    assert left.value.code == BAD_INPUT
    assert said in capsys.readouterr().err
