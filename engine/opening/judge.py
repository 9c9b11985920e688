"""Judge: what the rules say about a plan, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.opening.cases import case_of
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models.day import Day
    from models.events import Event
    from models.finding import Verdict
    from models.office import Office
    from models.plan import Plan


def judge(
    office: Office,
    day: Day,
    plan: Plan,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
) -> Verdict:
    """Return every finding on the plan: breaches, gaps and costs.

    Where another plan was `issued` before, it is judged from there.

    Raises:
        BadInput: office, day and events do not make sense.
    """
    return check(case_of(office, day, events=events, now=now, issued=issued), plan)
