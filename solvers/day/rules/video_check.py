"""A visit is turned into video only where office, type, patient and provider allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.office import Modality
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "video"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        by_video, remote = placement.modality is Modality.VIDEO, view.remote(visit, placement)
        wrong = ""
        if placement.modality is not visit.modality:
            provider = case.people[placement.provider]
            if not by_video or visit.at is None:
                wrong = "changes its modality"
            elif not case.rules.video.convert:
                wrong = "is turned into video, which the office does not do"
            elif not visit.video:
                wrong = "is turned into video without the patient's agreement"
            elif not provider.reach_by_video:
                wrong = f"is by video with {provider.id}, who is not set up for it"
        if not wrong and remote and placement.room is not None:
            wrong = "has a room though its provider is elsewhere"
        if wrong:
            yield Finding(
                rule=RULE,
                kind=FindingKind.BREACH,
                about=(visit.id,),
                sentence=f"{visit.id} {wrong}.",
            )
        turned = by_video and visit.modality is Modality.IN_PERSON and visit.at is not None
        if turned and case.rates.video:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} is turned into video.",
                tier=Tier.T4,
                cost=case.rates.video,
            )
