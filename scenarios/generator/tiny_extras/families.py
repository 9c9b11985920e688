"""Families that come together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.rules import FamilySetting

if TYPE_CHECKING:
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let the first visits of the book be of one family, at a price that counts."""
    if not dice.chance(0.3):
        return tiny
    office, visits = tiny.office, tiny.day.appointments
    step, many = office.rules.offer_step, dice.pick((2, 2, 3))
    families = FamilySetting(within=dice.pick((0, step, 2 * step, 60)))
    rates = {"family_apart": dice.pick((5, 20, 90))}
    office = office.model_copy(
        update={
            "rules": office.rules.model_copy(update={"families": families}),
            "exchange_rates": office.exchange_rates.model_copy(update=rates),
        }
    )
    book = tuple(
        visit.model_copy(update={"together": "family-1" if k < many else None})
        for k, visit in enumerate(visits)
    )
    day = tiny.day.model_copy(update={"appointments": book})
    return replace(tiny, office=office, day=day)
