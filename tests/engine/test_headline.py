"""The few words that open a summary."""

from __future__ import annotations

from typing import Any

import pytest

from engine.proposals.headline import headline
from tests.engine.clinic import LEE_OUT, case

LEE_BACK = {"type": "returned", "person": "dr-lee", "at": "10:00"}
BELL_OUT = {"type": "absent", "person": "dr-bell"}


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "the day as booked"),
        ([LEE_OUT], "dr-lee out"),
        ([LEE_OUT, BELL_OUT], "dr-lee and dr-bell out"),
        ([LEE_OUT, LEE_OUT], "dr-lee out"),
        ([LEE_OUT | {"from": "08:00", "to": "17:00"}], "dr-lee out"),
        ([LEE_OUT | {"to": "12:00"}], "dr-lee out until 12:00"),
        ([LEE_OUT | {"from": "10:00", "to": "12:00"}], "dr-lee out from 10:00 to 12:00"),
        ([LEE_OUT | {"works_by_video": True}], "dr-lee by video only"),
        ([{"type": "late", "person": "dr-lee", "until": "10:30"}], "dr-lee late until 10:30"),
        ([{"type": "leaves-early", "person": "dr-lee", "at": "13:00"}], "dr-lee gone from 13:00"),
        ([{"type": "site-closed", "site": "north"}], "north closed"),
        ([LEE_OUT, LEE_BACK], "dr-lee back from 10:00"),
        ([LEE_OUT, BELL_OUT, LEE_BACK], "dr-bell out, dr-lee back from 10:00"),
        (
            [LEE_OUT, LEE_BACK, LEE_OUT | {"from": "13:00"}],
            "dr-lee back from 10:00, dr-lee out from 13:00",
        ),
        (
            [LEE_OUT | {"to": "09:00"}, LEE_OUT | {"from": "09:30"}, LEE_BACK],
            "dr-lee out until 09:00, dr-lee back from 10:00",
        ),
        (
            [{"type": "leaves-early", "person": "dr-lee", "at": "09:00"}, LEE_BACK],
            "dr-lee back from 10:00",
        ),
        ([{"type": "room-out", "room": "room-1", "from": "10:00"}], "room-1 unusable from 10:00"),
        ([{"type": "no-show", "appointment": "a-1"}, LEE_OUT], "dr-lee out, a-1 not come"),
        (
            [{"type": "call-outcome", "appointment": "a-1", "outcome": "no-answer"}],
            "the day as booked",
        ),
    ],
)
def test_words(events: list[dict[str, Any]], words: str) -> None:
    assert headline(case(*events)) == words


def test_many_events_are_counted_after_the_first_few() -> None:
    gone = [{"type": "cancelled", "appointment": ref} for ref in ("a-1", "a-2", "a-3", "b-1")]

    assert headline(case(*gone, LEE_OUT, BELL_OUT)) == (
        "dr-lee and dr-bell out, a-1 and a-2 cancelled, 2 more"
    )
