"""What was read lately is remembered as far as there is room."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from engine.store.documents import EVENT, document_of, text_of
from engine.store.errors import Damaged
from engine.store.recent import Recent
from models.events import Event
from tests.engine.store.keeping import ABSENT


def test_the_longest_unused_is_forgotten_first() -> None:
    recent = Recent(most=10)
    for name in "abc":
        recent.put(name, name.upper(), 3)
    assert recent.get("a") == "A"
    recent.put("d", "D", 4)

    assert [recent.get(name) for name in "abcd"] == ["A", None, "C", "D"]


def test_a_value_that_is_put_again_counts_once() -> None:
    recent = Recent(most=10)
    recent.put("a", "A", 3)
    for _ in range(5):
        recent.put("b", "B", 6)

    assert (recent.get("a"), recent.get("b")) == ("A", "B")


def test_what_is_too_large_is_not_remembered() -> None:
    recent = Recent(most=10)
    recent.put("a", "A", 3)
    recent.put("b", "B", 11)

    assert (recent.get("a"), recent.get("b")) == (None, None)


def test_a_document_is_read_once_from_the_same_text_and_from_another_anew() -> None:
    text = text_of(ABSENT)
    first = document_of(EVENT, text, "it", remember=True)
    # The same text, but not the same object.
    again = document_of(EVENT, "".join(list(text)), "it", remember=True)
    other = document_of(EVENT, text.replace("dr-lee", "dr-bell"), "it", remember=True)

    assert again is first
    assert first == ABSENT
    assert other != first
    assert document_of(TypeAdapter[Event](Event), text, "it", remember=True) == first
    assert document_of(EVENT, text, "it") is not first


def test_what_cannot_be_read_is_not_remembered() -> None:
    for _ in range(2):
        with pytest.raises(Damaged, match="it is kept in a form"):
            document_of(EVENT, "{}", "it", remember=True)
