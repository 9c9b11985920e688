"""What a manager has pinned stays as published."""

from __future__ import annotations

from tests.engine.clinic import DAY, case, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import slots, starts


def locked(*holds: str) -> list[dict[str, object]]:
    return visit("a-1", locks=[{"holds": list(holds), "author": "kim", "reason": "agreed"}])


def test_a_locked_time_and_a_locked_provider_are_kept() -> None:
    time = case(appointments=locked("time"))
    found = breaches("locks", time, with_visits(time.published, a_1=placed(9 * 60 + 15, "dr-lee")))
    assert "locked by kim" in found[0].sentence
    swapped = placed(9 * 60, "np-cruz", "ma-2", "room-3")
    assert not breaches("locks", time, with_visits(time.published, a_1=swapped))
    provider = case(appointments=locked("provider"))
    assert breaches("locks", provider, with_visits(provider.published, a_1=swapped))


def test_whoever_is_not_to_be_called_stays_on_the_day() -> None:
    quiet = case(appointments=locked("do-not-call"))
    assert breaches("locks", quiet, with_visits(quiet.published, a_1="s-1"))
    assert not breaches("locks", quiet, with_visits(quiet.published, a_1=None))


def test_a_locked_shift_keeps_its_breaks() -> None:
    lock = {"holds": ["duties"], "author": "kim", "reason": "agreed"}
    shifts = [s | ({"locked": lock} if s["person"] == "ma-1" else {}) for s in DAY["shifts"]]
    fixed = case(shifts=shifts)
    (meal,) = fixed.published.breaks
    later = meal.model_copy(update={"start": meal.start + 30, "end": meal.end + 30})
    plan = fixed.published.model_copy(update={"breaks": (later,)})
    assert [f.about for f in breaches("locks", fixed, plan)] == [("ma-1",)]


def test_what_is_locked_is_left_alone_as_published() -> None:
    every = case(appointments=locked("time", "provider", "room", "site", "modality"))
    assert not findings("locks", every, every.published)


def test_a_locked_room_is_the_one_of_the_book() -> None:
    rooms = visit(
        "a-1", room="room-2", locks=[{"holds": ["room"], "author": "kim", "reason": "lift"}]
    )
    fixed = case(appointments=rooms)
    kept = with_visits(fixed.published, a_1=placed(9 * 60 + 15, "dr-lee", room="room-2"))
    assert not findings("locks", fixed, kept)
    other = with_visits(fixed.published, a_1=placed(9 * 60 + 15, "dr-lee", room="room-3"))
    (found,) = findings("locks", fixed, other)
    assert found.kind == "breach"
    assert found.about == ("a-1",)
    assert found.sentence == "a-1: the room is locked by kim (lift)."


def test_the_model_offers_nothing_but_what_is_locked() -> None:
    time = case(appointments=locked("time"))
    assert starts(time, "a-1", "np-cruz") == {9 * 60}
    assert slots(time, "a-1") == []
    provider = case(appointments=locked("provider"))
    assert len(starts(provider, "a-1", "dr-lee")) > 1
    assert starts(provider, "a-1", "np-cruz") == set()
    assert slots(provider, "a-1") == ["s-1", "s-2"]
