"""What becomes of a visit, in one word."""

from __future__ import annotations

import pytest

from engine.day.disposition import disposition
from models.plan import Disposition, Placement, PlannedVisit
from tests.engine.clinic import LEE_OUT, by_video, case, placed

NINE, TEN = 9 * 60, 10 * 60


@pytest.mark.parametrize(
    ("place", "becomes"),
    [
        (placed(NINE, "dr-lee"), Disposition.KEPT),
        (placed(NINE, "dr-lee", "ma-2", room="room-3", wait=5), Disposition.KEPT),
        (placed(NINE, "dr-bell"), Disposition.SAME_TIME_OTHER_PROVIDER),
        (placed(TEN, "dr-lee"), Disposition.MOVED),
        (placed(TEN, "dr-bell"), Disposition.MOVED),
        (placed(NINE, "dr-bell", site="north", room="room-n"), Disposition.OTHER_SITE),
        (placed(TEN, "dr-bell", site="north", room="room-n"), Disposition.OTHER_SITE),
        (by_video(NINE, "dr-lee"), Disposition.VIDEO),
        (by_video(TEN, "dr-bell"), Disposition.VIDEO),
    ],
)
def test_the_change_that_weighs_most_gives_the_name(place: Placement, becomes: Disposition) -> None:
    planned = PlannedVisit(appointment="a-1", placement=place)

    assert disposition(case(LEE_OUT), "a-1", planned) is becomes


def test_without_a_place_it_is_another_day_or_a_decision() -> None:
    now = case(LEE_OUT)

    slot = disposition(now, "a-1", PlannedVisit(appointment="a-1", slot="s-1"))
    neither = disposition(now, "a-1", PlannedVisit(appointment="a-1"))

    assert (slot, neither) == (Disposition.OTHER_DAY, Disposition.MANUAL_DECISION)


def test_an_add_on_that_is_placed_is_moved() -> None:
    now = case({"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}})
    planned = PlannedVisit(appointment="x-1", placement=placed(NINE, "dr-lee"))

    assert disposition(now, "x-1", planned) is Disposition.MOVED


def test_a_visit_booked_by_video_that_stays_so_is_kept() -> None:
    book = [{"id": "v-1", "visit_type": "follow-up", "at": "09:00", "provider": "dr-lee",
             "modality": "video"}]  # fmt: skip
    planned = PlannedVisit(appointment="v-1", placement=by_video(NINE, "dr-lee"))

    assert disposition(case(appointments=book), "v-1", planned) is Disposition.KEPT
