"""Timefold as a peer: its Java engine from the package's own archives, on sources of ours."""

from benchmarks.peers.timefold.peer import Timefold

__all__ = ["Timefold"]
