"""Timefold's engine on rosters: it counts what the formats count, and its rosters are legal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.roster.formats import FORMATS
from benchmarks.roster.peers import peers
from benchmarks.roster.peers.plain import Plain
from benchmarks.roster.peers.timefold import Timefold
from solvers.roster.outcome import RosterLimits
from tests.benchmarks.roster.small import task_of
from tests.benchmarks.roster.test_curtois import DATA
from tests.benchmarks.roster.test_inrc2 import DATA as INRC2

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.roster.formats import Task
    from benchmarks.roster.trace import Trace

LONG = RosterLimits(300.0, seed=0, workers=2)
"""More time than any run here needs: the moves end it."""

SICKNESS = DATA.parent / "roster-sickness"
lacks = Timefold().missing()
engine = pytest.mark.skipif(lacks is not None, reason=str(lacks))
published = pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not here")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def agreed(task: Task, trace: Trace) -> list[int | None]:
    """What each roster costs, None where something is broken; the format counts the same."""
    assert trace.answers
    for told in trace.answers:
        score = task.score(told.answer())
        assert (None if score.violations else score.cost) == told.cost, score.violations
    return [told.cost for told in trace.answers]


@engine
@pytest.mark.parametrize("form", Timefold.formats)
def test_it_finds_what_the_plain_model_proves(form: str, tmp_path: Path) -> None:
    task = task_of(form, tmp_path)
    costs = agreed(task, Timefold(moves=60_000).run(task.instance, LONG))
    plain = Plain().run(task.instance, RosterLimits(120, workers=1))
    assert plain.proven
    assert costs[-1] == plain.answers[-1].cost


@engine
@published
def test_its_roster_of_the_first_published_instance_is_legal_and_best() -> None:
    task = next(FORMATS["curtois"](DATA / "Instance1.txt"))
    costs = agreed(task, Timefold(moves=300_000).run(task.instance, LONG))
    assert costs[-1] == 607


@engine
@published
@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("curtois", DATA / "Instance4.txt"),
        ("inrc2", INRC2 / "n005w4_0_1-2-3-3"),
        ("sickness", SICKNESS / "small-4.dzn"),
    ],
)
def test_what_is_kept_up_by_hand_is_what_is_counted_afresh(form: str, path: Path) -> None:
    task = next(FORMATS[form](path))
    agreed(task, Timefold(moves=1_500, mode="FULL_ASSERT").run(task.instance, LONG))


@engine
def test_a_seed_gives_one_roster(tmp_path: Path) -> None:
    task = task_of("inrc2", tmp_path)
    limits = replace(LONG, seed=7)
    one, two = (Timefold(moves=5_000).run(task.instance, limits).answers[-1] for _ in range(2))
    assert one.answer() == two.answer()


@engine
def test_the_deadline_ends_a_search_that_has_no_other_end(tmp_path: Path) -> None:
    task = task_of("curtois", tmp_path)
    trace = Timefold().run(task.instance, RosterLimits(3.0))
    assert not trace.proven
    assert trace.ended < LONG.seconds
    assert not Timefold().run(task.instance, RosterLimits(0.001)).answers


def test_a_missing_jdk_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    roll = peers(["timefold"])
    assert not roll.here
    assert roll.missing["timefold"].startswith("timefold cannot run here: there is no ")
    assert "javac" in roll.missing["timefold"]
