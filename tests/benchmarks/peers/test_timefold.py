"""Timefold's engine on small days: it agrees with the experts, with itself and with the prices."""

import subprocess
from importlib.metadata import PackageNotFoundError

import pytest

from benchmarks.peers import peers
from benchmarks.peers.expert_cp import ExpertCp
from benchmarks.peers.from_case import Outlook, instance_of
from benchmarks.peers.heuristic import hinted
from benchmarks.peers.score import score
from benchmarks.peers.timefold import Timefold, built
from benchmarks.peers.timefold.peer import SOURCES
from tests.benchmarks.peers.test_instance import small

LONG = 120.0
"""Seconds that no run here needs: the moves end it."""

lacks = Timefold().missing()
engine = pytest.mark.skipif(lacks is not None, reason=str(lacks))


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


def cost_of(instance, answer):
    """What an answer costs by the instance's own account."""
    total = 0
    engaged = []
    for visit in instance.visits:
        seat = answer.seats[visit.ref]
        if seat is None or seat.slot is not None:
            slot = None if seat is None else seat.slot
            total += next(away.price for away in visit.away if away.slot == slot)
            continue
        mode, way = next(
            (mode, way)
            for mode in visit.modes
            for way in mode.ways
            if (way.provider, way.double, mode.site, mode.modality, mode.remote)
            == (seat.provider, seat.double, seat.site, seat.modality, seat.remote)
        )
        first = next((k for k, phase in enumerate(mode.phases) if phase.provider), 0)
        arrival, start = seat.starts[0], seat.starts[first]
        at = way.starts.index(start)
        wait = start - arrival - mode.lead[0]
        assert 0 <= wait <= mode.lead[1] - mode.lead[0]
        total += mode.arrival_prices[mode.arrivals.index(arrival)] + way.price + way.prices[at]
        total += visit.wait_minute * max(0, wait - visit.wait_free)
        if not way.double and at not in way.kept:
            engaged += [(way.provider, start + a, start + a + long) for a, long in mode.taken]
    for span in instance.spans:
        used = any(p == span.provider and a < span.end and span.start < b for p, a, b in engaged)
        total += span.price * used
    starts: dict[tuple[str, str], list[int]] = {}
    for rest in answer.rests:
        starts.setdefault((rest.person, rest.kind), []).append(rest.start)
    for taken in instance.breaks:
        own = starts.get((taken.person, taken.kind), [])
        total += taken.prices[taken.starts.index(own.pop(0))] if own else taken.missing
    return total


@engine
@pytest.mark.parametrize(("seed", "found"), [(1, True), (2, False), (3, True)])
def test_it_is_never_below_what_the_expert_proves_and_mostly_finds_it(seed, found):
    outlook = Outlook(small(seed))
    instance = instance_of(outlook.case, outlook)
    expert = ExpertCp().run(instance, 30.0, 0)
    assert expert.proven
    trace = Timefold(moves=20_000).run(instance, LONG, 0)
    last, best = trace.answers[-1], expert.answers[-1].cost
    assert last.cost is not None
    assert best is not None
    assert last.cost == best if found else last.cost >= best
    scored = score(outlook.case, last.seats, last.rests, outlook=outlook)
    assert not scored.verdict.breaches


@engine
@pytest.mark.parametrize("kind", ["one-provider", "two-people"])
def test_every_plan_costs_what_it_says_and_less_than_those_before(kind):
    outlook = Outlook(small(4, kind, visits_per_provider=15))
    instance = instance_of(outlook.case, outlook)
    trace = Timefold(moves=20_000).run(instance, LONG, 0)
    told = [answer for answer in trace.answers if answer.cost is not None]
    assert [answer.cost for answer in told] == [cost_of(instance, answer) for answer in told]
    costs = [answer.cost for answer in told if answer.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < cost_of(instance, trace.answers[0])


@engine
def test_a_seed_gives_one_plan():
    instance = instance_of(small(2, visits_per_provider=15))
    one, two = (Timefold(moves=5_000).run(instance, LONG, 7).answers[-1] for _ in range(2))
    assert (one.seats, one.rests, one.cost) == (two.seats, two.rests, two.cost)


@engine
@pytest.mark.parametrize("seed", range(1, 4))
def test_what_is_kept_up_by_hand_is_what_is_counted_afresh(seed):
    instance = instance_of(small(seed, "two-people", visits_per_provider=15))
    trace = Timefold(moves=1_500, mode="FULL_ASSERT").run(instance, LONG, seed)
    assert trace.answers[-1].cost is not None


@engine
def test_the_deadline_ends_a_search_that_has_no_other_end():
    instance = instance_of(small(2, visits_per_provider=15))
    trace = Timefold().run(instance, 3.0, 0)
    assert not trace.proven
    assert all(answer.seconds <= trace.ended for answer in trace.answers)
    assert trace.ended < LONG


@engine
def test_an_engine_that_has_not_started_by_the_deadline_leaves_the_managers_plan():
    instance = instance_of(small(1))
    trace = Timefold().run(instance, 0.001, 0)
    assert [(answer.seats, answer.rests) for answer in trace.answers] == [hinted(instance)]


@engine
def test_a_failure_of_the_engine_is_told():
    with pytest.raises(RuntimeError, match=r"Timefold has failed(.|\n)*NO_SUCH_MODE"):
        Timefold(mode="NO_SUCH_MODE").run(instance_of(small(1)), LONG, 0)


@engine
def test_it_is_compiled_once(cache, monkeypatch):
    first = built.class_path(SOURCES)
    assert [folder.name for folder in (cache / "huddle").iterdir()] == [
        folder.name for folder in (cache / "huddle").glob("timefold-*") if any(folder.iterdir())
    ]

    def no_more(*words, **options):
        raise AssertionError("compiled again")

    monkeypatch.setattr(subprocess, "run", no_more)
    assert built.class_path(SOURCES) == first


def test_a_missing_jdk_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "javac of a JDK 17 or later on the PATH" in str(Timefold().missing())
    roll = peers(["timefold"])
    assert not roll.here
    assert "javac" in roll.missing["timefold"]


def test_a_missing_package_is_told(monkeypatch):
    def none(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(built, "distribution", none)
    assert "the package timefold, which the extra [peers] installs" in str(Timefold().missing())
    with pytest.raises(RuntimeError, match="the package timefold"):
        built.class_path(SOURCES)
