"""Visits placed in another visit's time: allowed now and then, published so now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.rules import (
    CapSetting,
    DoubleBookingSetting,
    FreezeSetting,
    LoadSetting,
    NoticeSetting,
    RoomSetting,
)

if TYPE_CHECKING:
    from models.appointment import Appointment
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let a provider see two at a time, at a price that a likely no-show lowers."""
    if not dice.chance(0.35):
        return tiny
    office, day = tiny.office, tiny.day
    step = office.rules.offer_step
    rules: dict[str, object] = {
        "double_booking": DoubleBookingSetting(
            per_session=dice.pick((0, 1, 2, 2)), apart=dice.pick((0, step, 60))
        )
    }
    rates = {"double_booking": dice.pick((0, 5, 40))}
    update: dict[str, object] = {"exchange_rates": office.exchange_rates.model_copy(update=rates)}
    if dice.chance(0.6):
        # Room and time for two at once: else hardly any two ever meet.
        rules |= {
            "freeze": FreezeSetting(contact_lead=0),
            "rooms": RoomSetting(),
            "caps": CapSetting(),
            "notice": NoticeSetting(minutes=0, fasting_minutes=0),
            "load": LoadSetting(consecutive_minutes=dice.pick((None, None, 2 * step))),
        }
        update["rooms"] = tuple(
            room
            for one in office.rooms
            for room in (one, one.model_copy(update={"id": f"{one.id}-b"}))
        )
        update["visit_types"] = {
            name: kind.model_copy(update={"new_patient": dice.chance(0.2)})
            for name, kind in office.visit_types.items()
        }
    office = office.model_copy(update=update | {"rules": office.rules.model_copy(update=rules)})
    book = tuple(_visit(visit, dice) for visit in day.appointments)
    return type(tiny)(office, day.model_copy(update={"appointments": book}), tiny.now)


def _visit(visit: Appointment, dice: Dice) -> Appointment:
    doubled = visit.at is not None and dice.chance(0.2)
    no_show = dice.pick((0.0, 0.0, 0.25, 0.9))
    return visit.model_copy(update={"double_booked": doubled, "no_show": no_show})
