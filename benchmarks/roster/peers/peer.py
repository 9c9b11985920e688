"""What a peer for rosters is: somebody else's way of planning an instance of some formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from benchmarks.roster.formats import Instance
    from benchmarks.roster.trace import Trace
    from solvers.roster.outcome import RosterLimits


class Peer(Protocol):
    """Somebody else's way of planning a roster."""

    name: str
    formats: tuple[str, ...]

    def run(self, instance: Instance, limits: RosterLimits) -> Trace:
        """Plan an instance of one of the formats, the building of models included in the time."""
        ...
