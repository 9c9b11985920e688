"""A phase that needs a device has one, free and fit for it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check_view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "devices"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    held: dict[str, list[tuple[int, int, str]]] = {}
    for visit, placement in view.placed(plan):
        for phase, placed in zip(
            case.phases(visit, placement.modality), placement.phases, strict=True
        ):
            if phase.device is None or placed.device is None or placed.end <= case.now:
                continue
            device = case.devices.get(placed.device)
            fit = device is not None and phase.device in device.features
            if device is None or not fit or device.site != placement.site:
                sentence = f"{visit.id} needs a {phase.device} at {placement.site}."
                yield Finding(
                    rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence
                )
            held.setdefault(placed.device, []).append(
                (max(placed.start, case.now), placed.end, visit.id)
            )
    for ref, spans in sorted(held.items()):
        spans.sort()
        for before, after in itertools.pairwise(spans):
            if after[0] < before[1]:
                sentence = f"{ref} is used for {before[2]} and {after[2]} at {wall(after[0])}."
                about = (after[2], before[2])
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
