"""An agenda says the same as its spans, whatever was taken and given back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from solvers.day.by_hand.agenda import Agenda, bits
from solvers.day.known.spans import overlaps

SPAN = st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(SPAN, max_size=8), st.data())
def test_it_meets_what_its_spans_meet(spans: list[tuple[int, int]], data: st.DataObject) -> None:
    agenda, left = Agenda(), list(spans)
    for span in spans:
        agenda.append(span)
    for span in data.draw(st.lists(st.sampled_from(spans), max_size=3)) if spans else ():
        if span in left:
            left.remove(span)
            agenda.remove(span)
    start, end = data.draw(SPAN)
    assert agenda.meets(start, end) is overlaps((s for s in left if s[0] < s[1]), start, end)
    assert agenda.minutes == sum(b - a for a, b in left)


def test_what_two_have_taken_stays_taken_when_one_gives_it_back() -> None:
    agenda = Agenda()
    agenda.append((480, 500))
    agenda.append((490, 510))
    agenda.remove((480, 500))
    assert not agenda.meets(480, 490)
    assert agenda.meets(490, 500)


def test_minutes_as_bits() -> None:
    assert bits(2, 5) == 0b11100
    assert bits(5, 5) == 0
