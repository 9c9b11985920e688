"""Turns on call: somebody's last shift before two days off becomes the night on call."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scenarios.generator.weeks.terms import APART, CALL

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = list[str | None]


def give_calls(rows: dict[str, Row], people: Iterable[str]) -> None:
    """Give each night to whoever can be on call and was so least often, where there is anybody."""
    callable_ = list(people)
    if not callable_:
        return
    many = Counter[str]()
    last: dict[str, int] = {}
    for day in range(len(rows[callable_[0]]) - 2):
        free = [
            person
            for person in callable_
            if rows[person][day] is not None
            and rows[person][day + 1] is None
            and rows[person][day + 2] is None
            and day - last.get(person, -APART) >= APART
        ]
        if free:
            person = min(free, key=lambda ref: (many[ref], ref))
            rows[person][day] = CALL
            many[person] += 1
            last[person] = day
