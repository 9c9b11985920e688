"""Who and what a plan takes up, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from engine.hit import provider_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan


class What(Enum):
    """What can be taken up by one thing at a time."""

    PERSON = "person"
    ROOM = "room"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Use:
    """[start, end) of a person, room or device, taken by a visit, a break or a duty."""

    what: What
    ref: str
    start: int
    end: int
    taker: str


class Occupied:
    """The uses of a whole plan, by person, room and device."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self._uses: dict[tuple[What, str], list[Use]] = {}
        for planned in plan.visits:
            visit = case.visits.get(planned.appointment)
            if planned.placement is not None and visit is not None:
                self._take(uses_of(case, visit, planned.placement))
        for taken in plan.breaks:
            words = f"a {taken.kind.value} break"
            self._take([Use(What.PERSON, taken.person, taken.start, taken.end, words)])
        for given in plan.duties:
            self._take([Use(What.PERSON, given.person, given.start, given.end, given.duty)])

    def _take(self, uses: Iterable[Use]) -> None:
        for use in uses:
            self._uses.setdefault((use.what, use.ref), []).append(use)

    def clashes(self, wanted: Use) -> list[Use]:
        """Return the uses by others that share a minute with the wanted one, in order of time."""
        found = [
            use
            for use in self._uses.get((wanted.what, wanted.ref), [])
            if use.taker != wanted.taker and use.start < wanted.end and wanted.start < use.end
        ]
        return sorted(found, key=lambda use: (use.start, use.taker))

    def free(self, wanted: Use) -> bool:
        """Tell whether nobody else has what is wanted at that time."""
        return not any(
            use.taker != wanted.taker and use.start < wanted.end and wanted.start < use.end
            for use in self._uses.get((wanted.what, wanted.ref), [])
        )


def uses_of(case: Case, visit: Appointment, placement: Placement) -> list[Use]:
    """Return everybody and everything that a placement takes up, its provider first."""
    uses = [
        Use(What.PERSON, placement.provider, start, end, visit.id)
        for start, end in provider_spans(case, visit, placement)
    ]
    for phase in placement.phases:
        uses += [
            Use(What.PERSON, person, phase.start, phase.end, visit.id) for person in phase.people
        ]
        if phase.device is not None:
            uses.append(Use(What.DEVICE, phase.device, phase.start, phase.end, visit.id))
    held = room_span(case, visit, placement)
    if placement.room is not None and held is not None:
        turnover = case.rules.rooms.turnover
        uses.append(Use(What.ROOM, placement.room, held[0], held[1] + turnover, visit.id))
    return uses


def room_span(case: Case, visit: Appointment, placement: Placement) -> tuple[int, int] | None:
    """Return from the first to the last phase that needs a room; None when none does."""
    phases = case.phases(visit, placement.modality)
    held = [
        placed
        for phase, placed in zip(phases, placement.phases, strict=False)
        if phase.room is not None
    ]
    return (held[0].start, held[-1].end) if held else None
