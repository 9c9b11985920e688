"""Duties whose people attend to several phases at a time, and begin them one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.office import By

if TYPE_CHECKING:
    from models.office import Office, VisitType
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let one person of a duty attend to more, phases weigh more, and starts lie apart."""
    office = tiny.office
    served = {task.duty for task in office.tasks.values() if task.by is By.DUTY}
    if not served or not dice.chance(0.7):
        return tiny
    step, each = office.rules.offer_step, dice.pick((1, 2, 3))
    spacing = dice.pick((0, 0, 5, step, 2 * step))
    more = {"each": each, "start_spacing": spacing}
    update = {
        "duties": tuple(
            duty.model_copy(update=more) if duty.id in served else duty for duty in office.duties
        ),
        "visit_types": {
            name: _visit_type(office, kind, each, dice) for name, kind in office.visit_types.items()
        },
    }
    return replace(tiny, office=office.model_copy(update=update))


def _visit_type(office: Office, kind: VisitType, each: int, dice: Dice) -> VisitType:
    """Let phases of the duty weigh as much as one person can attend to, at the most."""
    phases = tuple(
        phase.model_copy(update={"acuity": dice.pick((1, each))})
        if any(office.tasks[task].by is By.DUTY for task in phase.tasks)
        else phase
        for phase in kind.phases
    )
    return kind.model_copy(update={"phases": phases})
