"""Visits that follow one another, and patients with two of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.appointment import Follow

if TYPE_CHECKING:
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let a visit follow another one, or two of them be of one patient."""
    visits = tiny.day.appointments
    if len(visits) < 2 or not dice.chance(0.2):
        return tiny
    first, second, *rest = visits
    step = tiny.office.rules.offer_step
    if dice.chance(0.5):
        most = dice.pick((None, None, 2 * step))
        follow = Follow(visit=first.id, min=dice.pick((0, step)), max=most)
        second = second.model_copy(update={"follows": (follow,)})
    else:
        first = first.model_copy(update={"patient": "patient-1"})
        second = second.model_copy(update={"patient": "patient-1"})
    day = tiny.day.model_copy(update={"appointments": (first, second, *rest)})
    return replace(tiny, day=day)
