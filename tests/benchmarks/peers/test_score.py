"""A peer's plan is completed, freed of breaches, and judged by the check."""

import builtins
import sys

import pytest

from benchmarks.peers import KNOWN, peers
from benchmarks.peers.from_case import Outlook, instance_of
from benchmarks.peers.heuristic import Heuristic
from benchmarks.peers.peer import Rest, Seat
from benchmarks.peers.score import score
from solvers.day.check.verdict import check
from tests.benchmarks.peers.test_instance import small


@pytest.mark.parametrize("seed", range(1, 5))
def test_the_manager_is_scored_as_first_fit_is(seed):
    outlook = Outlook(small(seed))
    trace = Heuristic().run(instance_of(outlook.case, outlook), 1.0, 0)
    scored = score(outlook.case, trace.answers[-1].seats, trace.answers[-1].rests, outlook=outlook)
    assert not scored.verdict.breaches
    assert not scored.dropped
    assert scored.key <= check(outlook.case, outlook.first).key


def test_what_cannot_be_held_is_dropped():
    outlook = Outlook(small(2))
    instance = instance_of(outlook.case, outlook)
    visit, other = [v for v in instance.visits if v.hint is not None][:2]
    seats: dict[str, Seat | None] = dict.fromkeys((v.ref for v in instance.visits), None)
    for each in (visit, other):
        assert each.hint is not None
        mode = each.modes[each.hint.mode]
        way = mode.ways[each.hint.way]
        seats[each.ref] = Seat(way.provider, mode.site, mode.modality, (each.hint.starts[0],))
    seats[other.ref] = Seat("nobody", "s1", "in-person", (600,))
    scored = score(outlook.case, seats, outlook=outlook, seconds=0)
    assert scored.dropped == (other.ref,)
    assert not scored.verdict.breaches


def test_breaks_in_breach_are_not_taken():
    outlook = Outlook(small(1, visits_per_provider=14))
    instance = instance_of(outlook.case, outlook)
    trace = Heuristic().run(instance, 1.0, 0)
    person = instance.breaks[0].person
    rests = (Rest(person, "meal", 9 * 60, 30),)
    scored = score(outlook.case, trace.answers[0].seats, rests, outlook=outlook, seconds=0)
    assert not scored.verdict.breaches


def test_every_peer_runs_or_says_why_not():
    roll = peers()
    assert {peer.name for peer in roll.here} | roll.missing.keys() == KNOWN.keys()
    assert all("cannot run here" in sentence for sentence in roll.missing.values())
    with pytest.raises(ValueError, match="no such peer"):
        peers(["chess"])


def test_a_missing_package_is_said_plainly(monkeypatch):
    for name in [name for name in sys.modules if "pyjobshop" in name or "job_shop" in name]:
        monkeypatch.delitem(sys.modules, name)
    found = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] == "pyjobshop":
            raise ImportError("No module named 'pyjobshop'")
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    roll = peers(["pyjobshop"])
    assert not roll.here
    assert roll.missing["pyjobshop"] == (
        "pyjobshop cannot run here: No module named 'pyjobshop'; install the extra [peers]"
    )
