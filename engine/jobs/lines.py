"""Lines of work: what is kept on a shelf, and how a proposal for it is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import BaseModel

    from engine.asked import Asked
    from engine.jobs.watch import Watch
    from engine.jobs.workplace import Planner
    from engine.store.shelves import AnyShelf
    from engine.store.state import StateOf


class Figure(NamedTuple):
    """What is counted of an answer: the outcome, and how good it is at the least."""

    outcome: str
    gap: float | None = None
    ring: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of work.

    Attributes:
        shelf: where what is worked out is kept.
        answer: works an answer out from the state as it is, the question that the proposal asks
            (its fields, as plain values), how to solve, and the watch that ends it.
        figure: says what is counted of an answer.
    """

    shelf: AnyShelf
    answer: Callable[
        [Planner, StateOf[Any, Any, Any, Any], Mapping[str, Any], Asked, Watch], BaseModel
    ]
    figure: Callable[[Any], Figure]
