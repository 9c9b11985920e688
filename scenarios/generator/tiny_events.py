"""What happens on a tiny day: people and places out, patients who call, how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.appointment import Appointment, Status
from models.events import (
    Absent,
    AddOn,
    CallOutcome,
    CallResult,
    Cancelled,
    Cause,
    DeviceOut,
    Late,
    LeavesEarly,
    NoShow,
    Offered,
    Overrun,
    RoomOut,
    SiteClosed,
)
from models.office import Modality, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.day import Day
    from models.events import Event
    from models.office import Office
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny_frame import Frame


def draw_now(frame: Frame, dice: Dice) -> int:
    """Return the time at which the plan is made: early in the morning, or within the day."""
    if not frame.midday:
        return frame.opens - dice.pick((30, 75, 150))
    return dice.pick(range(frame.opens + 15, frame.middle + 1, 15))


def draw_statuses(day: Day, office: Office, now: int, dice: Dice) -> Day:
    """Return the day with visits as far as they may have come by now."""
    visits = tuple(
        visit.model_copy(update={"status": _status(visit, office, now, dice)})
        for visit in day.appointments
    )
    return day.model_copy(update={"appointments": visits})


def _status(visit: Appointment, office: Office, now: int, dice: Dice) -> Status:
    template = office.visit_types[visit.visit_type].template(visit.modality)
    starts = [place.at for place in visit.phases]
    if now < starts[0]:
        coming = (Status.BOOKED, Status.BOOKED, Status.CONFIRMED)
        return dice.pick((*coming, Status.ARRIVED) if starts[0] - now <= 30 else coming)
    if starts[-1] + template[-1].minutes <= now:
        return dice.pick((Status.FULFILLED, Status.FULFILLED, Status.NO_SHOW, Status.CANCELLED))
    if dice.chance(0.15):
        return Status.BOOKED  # the patient is late
    if len(starts) > 1 and now < starts[1]:
        return dice.pick((Status.CHECKED_IN, Status.ARRIVED, Status.IN_PROGRESS))
    return dice.pick((Status.ROOMED, Status.IN_PROGRESS))


def draw_events(day: Day, office: Office, frame: Frame, now: int, dice: Dice) -> tuple[Event, ...]:
    """Return what has happened: somebody is out most of the time, and now and then more."""
    events: list[Event] = list(_out(frame, now, dice))
    open_visits = [visit for visit in day.appointments if not visit.status.over]
    waiting = [visit for visit in open_visits if not (visit.status.begun or visit.status.here)]
    late = [visit for visit in waiting if visit.at is not None and visit.at < now]
    if late and dice.chance(0.4):
        events.append(NoShow(appointment=late[0].id))
        waiting.remove(late[0])
    if waiting and dice.chance(0.2):
        events.append(Cancelled(appointment=waiting.pop().id))
    begun = [visit for visit in open_visits if visit.status.begun]
    if begun and dice.chance(0.5):
        events.append(Overrun(appointment=dice.pick(begun).id, minutes=frame.step))
    if dice.chance(0.2):
        events.append(AddOn(appointment=_added(office, dice)))
    if waiting and dice.chance(0.3):
        events.append(_answer(dice.pick(waiting), day, office, frame, dice))
    if frame.rooms and dice.chance(0.12):
        events.append(RoomOut(room="here-r1", start=frame.middle))
    if frame.device and dice.chance(0.3):
        events.append(DeviceOut(device="here-scanner", end=frame.middle))
    if dice.chance(0.06):
        site = dice.pick([site.id for site in office.sites])
        events.append(SiteClosed(site=site, start=frame.middle))
    return tuple(events)


def _out(frame: Frame, now: int, dice: Dice) -> Iterator[Event]:
    if dice.chance(0.85):
        person = dice.pick(("p1", "p1", "p2"))
        cause = dice.pick((Cause.UNAVAILABLE, Cause.OFFSITE_EMERGENCY))
        since = now if frame.midday else None
        match dice.pick(("all-day", "all-day", "part", "late", "early", "video")):
            case "all-day":
                yield Absent(person=person, cause=cause, start=since, reported=max(0, now))
            case "part":
                yield Absent(person=person, start=frame.middle, end=frame.middle + frame.step)
            case "late":
                yield Late(person=person, until=frame.middle)
            case "early":
                yield LeavesEarly(person=person, at=frame.middle)
            case "video":
                yield Absent(person=person, start=since, works_by_video=True)
    if frame.assistants and dice.chance(0.25):
        yield Absent(person="m1", start=dice.pick((None, frame.middle)))
    if frame.desk and dice.chance(0.4):
        yield Absent(person="d1", end=dice.pick((None, frame.middle)))


def _added(office: Office, dice: Dice) -> Appointment:
    kind = "first"
    by_video = bool(office.visit_types[kind].video) and dice.chance(0.3)
    return Appointment(
        id="x1",
        visit_type=kind,
        modality=Modality.VIDEO if by_video else Modality.IN_PERSON,
        urgency=dice.pick((Urgency.MUST_TODAY, Urgency.HOURS_48)),
        panel_provider=dice.maybe(0.5, "p1"),
        video=by_video,
    )


def _answer(visit: Appointment, day: Day, office: Office, frame: Frame, dice: Dice) -> CallOutcome:
    outcome = dice.pick(
        (
            CallResult.REACHED_ACCEPTED,
            CallResult.REACHED_DECLINED,
            CallResult.REACHED_DECLINED,
            CallResult.MESSAGE_LEFT,
            CallResult.ARRIVED_ANYWAY,
        )
    )
    if day.open_slots and dice.chance(0.4):
        slot = dice.pick(day.open_slots)
        offer = Offered(slot=slot.id, date=slot.date)
    else:
        offer = Offered(
            at=dice.pick(range(frame.middle, frame.closes, frame.step)),
            provider=dice.pick(("p1", "p2")),
            site=visit.site or office.sites[0].id,
            modality=visit.modality,
        )
    return CallOutcome(appointment=visit.id, outcome=outcome, offer=offer)
