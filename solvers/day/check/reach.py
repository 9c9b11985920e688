"""How much of a plan a rule's check must see to judge that a single visit is had otherwise.

Most rules judge each visit on its own, and some those visits that share somebody or something. To
ask what one other place for a visit would add, such a check is handed that much of the plan
before and after, and the findings are compared; on a large day that is a hundredth of the work.
"""

from __future__ import annotations

from copy import copy
from enum import StrEnum
from typing import TYPE_CHECKING

from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Plan, PlannedVisit
    from solvers.day.check.verdict import Check


class Reach(StrEnum):
    """What of a plan matters to a check when one visit is had otherwise."""

    NOTHING = "nothing"
    """The check is not about visits."""

    VISIT = "visit"
    """The visit's own entry alone."""

    SHARED = "shared"
    """Entries, breaks and duties of whoever has a part in the visit's entry, before or after."""

    PLAN = "plan"
    """The whole plan."""


_RULES = {
    Reach.NOTHING: "breaks coverage duties past reserves support_ratio transfers",
    Reach.VISIT: "absence ages attendants begun calls closures competence consent continuity "
    "cut_offs disposition due_date freeze licence locks movability notice opening_hours "
    "other_site patient_window payer phases prior_bumps restrictions shift specialty stability "
    "video waits",
    Reach.SHARED: "devices double_booking duration_risk open_slots overtime provider_overlap "
    "rooms staff_overlap",
}
_REACHES = {f"{name}_check": reach for reach, names in _RULES.items() for name in names.split()}


def reach_of(judge: Check) -> Reach:
    """Return how far a rule's check must see; a rule that is not known here sees everything."""
    return _REACHES.get(judge.__module__.rsplit(".", 1)[-1], Reach.PLAN)


def parts_in(case: Case, planned: PlannedVisit) -> frozenset[str]:
    """Return the people, the room, the devices and the slot that a visit's entry takes."""
    found: set[str | None] = {planned.slot}
    slot = case.open_slots.get(planned.slot or "")
    if slot is not None:
        found.add(slot.person)
    place = planned.placement
    if place is not None:
        found |= {place.provider, place.room, place.interpreter, place.chaperone}
        for phase in place.phases:
            found |= {phase.device, *phase.people}
    return frozenset(ref for ref in found if ref is not None)


class Excerpts:
    """A plan, from which the parts are taken that matter to one visit."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self._plan = plan
        self._case = case
        self.entries = {planned.appointment: planned for planned in plan.visits}
        self._places = {v.appointment: at for at, v in enumerate(plan.visits)}
        self._sharing: dict[str, list[int]] = {}
        for position, planned in enumerate(plan.visits):
            for ref in parts_in(case, planned):
                self._sharing.setdefault(ref, []).append(position)

    def both(self, planned: PlannedVisit) -> dict[Reach, tuple[Case, Plan, Plan]]:
        """Return, for the reaches short of all, that much of the plan as it is and with the entry.

        The entry stands in for the same visit's in the plan, which must have one. Each comes
        with the case to judge it by: that of one visit has no other.
        """
        before = self.entries[planned.appointment]
        case = self._case.staffed(self._plan)
        # Views are worked out of the whole case, and go with the copy.
        view_of(case)
        single = copy(case)
        single.__dict__["visits"] = {
            ref: visit
            for ref in (planned.appointment,)
            if (visit := case.visits.get(ref)) is not None
        }
        bare = {"breaks": (), "duties": ()}
        alone = (
            single,
            self._plan.model_copy(update={"visits": (before,), **bare}),
            self._plan.model_copy(update={"visits": (planned,), **bare}),
        )
        touched = parts_in(self._case, before) | parts_in(self._case, planned)
        places = {at for ref in touched for at in self._sharing.get(ref, ())}
        places.add(self._places[planned.appointment])
        beside = [self._plan.visits[at] for at in sorted(places)]
        theirs = {
            "breaks": tuple(b for b in self._plan.breaks if b.person in touched),
            "duties": tuple(d for d in self._plan.duties if d.person in touched),
        }
        after = tuple(planned if one is before else one for one in beside)
        shared = (
            case,
            self._plan.model_copy(update={"visits": tuple(beside), **theirs}),
            self._plan.model_copy(update={"visits": after, **theirs}),
        )
        return {Reach.VISIT: alone, Reach.SHARED: shared}
