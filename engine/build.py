"""Build a roster: the search in a process of its own, its outcome with a certificate."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.roster_solving import RosterAsked
from engine.rosters import roster_case_of
from models.roster_answer import BuiltRoster, RosterCertificate
from solvers.roster.outcome import Status
from solvers.roster.repair_job import BuildJob

if TYPE_CHECKING:
    import threading

    from models.office import Office
    from models.roster import Roster
    from solvers.roster.outcome import Outcome


def build(
    office: Office,
    roster: Roster,
    *,
    asked: RosterAsked | None = None,
    stop: threading.Event | None = None,
) -> BuiltRoster:
    """Return a roster for the horizon; without one, whether there can be any.

    Raises:
        BadInput: office and roster do not make sense.
    """
    began = time.monotonic()
    asked = asked or RosterAsked()
    asked.check()
    case = roster_case_of(office, roster)
    search = asked.search(began, stop)
    limits = asked.limits(search)
    outcome: Outcome | None = None
    if limits.seconds > 0:
        for message in search.told(BuildJob(case, limits)):
            outcome = message
    verdict = None if outcome is None else outcome.verdict
    possible = None
    if outcome is not None and outcome.status is Status.INFEASIBLE:
        possible = False
    elif verdict is not None:
        possible = True
    return BuiltRoster(
        office=office.id,
        first=roster.first,
        days=roster.days,
        roster=None if outcome is None else outcome.plan,
        possible=possible,
        uncovered=() if verdict is None else verdict.gaps,
        tiers={} if verdict is None else verdict.tiers,
        certificate=None if outcome is None else _certificate(outcome),
        limits=asked.said(search),
        troubles=tuple(search.troubles),
    )


def _certificate(outcome: Outcome) -> RosterCertificate | None:
    if outcome.verdict is None:
        return None
    short, _, cost = outcome.verdict.key
    return RosterCertificate(
        short=short,
        short_bound=outcome.gap_bound,
        cost=cost,
        bound=outcome.bound,
        gap=outcome.gap or 0.0,
        proven=outcome.status is Status.PROVEN,
        seconds=round(outcome.seconds, 3),
    )
