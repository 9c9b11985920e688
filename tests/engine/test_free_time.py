"""The longest time without a visit that a provider has on a day."""

from __future__ import annotations

from engine.day.free_time import longest_free
from tests.engine.clinic import LEE_OUT, case


def test_time_between_visits_counts_and_time_away_does_not() -> None:
    # dr-bell sees b-1 from 09:10 to 09:30 and b-2 from 13:10 to 13:30, and works 08:00 to 17:00.
    free = longest_free(case(LEE_OUT, now=0), ())
    assert free["dr-bell"] == 13 * 60 + 10 - (9 * 60 + 30)
    assert free["np-cruz"] == 9 * 60
    assert "dr-lee" not in free


def test_a_visit_that_is_left_out_of_account_leaves_its_time_free() -> None:
    assert longest_free(case(now=0), {"b-2"})["dr-bell"] == 17 * 60 - (9 * 60 + 30)


def test_time_that_has_passed_is_not_free() -> None:
    assert longest_free(case(now=14 * 60), ())["dr-bell"] == 3 * 60
