"""Tables are made from the runs: targets, who is ahead, costs over time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.roster.answers import BadInstance
from benchmarks.roster.record import Record
from benchmarks.roster.report import Report
from benchmarks.roster.targets import TARGETS, read_best

if TYPE_CHECKING:
    from pathlib import Path

MACHINE = {"cores": "2"}


def run(instance: str, solver: str, cost: int | None, seed: int = 0, **facts) -> Record:
    answers = [] if cost is None else [(0.5, 0, cost + 20), (20.0, 0, cost)]
    given: dict[str, Any] = {
        "format": "curtois",
        "answers": answers,
        "machine": MACHINE,
        "ended": 60.0,
    } | facts
    given = {"deadline": 60.0} | given
    return Record(instance=instance, solver=solver, seed=seed, workers=2, **given)


def report(*runs: Record) -> Report:
    best = {"Instance1": 607, "Instance7": 1056}
    return Report("huddle bench roster", runs, best)


def proven(cost: int, seed: int, ended: float) -> Record:
    return run("Instance1", "huddle", cost, seed, proven=True, ended=ended, bounds=[(1.0, cost)])


def test_targets_are_met_by_the_median_and_its_proof() -> None:
    (met,) = report(*(proven(607, seed, 30.0 + seed) for seed in range(3))).reached()
    assert (met.met, met.cost, met.beyond, met.proven, met.seconds) == (True, 607, 0.0, 3, 31.0)
    two = [
        proven(607, 0, 5.0),
        run("Instance1", "huddle", 607, 1),
        run("Instance1", "huddle", 607, 2),
    ]
    (unproven,) = report(*two).reached()
    assert (unproven.met, unproven.beyond, unproven.seconds) == (False, 0.0, None)


@pytest.mark.parametrize(
    ("cost", "met"), [(1056, True), (1066, True), (1067, False), (None, False)]
)
def test_a_target_leaves_a_part_of_the_best_known(cost: int | None, met: bool) -> None:
    (reached,) = report(run("Instance7", "huddle", cost)).reached()
    assert reached.met is met
    assert reached.target == "within 1%, 60 s"


def test_a_worth_is_to_be_high_and_soon() -> None:
    facts: dict[str, Any] = {
        "format": "sickness",
        "most": True,
        "proven": True,
        "answers": [(1.0, 0, 14457)],
    }
    (soon,) = report(run("small-4", "huddle", None, ended=2.0, **facts)).reached()
    (late,) = report(run("small-4", "huddle", None, ended=4.0, **facts)).reached()
    assert (soon.met, late.met) == (True, False)
    low = facts | {"answers": [(1.0, 0, 14000)]}
    assert not report(run("small-4", "huddle", None, ended=2.0, **low)).reached()[0].met


def test_who_is_ahead_is_told_by_instance_and_time() -> None:
    said = report(
        run("Instance1", "huddle", 607),
        run("Instance1", "plain", 607),
        run("Instance7", "huddle", 1060),
        run("Instance7", "plain", 1056, answers=[(15.0, 0, 1056)]),
        run("Instance7", "timefold", None, answers=[(5.0, 2, 900)]),
    ).ahead()
    assert [(a.peer, a.seconds, a.instances, a.better, a.worse) for a in said] == [
        ("plain", 10.0, 2, ("Instance7",), ()),
        ("plain", 60.0, 2, (), ("Instance7",)),
        ("timefold", 10.0, 1, ("Instance7",), ()),
        ("timefold", 60.0, 1, ("Instance7",), ()),
    ]


def test_runs_that_had_just_so_long_are_compared_at_that_time() -> None:
    hasty: dict[str, Any] = {"deadline": 10.0, "ended": 10.0}
    said = report(
        run("Instance7", "huddle", None, answers=[(9.0, 0, 1056)], **hasty),
        run("Instance7", "huddle", 1100),
        run("Instance7", "plain", None, answers=[(9.0, 0, 1070)], **hasty),
        run("Instance7", "plain", 1056),
    )
    assert [(a.seconds, a.better, a.worse) for a in said.ahead()] == [
        (10.0, ("Instance7",), ()),
        (60.0, (), ("Instance7",)),
    ]
    assert said.reached()[0].cost == 1100
    assert "| Instance7 | 1056 | huddle | 10 | 1 | – | – | – | 1056 |  |  |" in said.markdown()


def test_tables_have_a_line_for_each_solver_and_say_what_is_missing() -> None:
    text = report(
        *(
            run("Instance7", "huddle", cost, seed, bounds=[(3.0, 1000)])
            for seed, cost in enumerate((1056, 1070, 1100))
        ),
        run("Instance7", "plain", None, answers=[(5.0, 2, 900)], peak_mib=1200),
    ).markdown()
    assert "cores 2" in text
    assert (
        "| Instance7 | 1056 | huddle | 60 | 3 | 1090 | 1090 | 1090 | 1090 | 1070 | 1070 | 1000 |"
        in text
    )
    none = " | ".join("–" * 8)
    assert f"| Instance7 | 1056 | plain | 60 | 1 | {none} | 2 | 0/1 | – | 1,200 |" in text
    assert "| Instance7 | within 1%, 60 s | 1056 | 1070 | 1.3% | 0/3 | – | **no** |" in text
    assert "| plain | 60 s | 1 | 1 | 0 | – |" in text
    assert "- plain: CP-SAT with default settings" in text
    assert "- timefold: " not in text


def test_json_has_the_runs_and_what_came_of_them() -> None:
    document = json.loads(report(run("Instance7", "huddle", 1056)).json())
    assert document["targets"][0]["met"] is True
    assert document["runs"][0]["figures"]["cost_at"]["60"] == 1056
    assert document["runs"][0]["run"]["solver"] == "huddle"


def test_best_known_values_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "best.csv"
    path.write_text("instance,lower_bound,best_known\nInstance7,1056,1056\n")
    assert read_best(path) == {"Instance7": 1056}
    for text in ("instance,value\nInstance7,1\n", "instance,best_known\nInstance7,many\n"):
        path.write_text(text)
        with pytest.raises(BadInstance, match=r"best\.csv: columns instance, best_known"):
            read_best(path)
    with pytest.raises(BadInstance, match=r"none\.csv: cannot be read"):
        read_best(tmp_path / "none.csv")


def test_targets_are_in_words() -> None:
    assert TARGETS["Instance4"].sentence == "best known, proven, 60 s"
    assert TARGETS["large-4"].sentence == "best known, proven, 3 s"
