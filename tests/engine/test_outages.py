"""When events take people away, and what is left of their shifts."""

from __future__ import annotations

from typing import Any

import pytest

from engine.day.outages import Outages
from tests.engine.clinic import DAY, OFFICE, case, office


def absent(**hours: str) -> dict[str, Any]:
    """Return an absence of dr-lee."""
    return {"type": "absent", "person": "dr-lee"} | hours


def back(at: str) -> dict[str, Any]:
    """Return that dr-lee has come back."""
    return {"type": "returned", "person": "dr-lee", "at": at}


@pytest.mark.parametrize(
    ("events", "present"),
    [
        ([], [(480, 1020)]),
        ([absent()], []),
        ([absent(to="10:00")], [(600, 1020)]),
        ([absent(**{"from": "10:00"})], [(480, 600)]),
        ([absent(**{"from": "10:00", "to": "11:00"})], [(480, 600), (660, 1020)]),
        # One within the other, and two that overlap.
        (
            [absent(to="12:00"), absent(**{"from": "09:00", "to": "10:00"})],
            [(720, 1020)],
        ),
        (
            [
                absent(**{"from": "10:00", "to": "12:00"}),
                absent(**{"from": "11:00", "to": "13:00"}),
            ],
            [(480, 600), (780, 1020)],
        ),
        (
            [
                {"type": "late", "person": "dr-lee", "until": "09:00"},
                {"type": "leaves-early", "person": "dr-lee", "at": "15:00"},
            ],
            [(540, 900)],
        ),
        ([absent(to="07:00"), absent(**{"from": "18:00"})], [(480, 1020)]),
        # A return ends what was told before it, and nothing told after.
        ([absent(), back("10:00")], [(600, 1020)]),
        ([absent(to="12:00"), back("10:00"), absent(**{"from": "16:00"})], [(600, 960)]),
        ([absent(**{"from": "10:00"}), back("10:00")], [(480, 1020)]),
        (
            [
                {"type": "late", "person": "dr-lee", "until": "11:00"},
                {"type": "leaves-early", "person": "dr-lee", "at": "15:00"},
                back("09:00"),
            ],
            [(540, 1020)],
        ),
    ],
)
def test_what_is_left_of_a_shift(
    events: list[dict[str, Any]], present: list[tuple[int, int]]
) -> None:
    now = case(*events)

    assert list(Outages(now).presence(now, "dr-lee")) == [("main", *span) for span in present]


def test_each_shift_is_cut_by_itself() -> None:
    shifts = [
        *DAY["shifts"][1:],
        {"person": "dr-lee", "site": "main", "from": "08:00", "to": "12:00"},
        {"person": "dr-lee", "site": "north", "from": "13:00", "to": "17:00"},
    ]
    now = case(absent(**{"from": "11:00", "to": "14:00"}), shifts=shifts)

    assert list(Outages(now).presence(now, "dr-lee")) == [
        ("main", 480, 660),
        ("north", 840, 1020),
    ]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (absent(), "dr-lee is away 08:00–17:00"),
        (absent(cause="offsite-emergency"), "dr-lee is away 08:00–17:00"),
        (absent(works_by_video=True), "dr-lee works by video only 08:00–17:00"),  # type: ignore[arg-type]
        ({"type": "absent", "person": "dr-off"}, "dr-off is away all day"),
        ({"type": "absent", "person": "dr-off", "from": "09:00"}, "dr-off is away from 09:00"),
        ({"type": "leaves-early", "person": "dr-lee", "at": "18:00"}, "dr-lee is away from 18:00"),
        (absent(to="07:00"), "dr-lee is away until 07:00"),
    ],
)
def test_the_words_never_say_why(event: dict[str, Any], sentence: str) -> None:
    off = {"id": "dr-off", "roles": ["provider"]}
    now = case(event, at=office(people=[*OFFICE["people"], off]))

    ((outage,),) = Outages(now).people.values()

    assert outage.sentence == sentence
