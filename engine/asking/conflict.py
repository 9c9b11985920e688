"""Conflicts: when what is asked for cannot be, the smallest set of rules and facts against it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.asking.conflict_words import member_words
from engine.asking.wishes import wish_of
from engine.solving.warm import WORKERS
from models.errors import BadInput, Fault
from models.explanation import Answered, Conflict, ConflictMember
from solvers.day.explaining.asking import Clashing
from solvers.day.explaining.told import Core, NotFound

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from engine.asking.standing import Standing
    from models.explanation import WishFor
    from solvers.day.explaining.told import Possible
    from solvers.day.explaining.wishes import Wish

GRACE = 1.0
"""Seconds beyond its time after which a worker is ended: building a model is not cut short."""

MOST_WISHES = 50
"""Wishes that one question may have."""


def conflict(
    standing: Standing,
    asked: Sequence[WishFor],
    seconds: float,
    *,
    seed: int = 0,
    stop: threading.Event | None = None,
) -> Conflict:
    """Say whether the wishes can all come true, with no more gaps than the plan has; if not, why.

    Raises:
        BadInput: there is no wish, or one does not make sense.
    """
    if not 1 <= len(asked) <= MOST_WISHES:
        expected = f"from 1 to {MOST_WISHES} wishes"
        raise BadInput([Fault("wishes", str(len(asked)), "not a number of wishes", expected)])
    case = standing.case
    wishes = [wish_of(case, wish, f"wishes.{n}") for n, wish in enumerate(asked)]
    outcome: Core | Possible | None = None
    with WORKERS.borrow() as worker:
        task = Clashing(case, standing.plan, wishes, seconds, seed)
        for told in worker.run(task, time.monotonic() + seconds + GRACE, stop):
            if isinstance(told, NotFound):
                outcome = told.outcome
    return described(standing, wishes, outcome)


def described(
    standing: Standing, wishes: Sequence[Wish], outcome: Core | Possible | None
) -> Conflict:
    """Put what the solver found into words."""
    asked = tuple(wish.sentence for wish in wishes)
    words = " and ".join(asked)
    if isinstance(outcome, Core):
        members = tuple(
            ConflictMember(
                rule=member.rule,
                about=member.about if member.rule != "asked" else "",
                sentence=member_words(standing.case, wishes, member.rule, member.about),
                needed=member in outcome.needed,
            )
            for member in sorted(outcome.members, key=lambda m: (m.rule != "asked", m))
        )
        smallest = len(outcome.needed) == len(outcome.members)
        against = [member for member in members if member.rule != "asked"]
        reasons = "; ".join(f"{member.sentence} [{member.rule}]" for member in against)
        caveat = "" if smallest and outcome.verified else " (not shown in time to be the fewest)"
        return Conflict(
            asked=asked,
            answer=Answered.IMPOSSIBLE,
            summary=f"It cannot be that {words}: {reasons}{caveat}.",
            members=members,
            smallest=smallest,
            verified=outcome.verified,
        )
    if outcome is not None and outcome.shown:
        summary = f"Nothing stands against it that {words}."
        return Conflict(asked=asked, answer=Answered.POSSIBLE, summary=summary)
    summary = f"Whether it can be that {words} was not found out in time."
    return Conflict(asked=asked, answer=Answered.UNKNOWN, summary=summary)
