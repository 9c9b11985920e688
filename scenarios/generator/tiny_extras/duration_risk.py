"""Visits that may take longer than planned, and patients who may not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import By
from models.rules import (
    CapSetting,
    DurationRiskSetting,
    FreezeSetting,
    MovabilitySetting,
    NoticeSetting,
)

if TYPE_CHECKING:
    from models.office import Office, Phase, VisitType
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let provider phases run on; price what follows too soon, or forbid it."""
    if not dice.chance(0.5):
        return tiny
    office, day = tiny.office, tiny.day
    robust = dice.chance(0.5)
    setting: dict[str, object] = {"duration_risk": DurationRiskSetting(robust=robust)}
    if robust:
        # Visits that may move about: else hardly one comes close to the next.
        setting |= {
            "movability": MovabilitySetting(bystander_minutes=480),
            "notice": NoticeSetting(minutes=0, fasting_minutes=0),
            "caps": CapSetting(),
            "freeze": FreezeSetting(contact_lead=0),
        }
    update: dict[str, object] = {
        "rules": office.rules.model_copy(update=setting),
        "exchange_rates": office.exchange_rates.model_copy(
            update={"risk_minute": dice.pick((0, 1, 3, 3))}
        ),
        "visit_types": {
            name: _visit_type(office, kind, dice) for name, kind in office.visit_types.items()
        },
    }
    book = tuple(
        visit.model_copy(update={"no_show": dice.pick((0.0, 0.0, 0.3, 0.5))})
        for visit in day.appointments
    )
    office = office.model_copy(update=update)
    return type(tiny)(office, day.model_copy(update={"appointments": book}), tiny.now)


def _visit_type(office: Office, kind: VisitType, dice: Dice) -> VisitType:
    step = office.rules.offer_step

    def drawn(phase: Phase) -> Phase:
        if not any(office.tasks[task].by is By.PROVIDER for task in phase.tasks):
            return phase
        longer = dice.pick((0, step - 5, step + 5, 3 * step))
        return phase.model_copy(update={"p80": phase.minutes + longer if longer else None})

    return kind.model_copy(
        update={
            "phases": tuple(drawn(phase) for phase in kind.phases),
            "video": tuple(drawn(phase) for phase in kind.video),
        }
    )
