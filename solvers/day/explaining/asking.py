"""What a worker can be asked about a plan; whoever asks need not load the solver for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.case import Case
    from models.plan import Plan
    from solvers.day.explaining.wishes import Wish
    from solvers.day.rule import Rule

    Tell = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Forced:
    """Have one visit elsewhere.

    Attributes:
        case: the case.
        plan: the plan in question.
        wish: where the visit is to be.
        provider: with whom, if that is asked for.
        span: when it would be.
        gaps: the most T0 that there may be.
        seconds: for all of it; the bound is looked for in what is left of them.
        seed: random seed.
    """

    case: Case
    plan: Plan
    wish: Wish
    provider: str | None
    span: tuple[int, int]
    gaps: int
    seconds: float
    seed: int = 0

    def run(self, tell: Tell) -> None:
        """Tell a plan and then a bound; or a conflict; or that nothing was found in time."""
        from solvers.day.explaining.forced import force  # noqa: PLC0415 -- the worker's, with the solver

        force(self, tell)


@dataclass(frozen=True, slots=True)
class Clashing:
    """Look for a conflict among wishes."""

    case: Case
    plan: Plan
    wishes: Sequence[Wish]
    seconds: float
    seed: int = 0

    def run(self, tell: Tell) -> None:
        """Tell a conflict, or that what is asked for can be."""
        from solvers.day.explaining.conflict import Conflicts  # noqa: PLC0415 -- the worker's
        from solvers.day.explaining.told import NotFound  # noqa: PLC0415

        found = Conflicts(self.case, self.plan, self.wishes, self.seconds, self.seed).find()
        tell(NotFound(found))


@dataclass(frozen=True, slots=True)
class Relieved:
    """Improve a plan in a part of it: in a case that something has made easier.

    Attributes:
        case: the case, relief included.
        plan: the plan to start from.
        free: visits that may go anywhere.
        provider: somebody whose last visits are free, too.
        wishes: rules besides the office's own.
        gaps: the most T0 that there may be.
        seconds: for all of it.
        seed: random seed.
    """

    case: Case
    plan: Plan
    free: frozenset[str]
    provider: str | None
    wishes: tuple[Rule, ...]
    gaps: int
    seconds: float
    seed: int = 0

    def run(self, tell: Tell) -> None:
        """Tell the best plan of the part."""
        from solvers.day.explaining.forced import relieve  # noqa: PLC0415 -- the worker's

        relieve(self, tell)


@dataclass(frozen=True, slots=True)
class Calling:
    """See as many visits as can be, with at most so many calls chosen, for several numbers.

    Attributes:
        case: the case.
        calls: the numbers of calls, each by itself.
        gaps: the most T0 that there may be.
        seconds: for all of it.
        seed: random seed.
    """

    case: Case
    calls: tuple[int, ...]
    gaps: int
    seconds: float
    seed: int = 0

    def run(self, tell: Tell) -> None:
        """Tell one plan and bound for each number."""
        from solvers.day.explaining.frontier import frontier  # noqa: PLC0415 -- the worker's

        frontier(self, tell)
