"""Rules that a manager has set aside, for one visit or person or for all; time to catch up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.case import book_after
from models.day import BlockKind
from models.overrides import SET_ASIDE_FOR, Override
from models.rules import DueDateSetting, OtherSiteSetting, ProtectedTimeSetting

if TYPE_CHECKING:
    from models.day import ProtectedBlock
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny

TIGHT = {
    "due-date": ("due_date", DueDateSetting(late_allowed=False)),
    "other-site": ("other_site", OtherSiteSetting(offer=False)),
    "protected-time": ("protected_time", ProtectedTimeSetting(convert=0)),
}
"""Settings under which it matters that the rule is set aside."""


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Set a rule or two aside, and make some protected time time to catch up."""
    if not dice.chance(0.4):
        return tiny
    office, day = tiny.office, tiny.day
    about = {
        "visit": tuple(sorted(book_after(day))),
        "person": tuple(sorted({shift.person for shift in day.shifts})),
    }
    overrides, tight = [], {}
    for _ in range(dice.pick((0, 1, 1, 2))):
        rule = dice.pick(tuple(SET_ASIDE_FOR))
        ref = None if dice.chance(0.3) else dice.pick(about[SET_ASIDE_FOR[rule]])
        overrides.append(Override(rule=rule, about=ref, author="manager", reason="agreed"))
        if rule in TIGHT:
            name, setting = TIGHT[rule]
            tight[name] = setting
    blocks = tuple(_block(block, dice) for block in day.protected)
    office = office.model_copy(update={"rules": office.rules.model_copy(update=tight)})
    day = day.model_copy(update={"overrides": tuple(overrides), "protected": blocks})
    return type(tiny)(office, day, tiny.now)


def _block(block: ProtectedBlock, dice: Dice) -> ProtectedBlock:
    return block.model_copy(update={"kind": BlockKind.CATCH_UP}) if dice.chance(0.5) else block
