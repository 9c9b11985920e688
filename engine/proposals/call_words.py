"""What to say on the phone: plain sentences, no names, and nothing about why the patient comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.plan import Disposition

if TYPE_CHECKING:
    from datetime import date

    from engine.opening.answers import Told
    from models.appointment import Appointment
    from models.case import Case
    from models.events import Offered
    from models.proposal import Change, Where

FALLBACK_NONE = "A clinician decides; promise a call back."
"""What is said when there is nothing else to offer."""


def opening_words(case: Case, visit: Appointment, change: Change) -> str:
    """Return one or two sentences that tell the patient what changes and ask for consent."""
    after = change.after
    if after is None and (visit.status.begun or visit.status.here):
        return "Tell the patient, who is here: a clinician decides how to go on; please wait."
    if after is None:
        return f"{_lost(case, visit)} A clinician decides how to go on; we will call you back."
    if change.disposition is Disposition.OTHER_DAY and after.at is not None:
        offered = f"on {day_words(after.date)} at {_clock(after.at)}"
        return f"{_lost(case, visit)} Can you come {offered}{_elsewhere(case, visit, after)}?"
    at, on_the_day = _clock(after.at or 0), _on_the_day(case)
    if visit.at is None:
        where = _elsewhere(case, visit, after)
        return f"We have a place for you {on_the_day} at {at}{where}. Can you come?"
    same = " at the same time" if after.at == visit.at else f" at {at} {on_the_day}"
    if change.disposition is Disposition.VIDEO:
        return (
            f"Your visit {on_the_day} at {_clock(visit.at)} cannot be held in person."
            f" Can we see you by video{same}?"
        )
    if change.disposition is Disposition.OTHER_SITE:
        return f"{_lost(case, visit)} Can you come to our site {after.site}{same}?"
    return f"{_lost(case, visit)} Can you come{same} instead{_with(visit, after)}?"


def after_all_words(case: Case, visit: Appointment, message: Told) -> str:
    """Return what takes back a message: the visit is where the patient has it in the book."""
    slot, at, _, modality = message
    on_the_day = _on_the_day(case)
    if slot is not None:
        told = f"{day_words(case.open_slots[slot].date)} at {_clock(case.open_slots[slot].at)}"
    elif at is None:
        told = f"your visit {on_the_day}"
    else:
        told = f"{_clock(at)} {on_the_day}{' by video' if modality != visit.modality else ''}"
    booked = _clock(visit.at or 0)
    return (
        f"We left you a message about {told}."
        f" Please come {on_the_day} at {booked} after all, as booked."
    )


def fallback_words(case: Case, offer: Offered) -> str:
    """Return the sentence that puts the second offer."""
    if offer.slot is not None:
        slot = case.open_slots[offer.slot]
        return f"Would {day_words(slot.date)} at {_clock(slot.at)} suit you?"
    by_video = " by video" if offer.modality.value == "video" else ""
    return f"Would {_clock(offer.at or 0)} {_on_the_day(case)}{by_video} suit you?"


def day_words(day: date) -> str:
    """Write a date as it is spoken: 'Tuesday 24 November'."""
    return f"{day:%A} {day.day} {day:%B}"


def _on_the_day(case: Case) -> str:
    """Say which day it is about: who is called on an earlier one does not take it for today."""
    return "today" if case.now >= 0 else f"on {day_words(case.date)}"


def _lost(case: Case, visit: Appointment) -> str:
    if visit.at is None:
        return f"There is no place for you {_on_the_day(case)}."
    return f"Your visit {_on_the_day(case)} at {_clock(visit.at)} cannot be held as booked."


def _with(visit: Appointment, after: Where) -> str:
    return ", with another provider" if after.provider != visit.provider else ""


def _elsewhere(case: Case, visit: Appointment, after: Where) -> str:
    if after.site is None or after.site == case.site_of(visit):
        return ""
    return f" to our site {after.site}"


def _clock(minute: int) -> str:
    """Write a time of day; past midnight it is the next day's."""
    return wall(minute % 1440) + (" after midnight" if minute >= 1440 else "")
