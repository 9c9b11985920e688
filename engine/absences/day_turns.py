"""Days of an absence planned side by side: each in its turn, none at the cost of the others."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.opening.cases import case_of, published_findings
from engine.resolve import resolve
from models.absence_answer import DayOutcome, DayPart
from models.case import Case
from models.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from engine.absences.staffed_day import StaffedDay
    from engine.asked import Asked

log = logging.getLogger("huddle.absence")


def turns(days: int, lanes: int) -> int:
    """Return how many days one after the other each of so many lanes has at the most."""
    return -(-days // max(1, lanes))


def planned(
    days: Sequence[StaffedDay],
    now: datetime,
    asked: Asked,
    until: float,
    stop: threading.Event | None = None,
    done: Callable[[DayPart], None] | None = None,
) -> list[DayPart]:
    """Return the parts of days that are touched, in their order.

    As many days are planned at a time as there are workers. Each gets an even share of the time
    left in its lane; what a day does not need goes to those after it, so days on which few visits
    lose somebody come first. A day whose time has come too late is answered with what is at hand;
    one that fails is a part that says so.

    Args:
        days: the days, with the staff of the repaired roster.
        now: when the question is asked.
        asked: how; its deadline is looked at in deterministic mode alone.
        until: a value of `time.monotonic()`, by which all are over unless time does not count.
        stop: when set, each day answers with the best it has.
        done: told of each part as it comes, on the thread of its lane.
    """
    lanes = min(asked.cores, len(days))
    waiting = deque(sorted(enumerate(days), key=lambda each: (visits_struck(each[1]), each[0])))
    parts: dict[int, DayPart] = {}
    lock = threading.Lock()

    def lane() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                share = 1 / turns(len(waiting), lanes)
                place, staffed = waiting.popleft()
            began = time.monotonic()
            ends = began + max(0.0, until - began) * share
            parts[place] = _part(staffed, now, replace(asked, workers=own), ends, stop)
            if done is not None:
                done(parts[place])

    own = max(1, asked.cores // lanes) if lanes else 1
    threads = [
        threading.Thread(target=lane, name=f"huddle-day-{n}", daemon=True) for n in range(lanes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [parts[place] for place in range(len(days))]


def visits_struck(staffed: StaffedDay) -> int:
    """Return how many visits of a day are booked with somebody who works otherwise."""
    struck = {move.person for move in staffed.moves}
    return sum(visit.provider in struck for visit in staffed.day.appointments)


def failed(staffed: StaffedDay, *troubles: str) -> DayPart:
    """Return the part of a day that could not be planned, with the sentences that say why."""
    return DayPart(
        date=staffed.day.date,
        outcome=DayOutcome.FAILED,
        staff=staffed.moves,
        withdrawn=staffed.withdrawn,
        troubles=troubles,
    )


def _part(
    staffed: StaffedDay, now: datetime, asked: Asked, ends: float, stop: threading.Event | None
) -> DayPart:
    try:
        return _planned(staffed, now, asked, ends, stop)
    except BadInput as error:
        return failed(staffed, *(str(fault) for fault in error.faults))
    except Exception as error:
        log.error("a day of an absence failed: %s", type(error).__name__)
        return failed(staffed, f"The day could not be planned ({type(error).__name__}).")


def _planned(
    staffed: StaffedDay, now: datetime, asked: Asked, ends: float, stop: threading.Event | None
) -> DayPart:
    """Return what the day comes to, with the plan that this is compared with."""
    assert staffed.incumbent is not None
    day, published = staffed.day, staffed.incumbent
    if staffed.issued is not None:
        carried = case_of(staffed.office, day, now=now, issued=staffed.issued)
        day, published = carried.day, carried.published
    # What was wrong before is what was wrong with the published staff.
    rates = staffed.office.exchange_rates
    before = published_findings(Case(staffed.office, staffed.published, 0, rates, published))
    # In deterministic mode the deadline is that of each search, whatever time there is.
    deadline = asked.deadline if asked.deterministic else max(0.0, ends - time.monotonic())
    proposal = resolve(
        staffed.office,
        staffed.day,
        now=now,
        issued=staffed.issued,
        asked=replace(asked, deadline=round(deadline, 3)),
        stop=stop,
    )
    return DayPart(
        date=day.date,
        outcome=DayOutcome.PLANNED,
        staff=staffed.moves,
        withdrawn=staffed.withdrawn,
        day=day,
        published=published,
        issued=staffed.issued,
        proposal=proposal.model_copy(update={"published_findings": before}),
    )
