"""Timefold as a peer for rosters: its Java engine on sources of ours."""

from benchmarks.roster.peers.timefold.peer import Timefold

__all__ = ["Timefold"]
