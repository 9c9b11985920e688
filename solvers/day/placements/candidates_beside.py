"""Candidates worked out on two cores: those of some visits in a forked process meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from solvers.forked import Forked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates

MANY = 100
"""Visits from which on it pays to fork."""

SHARE = 0.6
"""Of the visits, for how many the fork works: what is hit is placed here in the meantime."""


class CandidatesBeside:
    """The candidates of visits, each worked out once, whoever does it.

    Attributes:
        known: those that are known, by visit.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.known: dict[str, Candidates] = {}
        self._fork: Forked | None = None
        self._there: frozenset[str] = frozenset()

    def begin(self, first: Iterable[str]) -> None:
        """Begin beside, where visits are many; `first` are asked for first, and are not for it."""
        wanted = set(first)
        rest = [ref for ref in self.facts.visits if ref not in wanted]
        if len(rest) < MANY or self._fork is not None:
            return
        there = rest[len(rest) - int(SHARE * len(rest)) :]
        self._there = frozenset(there)

        def work(tell: Callable[[dict[str, Candidates]], None]) -> None:
            tell({ref: candidates(self.facts, rules(), self.facts.visits[ref]) for ref in there})

        self._fork = Forked(work, self.known.update)

    @property
    def process(self) -> int | None:
        """The process that works beside, by its number; None without one."""
        return None if self._fork is None else self._fork.pid

    def of(self, refs: Iterable[str]) -> Mapping[str, Candidates]:
        """Return the candidates of some visits; what the fork owes is waited for.

        Where it has died, they are worked out here.
        """
        asked = list(refs)
        here = [ref for ref in asked if ref not in self._there]
        self._work_out(here)
        if len(here) < len(asked):
            self.end(wait=True)
            self._work_out(asked)
        return {ref: self.known[ref] for ref in asked}

    def _work_out(self, refs: Iterable[str]) -> None:
        for ref in refs:
            if ref not in self.known:
                self.known[ref] = candidates(self.facts, rules(), self.facts.visits[ref])

    def end(self, *, wait: bool = False) -> None:
        """End the fork, when it has told all if asked to `wait`."""
        if self._fork is not None:
            if wait:
                self._fork.over.wait()
            self._fork.end()
            self._fork, self._there = None, frozenset()
