"""Peers for rosters: what people would otherwise use, on the same instances, judged alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers import called

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.peers import Roll
    from benchmarks.roster.peers.peer import Peer

KNOWN = {
    "plain": ("benchmarks.roster.peers.plain", "Plain"),
    "timefold": ("benchmarks.roster.peers.timefold", "Timefold"),
}
"""Each peer's module and class by its name."""

ABOUT = {
    "plain": "CP-SAT with default settings on a model of one literal for each person, day and "
    "shift, written from the instance alone; as many workers as ours.",
    "timefold": "Timefold's Java engine (community edition) with the format's constraints, its "
    "score kept up by an incremental calculator; two searches of one thread each, by late "
    "acceptance and by simulated annealing. It has no bound; the start of its virtual machine "
    "counts.",
}
"""How each peer is set up, for whoever reads its figures."""


def peers(names: Iterable[str] = ("all",)) -> Roll[Peer]:
    """Return the peers of the names given, or all.

    Raises:
        ValueError: a name is no peer's.
    """
    return called(names, KNOWN)
