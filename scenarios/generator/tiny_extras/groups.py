"""Group visits, and rooms and devices with several seats."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.rules import CapSetting, FreezeSetting, LoadSetting, MovabilitySetting, NoticeSetting

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.office import Place
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let a provider see several at a time, in rooms that hold as many; or give rooms seats."""
    if not dice.chance(0.3):
        return tiny
    office, day = tiny.office, tiny.day
    many = dice.pick((2, 2, 3))
    update: dict[str, object] = {
        "rooms": tuple(_seated(place, dice, many) for place in office.rooms),
        "devices": tuple(_seated(place, dice, many) for place in office.devices),
    }
    if dice.chance(0.7):
        update["visit_types"] = {
            name: kind.model_copy(update={"group": many if dice.chance(0.8) else 1})
            for name, kind in office.visit_types.items()
        }
        # Of two kinds no two are seen as one: mostly there is one kind.
        same = day.appointments[0].visit_type if dice.chance(0.7) else None
        book = tuple(_visit(visit, same) for visit in day.appointments)
        day = day.model_copy(update={"appointments": book})
        if dice.chance(0.7):
            easy = {
                "freeze": FreezeSetting(contact_lead=0),
                "notice": NoticeSetting(minutes=0, fasting_minutes=0),
                "movability": MovabilitySetting(bystander_minutes=240),
                "load": LoadSetting(),
                "caps": CapSetting(),
            }
            update["rules"] = office.rules.model_copy(update=easy)
    return replace(tiny, office=office.model_copy(update=update), day=day)


def _seated(place: Place, dice: Dice, many: int) -> Place:
    return place.model_copy(update={"seats": many if dice.chance(0.8) else 1})


def _visit(visit: Appointment, kind: str | None) -> Appointment:
    """Let a visit be of a kind, where its detail and events do not go by another one."""
    if kind is None or visit.phases:
        return visit
    return visit.model_copy(update={"visit_type": kind})
