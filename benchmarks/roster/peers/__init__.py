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


def peers(names: Iterable[str] = ("all",)) -> Roll[Peer]:
    """Return the peers of the names given, or all.

    Raises:
        ValueError: a name is no peer's.
    """
    return called(names, KNOWN)
