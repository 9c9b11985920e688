"""Places for requests: held while one is answered, free again whatever came of it."""

from __future__ import annotations

import pytest

from api.service.security.room import NoRoom, Room


def test_when_all_places_are_taken_there_is_none() -> None:
    room = Room(2)

    with room.place(), room.place(), pytest.raises(NoRoom), room.place():
        pass
    with room.place(), room.place():
        pass


def test_everybody_has_places_of_their_own() -> None:
    room = Room(1)

    with room.place("a"), room.place("b"), pytest.raises(NoRoom), room.place("a"):
        pass


def test_a_place_is_free_after_a_failure() -> None:
    room = Room(1)
    with pytest.raises(KeyError), room.place("a"):
        raise KeyError

    with room.place("a"):
        pass
