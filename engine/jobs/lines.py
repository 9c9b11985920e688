"""Lines of work: what is kept on a shelf, and how a proposal for it is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import BaseModel
    from sqlalchemy import Connection

    from engine.asked import Asked
    from engine.jobs.watch import Watch
    from engine.jobs.workplace import Planner
    from engine.store.shelves import AnyShelf


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
        read: reads, in one transaction, all that an answer is worked out from.
        answer: works an answer out from what was read, the question that the proposal asks
            (its fields, as plain values), how to solve, and the watch that ends it.
        figure: says what is counted of an answer.
    """

    shelf: AnyShelf
    read: Callable[[Connection, str, Any], Any]
    answer: Callable[[Planner, Any, Mapping[str, Any], Asked, Watch], BaseModel]
    figure: Callable[[Any], Figure]
