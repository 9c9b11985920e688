"""One office, one clock: all its sites on one time, and no clock change while it is at work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.clock import clock_change, minute_of_instant, noon, wall

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.references.known import Known
    from models.day import Day


def check_clock(known: Known) -> None:
    """Note sites on different clocks, and a clock change within the times that the day uses."""
    today, sites = known.day.date, known.office.sites
    offset = noon(today, sites[0].zone).utcoffset()
    for index, site in enumerate(sites):
        if noon(today, site.zone).utcoffset() != offset:
            known.fault(
                f"office.sites.{index}.zone",
                site.zone,
                f"on {today} its clock differs from that of {sites[0].id}",
                "sites of one office share one clock; write another office for this site",
            )
    used = list(_minutes_used(known.day))
    if not used:
        return
    first, last = min(used), max(used)
    for zone in dict.fromkeys(site.zone for site in sites):
        for minute, read_off, on in _changes(today, zone):
            if first < minute <= last:
                known.fault(
                    "day.date",
                    today,
                    f"the clock of {zone} changes at {wall(read_off)} on {on},"
                    f" between {wall(first)} and {wall(last)}, which this day uses",
                    "plan the time before and after the change as two days",
                )


def _changes(day: date, zone: str) -> Iterator[tuple[int, int, date]]:
    """Yield clock changes of the day and of the night that it may run into.

    Each as minutes on the day's scale, as read off the clock after the change, and its date.
    """
    for on in (day, day + timedelta(days=1)):
        read_off = clock_change(on, zone)
        if read_off is not None:
            instant = noon(on, zone).timestamp() + 60 * (read_off - 12 * 60)
            moment = datetime.fromtimestamp(instant, tz=ZoneInfo(zone))
            yield minute_of_instant(moment, day, zone), read_off, on


def _minutes_used(day: Day) -> Iterator[int]:
    """Yield the times at which somebody is booked or at work."""
    for visit in day.appointments:
        if visit.at is not None:
            yield visit.at
        yield from (phase.at for phase in visit.phases)
    for window in (*day.shifts, *day.reserves, *day.protected, *day.held_slots, *day.duties):
        yield window.start
        yield window.end
