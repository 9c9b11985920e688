"""The certificate: what is known of how good a plan is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Tier
from models.proposal import Certificate

if TYPE_CHECKING:
    from engine.asked import Asked
    from engine.solving.solve import Solved
    from models.case import Case
    from models.finding import Verdict
    from solvers.day.limits import Bound


def certified(
    case: Case, solved: Solved, asked: Asked, *, cut_short: bool | None = None
) -> Certificate:
    """State what is known of a solved plan.

    `cut_short` when something in the answer beside the plan was; by default, when its search was.
    """
    cut = solved.cut_short if cut_short is None else cut_short
    return certificate(case, solved.verdict, solved.bound, solved.ring, asked, cut_short=cut)


def certificate(
    case: Case,
    verdict: Verdict,
    bound: Bound,
    ring: int,
    asked: Asked,
    *,
    cut_short: bool = False,
) -> Certificate:
    """State cost, bound and gap of a plan.

    The bound counts only where it was proven for the plan's own T0 and T1; where they are 0 they
    are least anyway. 'Proven' is said only where both are least and the bound meets the cost.
    A deterministic search that was `cut_short` is not reproducible.
    """
    t0, t1, cost = verdict.key
    t0_least = t0 in (0, bound.t0)
    t1_least = t1 == 0 or (t0_least and bound.t1 == t1)
    lower = bound.cost if bound.cost is not None and bound.given == (t0, t1) else 0
    lower = min(lower, cost)
    missing = cost - lower
    rates = case.rates
    return Certificate(
        cost=cost,
        lower_bound=lower,
        gap=round(missing / cost, 6) if cost else 0.0,
        gap_calls=round(missing / max(1, rates.call), 2),
        gap_visits=round(missing / max(1, rates.not_seen_today), 2),
        proven=t0_least and t1_least and missing == 0,
        tiers=verdict.tiers,
        tiers_proven={Tier.T0.value: t0_least, Tier.T1.value: t1_least},
        ring=ring,
        certified_by=bound.ring if lower else None,
        limits={
            "deadline": asked.deadline,
            "seed": asked.seed,
            "workers": asked.cores,
            "deterministic": asked.deterministic,
            "tolerance": asked.tolerance,
            "reproducible": asked.deterministic and not cut_short,
        },
        offered_starts=(
            f"every {case.rules.offer_step} minutes and each visit's published time;"
            f" breaks every {case.rules.breaks.step}, duties every {case.rules.duties.step} minutes"
            f"{_leaving(case)}"
        ),
    )


def _leaving(case: Case) -> str:
    """Say when people may leave for another site, where anybody could."""
    if not case.office.travel or not any(person.other_sites for person in case.office.people):
        return ""
    split = wall(case.rules.load.session_split)
    return f"; people leave for another site as soon as they can, or at {split}"
