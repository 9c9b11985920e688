"""Whatever the deadline, what has to be said fits in after the search."""

from __future__ import annotations

from itertools import product

import pytest

from engine.asked import Asked
from engine.solving.timetable import CHECKS_TO_SAY, LEAST_SHARE, Timetable, timetable

BEGAN = 1000.0
DEADLINES, CHECKS, HITS = (0.1, 1.0, 15.0, 60.0), (0.005, 0.1, 2.0), (0, 20, 300)


@pytest.mark.parametrize("options", [False, True])
def test_there_is_time_for_plain_words_after_each_search(options: bool) -> None:
    for deadline, check, hit in product(DEADLINES, CHECKS, HITS):
        times = timetable(Asked(deadline=deadline, options=options), BEGAN, check, hit, 3)
        end = BEGAN + deadline
        assert times.searched is not None and times.told is not None
        assert times.others_searched is not None and times.others_told is not None
        assert times.searched + check <= times.told
        assert times.told + CHECKS_TO_SAY * check <= end + 1e-9
        assert times.others_told <= end
        if times.others_searched > BEGAN:
            assert times.others_searched <= times.others_told
        if options and times.others_searched > BEGAN:
            assert times.others_told + 3 * CHECKS_TO_SAY * check <= end


def test_where_all_options_would_take_too_long_the_asked_profile_is_searched_alone() -> None:
    for check, alone in ((0.005, False), (0.5, True)):
        times = timetable(Asked(deadline=10.0), BEGAN, check, 0, 5)
        assert times.searched is not None and times.others_searched is not None
        assert (times.others_searched == BEGAN) is alone
        assert (times.searched > BEGAN + 6.0) is alone


def test_where_words_are_short_most_of_the_time_is_searched() -> None:
    times = timetable(Asked(deadline=10.0, options=False), BEGAN, 0.005, 20, 3)
    assert times.searched is not None
    assert times.searched == pytest.approx(BEGAN + 9.7)


def test_however_much_there_is_to_tell_half_of_the_time_is_searched() -> None:
    times = timetable(Asked(deadline=10.0, options=False), BEGAN, 0.1, 1000, 3)
    assert times.searched == pytest.approx(BEGAN + LEAST_SHARE * 10.0)


def test_in_deterministic_mode_time_does_not_count() -> None:
    assert timetable(Asked(deterministic=True), BEGAN, 0.1, 20, 3) == Timetable()
