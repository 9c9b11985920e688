"""The plan that a question is about: handed in, or worked out first."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.opening.cases import case_of
from engine.solving.solve import solve
from models.errors import BadInput, Fault
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.limits import Bound

if TYPE_CHECKING:
    import threading

    from engine.asked import Given
    from engine.asking.enquiry import Enquiry
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan
    from models.proposal import Certificate


@dataclass(frozen=True, slots=True)
class Standing:
    """A case and a legal plan for it, with what is proven of the whole problem."""

    case: Case
    plan: Plan
    verdict: Verdict
    bound: Bound

    @property
    def lower_bound(self) -> int:
        """A cost over T2 to T6 under which no plan with this one's T0 and T1 is."""
        t0, t1, cost = self.verdict.key
        known = self.bound.given == (t0, t1) and self.bound.cost is not None
        return min(cost, self.bound.cost or 0) if known else 0


def standing(about: Enquiry, stop: threading.Event | None = None) -> Standing:
    """Return the plan in question: the one that was given, or the best found by the deadline.

    Raises:
        BadInput: something handed in does not make sense, or the plan is not legal for the day.
    """
    asked = about.asked
    asked.check(tuple(about.office.profiles))
    began = time.monotonic()
    case = case_of(
        about.office,
        about.day,
        events=about.events,
        now=about.now,
        profile=asked.profile,
        issued=about.issued,
    )
    if about.given is not None:
        return _taken(case, about.given)
    start = ring_zero(case)
    seconds = asked.deadline
    if not asked.deterministic:
        seconds -= time.monotonic() - began
    solved = solve(case, start, asked, seconds, workers=asked.cores, stop=stop)
    return Standing(case, solved.plan, solved.verdict, solved.bound)


def visit_of(standing: Standing, ref: str) -> None:
    """Raise `BadInput` unless the visit is one of those to be planned."""
    if ref not in standing.case.visits:
        raise BadInput(
            [Fault("visit", repr(ref[:40]), "no such visit is to be planned", "a visit of the day")]
        )


def _taken(case: Case, given: Given) -> Standing:
    verdict = check(case, given.plan)
    if verdict.breaches:
        first = verdict.breaches[0]
        raise BadInput(
            [
                Fault(
                    "plan",
                    "",
                    f"the plan is not legal for this day ({first.rule}: {first.sentence})",
                    "a plan that 'huddle check' finds legal, with the same day, events and now",
                )
            ]
        )
    return Standing(case, given.plan, verdict, _bound(verdict, given.certificate))


def _bound(verdict: Verdict, proof: Certificate | None) -> Bound:
    """Take over what a certificate says, when it is one of this plan at these rates."""
    t0, t1, cost = verdict.key
    if proof is None or proof.cost != cost or proof.tiers != verdict.tiers:
        return Bound()
    return Bound(
        t0=t0 if proof.tiers_proven.get("T0") else None,
        t1=t1 if proof.tiers_proven.get("T1") else None,
        cost=proof.lower_bound,
        given=(t0, t1),
        ring=proof.certified_by,
    )
