"""What can be left out is begun only where there is time to end it."""

from __future__ import annotations

import pytest

import engine.solving.patience as patience_module
from engine.solving.patience import ENDLESS, Patience


class Hands:
    """A clock that a test moves on."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(name="hands")
def a_clock(monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(patience_module, "time", hands)
    return hands


def test_a_piece_is_begun_when_the_longest_so_far_would_fit(hands: Hands) -> None:
    patience = Patience(110.0)
    assert patience.left
    for length in (4.0, 1.0):
        with patience.piece():
            hands.now += length
    assert patience.left
    hands.now = 106.5
    assert not patience.left


def test_a_piece_that_fails_has_taken_its_time_as_well(hands: Hands) -> None:
    patience = Patience(110.0)
    with pytest.raises(KeyError), patience.piece():
        hands.now += 6.0
        raise KeyError
    assert not patience.left


def test_pieces_are_counted_whatever_time_they_take(hands: Hands) -> None:
    patience = Patience(pieces=2)
    for _ in range(2):
        assert patience.left
        with patience.piece():
            hands.now += 1e9
    assert not patience.left
    assert not Patience(pieces=0).left


def test_without_an_end_there_is_always_time(hands: Hands) -> None:
    with ENDLESS.piece():
        hands.now += 1e9
    assert ENDLESS.left
