"""Dates and times are read as they are written, or refused; nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from api.exchange.book_mapping import Formats
from api.exchange.wall_times import (
    UnreadableTimeError,
    instant_of,
    read_date,
    read_start,
    read_time,
)


@pytest.mark.parametrize(
    ("text", "dates", "expected"),
    [
        ("11/23/2026", "month-first", date(2026, 11, 23)),
        ("5/6/26", "month-first", date(2026, 5, 6)),
        ("5/6/26", "day-first", date(2026, 6, 5)),
        ("23.11.2026", "day-first", date(2026, 11, 23)),
        ("2026-11-23", "year-first", date(2026, 11, 23)),
        ("2026-11-23", "month-first", date(2026, 11, 23)),
        ("26-11-23", "year-first", date(2026, 11, 23)),
        ("Mon Nov 23, 2026", "month-first", date(2026, 11, 23)),
        ("11/23/2026 12:00 AM", "month-first", date(2026, 11, 23)),
        ("23112026", "%d%m%Y", date(2026, 11, 23)),
    ],
)
def test_dates(text, dates, expected):
    assert read_date(text, Formats(dates=dates)) == expected


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("", "year-first"),
        ("soon", "year-first"),
        ("11/2026", "month-first"),
        ("9:10", "month-first"),
        ("23/11/2026", "month-first"),
        ("11/23/2026", "day-first"),
        ("23/11/26", "month-first"),
        ("9" * 30, "year-first"),
        ("2026-11-23", "%d%m%Y"),
    ],
)
def test_what_is_no_date_as_written(text, dates):
    with pytest.raises(UnreadableTimeError):
        read_date(text, Formats(dates=dates))


@pytest.mark.parametrize(
    ("text", "times", "expected"),
    [
        ("9:10", "either", time(9, 10)),
        ("9:10 AM", "either", time(9, 10)),
        ("9:10p", "12-hour", time(21, 10)),
        ("9:10 p.m.", "12-hour", time(21, 10)),
        ("12:05 AM", "12-hour", time(0, 5)),
        ("12:05 PM", "12-hour", time(12, 5)),
        ("9 PM", "12-hour", time(21, 0)),
        ("13:10", "24-hour", time(13, 10)),
        ("8:31:40", "24-hour", time(8, 31, 40)),
        ("0910", "%H%M", time(9, 10)),
        ("09:10-05:00", "either", time(9, 10, tzinfo=timezone(timedelta(hours=-5)))),
    ],
)
def test_times(text, times, expected):
    assert read_time(text, Formats(times=times)) == expected


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("", "either"),
        ("9", "either"),
        ("0910", "either"),
        ("9:10", "12-hour"),
        ("9:10 PM", "24-hour"),
        ("13:10 PM", "12-hour"),
        ("24:00", "24-hour"),
        ("9:10 EST", "either"),
        ("2026-11-23", "either"),
        ("9:10", "%H%M"),
    ],
)
def test_what_is_no_time_as_written(text, times):
    with pytest.raises(UnreadableTimeError):
        read_time(text, Formats(times=times))


@pytest.mark.parametrize(
    ("text", "dates", "times", "expected"),
    [
        ("11/23/2026 9:10 PM", "month-first", "12-hour", datetime(2026, 11, 23, 21, 10)),
        ("2026-11-23T09:10", "year-first", "either", datetime(2026, 11, 23, 9, 10)),
        ("202611230910", "year-first", "%Y%m%d%H%M", datetime(2026, 11, 23, 9, 10)),
    ],
)
def test_both_in_one_cell(text, dates, times, expected):
    assert read_start(text, Formats(dates=dates, times=times)) == expected


@pytest.mark.parametrize("text", ["2026-11-23", "9:10", ""])
def test_half_of_both_is_not_enough(text):
    with pytest.raises(UnreadableTimeError):
        read_start(text, Formats())


def test_a_clock_that_changes():
    skipped = datetime(2026, 3, 8, 2, 30)
    with pytest.raises(UnreadableTimeError, match="skipped"):
        instant_of(skipped, "America/New_York")
    assert instant_of(skipped, "UTC")[1] is False
    instant, twice = instant_of(datetime(2026, 11, 1, 1, 30), "America/New_York")
    assert twice
    assert instant.utcoffset() == timedelta(hours=-5)
