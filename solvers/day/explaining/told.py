"""What a worker tells of a question about a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.plan import Plan


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One member of a conflict: a rule and whom it is about, or a wish by its position."""

    rule: str
    about: str


@dataclass(frozen=True, slots=True)
class Core:
    """Members that cannot all hold.

    Attributes:
        members: the set.
        needed: members without which the rest was shown to be possible; when all are, the set is
            as small as can be.
        verified: whether the set alone was shown to be impossible once more at the end.
    """

    members: tuple[Member, ...]
    needed: tuple[Member, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Possible:
    """No conflict: what is asked for can be, or nothing was shown in time (`shown` False)."""

    shown: bool


@dataclass(frozen=True, slots=True)
class ForcedPlan:
    """A plan with the visit where it is asked for."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class ForcedBound:
    """Cost and harm, so many units each, are together at least so much with the visit there."""

    value: int
    harm_weight: int


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no plan near by: a conflict, or what else is known."""

    outcome: Core | Possible


@dataclass(frozen=True, slots=True)
class FrontierFound:
    """A plan with at most so many calls chosen, and the most visits that any such plan sees."""

    calls: int
    plan: Plan | None
    seen_at_most: int
