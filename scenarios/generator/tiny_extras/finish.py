"""Offices that want the day over early."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Now and then, let each minute by which the day ends later cost something."""
    if not dice.chance(0.3):
        return tiny
    rates = {"finish_minute": dice.pick((1, 2, 7))}
    priced = tiny.office.exchange_rates.model_copy(update=rates)
    return replace(tiny, office=tiny.office.model_copy(update={"exchange_rates": priced}))
