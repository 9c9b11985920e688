"""Build a roster: the search in a process of its own, its outcome with a certificate.

A search that does not end in time is ended, and the best roster that it has told of is the answer.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.opening.rosters import roster_case_of
from engine.rosters.solving import RosterAsked
from models.roster_answer import BuiltRoster, RosterCertificate
from solvers.roster.check import check
from solvers.roster.outcome import Outcome, Status
from solvers.roster.repair_job import BuildJob, Meanwhile

if TYPE_CHECKING:
    import threading

    from models.office import Office
    from models.roster import Roster, RosterPlan
    from models.roster_case import RosterCase


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
    told = Meanwhile(None)
    if limits.seconds > 0:
        for message in search.told(BuildJob(case, limits)):
            if isinstance(message, Meanwhile):
                told = message
            else:
                outcome = message
    if outcome is None and told.plan is not None:
        outcome = _outcome(case, told, told.plan, time.monotonic() - began)
        if outcome is None:
            search.troubles.append("the check does not bear out a roster of the search")
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


def _outcome(case: RosterCase, told: Meanwhile, plan: RosterPlan, seconds: float) -> Outcome | None:
    """Return what a search that was ended has come to; None where the check refuses it."""
    verdict = check(case, plan)
    short, _, cost = verdict.key
    if verdict.breaches or told.gap_bound > short or told.bound > cost:
        return None
    return Outcome(Status.FOUND, plan, verdict, told.gap_bound, told.bound, seconds)


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
