"""Peers: what people would otherwise use, on the same days, at the same costs, judged alike.

`peers(names)` gives those that can run here, and says of the others why they cannot. A peer is a
class named in `KNOWN`, made without arguments; where something besides Python packages has to be
there, its `missing()` says what is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.peers.peer import Peer

KNOWN = {
    "obvious": ("benchmarks.peers.obvious", "Obvious"),
    "expert-cp": ("benchmarks.peers.expert_cp", "ExpertCp"),
    "expert-mip": ("benchmarks.peers.expert_mip", "ExpertMip"),
    "pyjobshop": ("benchmarks.peers.pyjobshop", "PyJobShop"),
    "timefold": ("benchmarks.peers.timefold", "Timefold"),
    "heuristic": ("benchmarks.peers.heuristic", "Heuristic"),
}
"""Each peer's module and class by its name."""


P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Roll(Generic[P]):
    """Who runs, and why each of the others does not."""

    here: tuple[P, ...]
    missing: dict[str, str]


def peers(names: Iterable[str] = ("all",)) -> Roll[Peer]:
    """Return the peers for days of the names given, or all.

    Raises:
        ValueError: a name is no peer's.
    """
    return called(names, KNOWN)


def called(names: Iterable[str], known: Mapping[str, tuple[str, str]]) -> Roll[Any]:
    """Return those of the names given, or all, of the module and class by name that are known.

    Raises:
        ValueError: a name is no peer's.
    """
    asked = list(names)
    chosen = list(known) if "all" in asked else asked
    unknown = sorted(set(chosen) - known.keys())
    if unknown:
        there = ", ".join(known)
        raise ValueError(f"no such peer: {', '.join(unknown)}; there are {there}, or all")
    here: list[Any] = []
    missing: dict[str, str] = {}
    for name in chosen:
        module, kind = known[name]
        try:
            peer = getattr(import_module(module), kind)()
        except ImportError as error:
            missing[name] = f"{name} cannot run here: {error}; install the extra [peers]"
            continue
        lacks = peer.missing() if hasattr(peer, "missing") else None
        if lacks:
            missing[name] = f"{name} cannot run here: {lacks}"
        else:
            here.append(peer)
    return Roll(tuple(here), missing)
