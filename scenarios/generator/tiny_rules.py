"""The rule settings of a tiny office, each switched on, off or tight at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.base import Window
from models.rules import (
    BreakKind,
    BreakSetting,
    CapSetting,
    DueDateSetting,
    DutySetting,
    Entitlement,
    FreezeSetting,
    HeldSlotSetting,
    LoadSetting,
    MovabilitySetting,
    NoticeSetting,
    OtherSiteSetting,
    OvertimeSetting,
    ProtectedTimeSetting,
    RoomSetting,
    Rules,
    SpecialtySetting,
    SupportRatioSetting,
    VideoSetting,
)

if TYPE_CHECKING:
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny_frame import Frame


def draw_rules(frame: Frame, dice: Dice) -> Rules:
    """Return rule settings that fit the frame."""
    step = frame.step
    return Rules(
        offer_step=step,
        freeze=FreezeSetting(contact_lead=dice.pick((0, step, 60))),
        notice=NoticeSetting(minutes=dice.pick((0, step, 90)), fasting_minutes=180),
        movability=MovabilitySetting(bystander_minutes=dice.pick((0, step, 60))),
        due_date=DueDateSetting(late_allowed=dice.chance(0.4)),
        specialty=SpecialtySetting(furthest_rung=dice.pick((1, 2, 3, 3))),
        video=VideoSetting(convert=dice.chance(0.8)),
        other_site=OtherSiteSetting(offer=dice.chance(0.8)),
        held_slots=HeldSlotSetting(
            release=dice.pick((0, 1, 2)),
            keep=dice.pick((0, 0, 1)),
            keep_until=dice.pick((0, frame.middle, frame.closes)),
        ),
        protected_time=ProtectedTimeSetting(convert=dice.pick((0, 1))),
        load=_load(frame, dice),
        overtime=OvertimeSetting(minutes=dice.pick((0, step))),
        rooms=RoomSetting(turnover=dice.pick((0, 0, step)), per_provider=dice.maybe(0.3, 1)),
        duties=DutySetting(
            step=60, shortest=dice.pick((0, 60, 120)), changes_per_person=dice.maybe(0.3, 0)
        ),
        support_ratio=SupportRatioSetting(
            task=dice.maybe(0.4 if frame.assistants else 0.0, "room"),
            per_provider=dice.pick((0.5, 1.0)),
        ),
        breaks=_breaks(frame, dice) if frame.breaks else BreakSetting(),
        caps=CapSetting(bystander_calls=dice.pick((None, None, 0, 1))),
    )


def _load(frame: Frame, dice: Dice) -> LoadSetting:
    """Tighten one cap or none: several at once leave nothing to choose."""
    match dice.pick(("visits", "minutes", "session", "run", "new", "points", "none")):
        case "visits":
            return LoadSetting(added_visits=dice.pick((0, 1)))
        case "minutes":
            return LoadSetting(added_minutes=frame.step)
        case "session":
            return LoadSetting(session_visits=dice.pick((1, 2)), session_split=frame.middle)
        case "run":
            return LoadSetting(consecutive_minutes=2 * frame.step)
        case "new":
            return LoadSetting(new_patient_gap=frame.step)
        case "points":
            return LoadSetting(points=dice.pick((2, 3)))
    return LoadSetting(added_visits=None)


def _breaks(frame: Frame, dice: Dice) -> BreakSetting:
    """Give everybody, or one profession, a short break about the middle of the day."""
    return BreakSetting(
        step=frame.step,
        entitlements=(
            Entitlement(
                kind=dice.pick(tuple(BreakKind)),
                minutes=frame.step,
                over_minutes=dice.pick((60, frame.closes - frame.opens - 1)),
                not_before=dice.pick((0, frame.step)),
                start_by=frame.closes - frame.opens - dice.pick((frame.step, 2 * frame.step)),
                between=dice.maybe(0.5, Window(start=frame.middle - 30, end=frame.middle + 30)),
                roles=dice.pick((("provider",), ("medical-assistant",))),
            ),
        ),
    )
