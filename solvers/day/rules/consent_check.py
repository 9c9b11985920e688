"""What a patient accepted is kept; what a patient declined is not offered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "consent"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for planned in plan.visits:
        ref, now = planned.appointment, planned.placement
        if ref not in case.visits:
            continue
        yes = view.accepted(ref)
        here = now and (now.start, now.provider, now.site, now.modality)
        if yes is not None and now is None and planned.slot is None:
            sentence = f"{ref} has accepted an offer that is not kept."
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(ref,),
                sentence=sentence,
                tier=Tier.T1,
                cost=1000,
            )
        elif yes is not None and (
            planned.slot != yes.slot
            or (yes.slot is None and here != (yes.at, yes.provider, yes.site, yes.modality))
        ):
            sentence = f"{ref} has accepted another offer."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
        for no in view.declined(ref):
            same = now is not None and (
                (no.at, no.site, no.modality) == (now.start, now.site, now.modality)
            )
            if planned.slot == no.slot if no.slot else same:
                sentence = f"{ref} is given again what the patient declined."
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
