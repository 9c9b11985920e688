"""Dates and times as exports write them; nothing is guessed that could be read in two ways."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from dateutil import parser, tz

from api.exchange.book_mapping import DateOrder, Formats, Hours

# Two days that agree in nothing but the minute: what comes out the same with both was written.
_ONE, _OTHER = datetime(2001, 1, 1, 0, 0), datetime(2002, 2, 2, 1, 0)

_HALF = re.compile(r"(?<=\d)\s*([ap])\.?\s?(?:m\.?)?(?![a-z])", re.IGNORECASE)
_THREE_NUMBERS = re.compile(r"\s*(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})(?!\d)")


class UnreadableTimeError(ValueError):
    """A cell is no date or time as the mapping says that they are written."""


def read_date(text: str, formats: Formats) -> date:
    """Read a date.

    Raises:
        UnreadableTimeError: with what is wrong.
    """
    if "%" in formats.dates:
        return _by_pattern(text, formats.dates).date()
    one, other = _parsed(text, formats.dates)
    if one.date() != other.date():
        raise UnreadableTimeError("not a whole date")
    _check_order(text, one, formats.dates)
    return one.date()


def read_time(text: str, formats: Formats) -> time:
    """Read a time of day, with its offset if one is written.

    Raises:
        UnreadableTimeError: with what is wrong.
    """
    if "%" in formats.times:
        return _by_pattern(text, formats.times).timetz()
    text = _checked_half(text, formats.times)
    one, other = _parsed(text, formats.dates)
    if one.time() != other.time():
        raise UnreadableTimeError("not a time of day")
    return one.timetz()


def read_start(text: str, formats: Formats) -> datetime:
    """Read date and time from one cell.

    Raises:
        UnreadableTimeError: with what is wrong.
    """
    if "%" in formats.times:
        return _by_pattern(text, formats.times)
    day = read_date(_checked_half(text, formats.times), formats)
    return datetime.combine(day, read_time(text, formats))


def instant_of(start: datetime, zone: str) -> tuple[datetime, bool]:
    """Return the instant of a start, and whether the clock showed that time twice.

    A start without offset is on the zone's clock; shown twice, it is the later one, on whose
    clock the rest of the day runs.

    Raises:
        UnreadableTimeError: the clock skipped that time.
    """
    if start.tzinfo is not None:
        return start, False
    local = start.replace(tzinfo=ZoneInfo(zone), fold=1)
    if local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != start:
        raise UnreadableTimeError("the clock skipped this time on that day")
    return local, local.utcoffset() != local.replace(fold=0).utcoffset()


def _by_pattern(text: str, pattern: str) -> datetime:
    try:
        return datetime.strptime(text, pattern)
    except ValueError:
        raise UnreadableTimeError(f"not written like {pattern}") from None


def _parsed(text: str, order: str) -> tuple[datetime, datetime]:
    one, other = (
        _parse(
            text,
            default,
            day_first=order == DateOrder.DAY_FIRST,
            year_first=order == DateOrder.YEAR_FIRST,
        )
        for default in (_ONE, _OTHER)
    )
    return one, other


def _parse(text: str, default: datetime, *, day_first: bool, year_first: bool) -> datetime:
    try:
        return parser.parse(
            text, default=default, dayfirst=day_first, yearfirst=year_first, tzinfos=_zone
        )
    except UnreadableTimeError:
        raise
    except (ValueError, OverflowError):
        raise UnreadableTimeError("not a date or time") from None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return tz.tzoffset(name, offset)
    if name is not None:
        raise UnreadableTimeError("a zone by its short name can be several; write an offset")
    return None


def _check_order(text: str, read: datetime, order: str) -> None:
    """Refuse numbers that only make sense in another order than the one that was named."""
    numbers = _THREE_NUMBERS.match(text)
    if numbers is None or len(numbers[1]) == 4:
        return
    first = {
        DateOrder.MONTH_FIRST: read.month,
        DateOrder.DAY_FIRST: read.day,
        DateOrder.YEAR_FIRST: read.year % 100,
    }[DateOrder(order)]
    if int(numbers[1]) != first:
        raise UnreadableTimeError(f"not a date that is {order}")


def _checked_half(text: str, hours: str) -> str:
    """Write 'a.m.' and 'p' as AM and PM, and refuse what the clock named does not have."""
    half = _HALF.search(text)
    if half is None and hours == Hours.TWELVE:
        raise UnreadableTimeError("no AM or PM on a 12-hour clock")
    if half is not None and hours == Hours.TWENTY_FOUR:
        raise UnreadableTimeError("AM or PM on a 24-hour clock")
    return _HALF.sub(lambda found: f" {found[1]}m", text)
