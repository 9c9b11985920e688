"""A phase that needs a device has one, free and fit for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

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
        seats = case.devices[ref].seats if ref in case.devices else 1
        going_on: list[tuple[int, int, str]] = []
        for span in sorted(spans):
            going_on = [other for other in going_on if other[1] > span[0]]
            if len(going_on) >= seats:
                others = ", ".join(other[2] for other in going_on)
                sentence = f"{ref} is used for {others} and {span[2]} at {wall(span[0])}."
                about = (span[2], *(other[2] for other in going_on))
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
            going_on.append(span)
