"""Visits that no provider has a part in: their phases are somebody else's, or nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import By

if TYPE_CHECKING:
    from models.office import Office, Phase
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Take the provider out of one kind of visit, in person or by video as well."""
    if not dice.chance(0.15):
        return tiny
    office, name = tiny.office, dice.pick(("first", "second"))
    kind = office.visit_types[name]
    update = {"phases": _alone(office, kind.phases)}
    if dice.chance(0.5):
        update["video"] = _alone(office, kind.video)
    types = office.visit_types | {name: kind.model_copy(update=update)}
    # Nobody's time is shared by a visit that takes nobody's time.
    book = tuple(
        visit.model_copy(update={"double_booked": False}) if visit.visit_type == name else visit
        for visit in tiny.day.appointments
    )
    day = tiny.day.model_copy(update={"appointments": book})
    return type(tiny)(office.model_copy(update={"visit_types": types}), day, tiny.now)


def _alone(office: Office, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    return tuple(
        phase.model_copy(
            update={"tasks": tuple(t for t in phase.tasks if office.tasks[t].by is not By.PROVIDER)}
        )
        for phase in phases
    )
