"""Time of day: minutes from local midnight inside, 'HH:MM' and instants with a zone at the edge.

The minutes are those of the clock in force at local noon. All of a clinic's day lies on one side
of a clock change, so minutes of the day differ by exactly the time that passes between them, and
an instant from before the change (a sick call at 01:30) is moved onto the same scale.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

LATEST = 36 * 60
"""The last minute a day may name: noon of the next day, for an office that works past midnight."""

YEARS = range(1900, 9000)
"""The years of the days that are planned: what comes before and after them has dates, too."""

_WALL = re.compile(r"(\d{1,2}):([0-5]\d)")


def minutes_of(text: str) -> int:
    """Read 'HH:MM' (24-hour, up to '36:00') as minutes from local midnight.

    Raises:
        ValueError: the text is not such a time.
    """
    match = _WALL.fullmatch(text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else LATEST + 1
    if minutes > LATEST:
        raise ValueError('a time is written "HH:MM" on a 24-hour clock, like "08:30"')
    return minutes


def wall(minutes: int) -> str:
    """Write minutes from local midnight as 'HH:MM'."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minute(value: object) -> int:
    if isinstance(value, str):
        return minutes_of(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LATEST:
        raise ValueError(
            'a time is written "HH:MM" on a 24-hour clock, like "08:30",'
            " or as whole minutes from midnight"
        )
    return value


Minute = Annotated[
    int,
    BeforeValidator(_minute),
    PlainSerializer(wall, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^([0-2]?\d|3[0-5]):[0-5]\d$|^36:00$"},
                {"type": "integer", "minimum": 0, "maximum": LATEST},
            ],
            "description": "A time of the site's day: 'HH:MM', or minutes from local midnight.",
            "examples": ["08:30"],
        }
    ),
]
"""A time of day in whole minutes from local midnight; documents write 'HH:MM'."""


def _instant(value: object) -> object:
    if isinstance(value, str) and _WALL.fullmatch(value.strip()):
        return minutes_of(value)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(
                'write "HH:MM" of the day, or an instant with zone, like "2026-11-23T06:45+01:00"'
            ) from None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError('an instant needs its zone, like "2026-11-23T06:45+01:00"')
        return value
    return _minute(value)


def _instant_text(value: int | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else wall(value)


Instant = Annotated[
    int | datetime,
    BeforeValidator(_instant),
    PlainSerializer(_instant_text, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "description": "'HH:MM' of the site's day, or an ISO 8601 instant with its zone.",
            "examples": ["06:45", "2026-11-23T06:45:00+01:00"],
        }
    ),
]
"""A moment: a time of the day, or an instant with zone that may lie on another day."""


def _within_years(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError(f"a day that is planned lies between {YEARS[0]} and {YEARS[-1]}")
    return day


PlannedDate = Annotated[date, AfterValidator(_within_years)]
"""The date of a day that is planned, or of the first of several."""


def noon(day: date, zone: str) -> datetime:
    """Return the instant of local noon, which fixes the clock that the day's minutes count on."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(zone))


def minute_of_instant(value: int | datetime, day: date, zone: str) -> int:
    """Place a moment on the day's scale of minutes; negative when it lies on an earlier day."""
    if isinstance(value, int):
        return value
    passed = value.timestamp() - noon(day, zone).timestamp()
    return 12 * 60 + int(passed // 60)


@cache
def zones() -> frozenset[str]:
    """Return the IANA time zones that this machine knows; to look takes milliseconds."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1024)  # to look at every minute of a day takes milliseconds, too
def clock_change(day: date, zone: str) -> int | None:
    """Return the minute at which the zone's clock changes on that day, or None.

    The minute is counted as read off the clock after the change: on a night that skips from
    02:00 to 03:00 it is 180.
    """
    local_noon = noon(day, zone)
    offset = local_noon.utcoffset()
    midnight = datetime.combine(day, time(0), tzinfo=ZoneInfo(zone))
    next_midnight = datetime.combine(day + timedelta(days=1), time(0), tzinfo=ZoneInfo(zone))
    first, last = int(midnight.timestamp()) // 60, int(next_midnight.timestamp()) // 60
    zone_info = ZoneInfo(zone)
    changed = None
    previous = midnight.utcoffset()
    for minute in range(first, last):
        current = datetime.fromtimestamp(minute * 60, tz=zone_info).utcoffset()
        if current != previous:
            changed = minute
            previous = current
    if changed is None or offset is None:
        return None
    return 12 * 60 + changed - int(local_noon.timestamp()) // 60
