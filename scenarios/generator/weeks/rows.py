"""Rows of cells drawn week after week, so that no rule of a contract is broken anywhere.

The rules are kept by how a row is made; nothing is asked of the rules themselves. What the checks
say of these rows is so a statement about both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from scenarios.generator.weeks.terms import SHIFT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenarios.generator.dice import Dice
    from scenarios.generator.weeks.terms import Terms

WEEK = 7
TRIED = 12
"""Ways to work a week that are held against one another."""

ODD = 0.08
"""How often a week is worked any way at all, rather than the way that the others leave open."""

WEIGHTS = (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5)
"""How many people are wanted on each day of the week, about."""


class Tail(NamedTuple):
    """How a row ends: days of its run of work, the last of them on late shifts, weekends worked."""

    run: int = 0
    lates: int = 0
    weekends: tuple[bool, ...] = ()


@dataclass
class Cover:
    """How many are at work, by group of people, kind of shift and day."""

    counts: Counter[tuple[object, str, int]] = field(default_factory=Counter)

    def crowd(self, group: object, week: Sequence[str | None], first: int) -> float:
        """Return how many are there already on the days of a week."""
        return sum(
            self.counts[group, kind, first + day] / WEIGHTS[day]
            for day, kind in enumerate(week)
            if kind is not None
        )

    def add(self, group: object, week: Sequence[str | None], first: int) -> None:
        """Note somebody's week."""
        for day, kind in enumerate(week):
            if kind is not None:
                self.counts[group, kind, first + day] += 1


def draw_week(
    terms: Terms, tail: Tail, free: Sequence[bool], cover: tuple[Cover, object, int], dice: Dice
) -> tuple[tuple[str | None, ...], Tail]:
    """Return the kinds of shifts of a week, and how the row ends with it.

    Args:
        terms: those of the person.
        tail: how the row has ended so far.
        free: days of leave.
        cover: who else is at work, in which group the person is, and the number of the Monday.
        dice: what is drawn with.
    """
    others, group, first = cover
    usual = terms.week * terms.minutes - SHIFT * sum(free)
    fits = [days for days in _shapes(terms) if _fits(terms, tail, days, free, usual)]
    longest = max(map(sum, fits))
    if not dice.chance(ODD):
        fits = [days for days in fits if sum(days) == longest]
    tried = [_kinds(terms, tail, dice.pick(fits), dice) for _ in range(TRIED)]
    week, lates = min(tried, key=lambda each: others.crowd(group, each[0], first))
    others.add(group, week, first)
    run = 0
    for kind in reversed(week):
        if kind is None:
            break
        run += 1
    weekends = (*tail.weekends, week[-1] is not None)[-terms.weekends[1] :]
    return week, Tail(run + tail.run if run == WEEK else run, lates, weekends)


@cache
def _shapes(terms: Terms) -> tuple[tuple[bool, ...], ...]:
    """Return the weeks that are neither too full nor of a half weekend nor of too long a run."""
    return tuple(
        days
        for days in product((False, True), repeat=WEEK)
        if sum(days) <= terms.week
        and days[-1] == days[-2]
        and max(_runs(days), default=0) <= terms.run
    )


def _runs(days: Sequence[bool]) -> Iterator[int]:
    length = 0
    for works in (*days, False):
        if works:
            length += 1
        elif length:
            yield length
            length = 0


def _fits(
    terms: Terms, tail: Tail, days: tuple[bool, ...], free: Sequence[bool], usual: int
) -> bool:
    """Tell whether a week may follow what was before; a week that is all off always may."""
    most, of = terms.weekends
    lead = next((n for n, works in enumerate(days) if not works), WEEK)
    weekends = (*tail.weekends, days[-1])[-of:]
    return (
        not any(works and off for works, off in zip(days, free, strict=True))
        and sum(days) * terms.minutes <= max(usual, 0)
        and tail.run + lead <= terms.run
        and tail.lates + (lead if tail.lates else 0) <= terms.lates
        and (not days[-1] or sum(weekends) <= most)
    )


def _kinds(
    terms: Terms, tail: Tail, days: tuple[bool, ...], dice: Dice
) -> tuple[tuple[str | None, ...], int]:
    """Return the kinds of a week's shifts, and how many late ones the last run ends with.

    Within a run nobody goes back to an earlier kind.
    """
    lates = tail.lates
    week: list[str | None] = []
    for works in days:
        if not works:
            lates = 0
            week.append(None)
            continue
        kind = "late" if lates else dice.pick(terms.kinds)
        lates = lates + 1 if kind == "late" else 0
        week.append(kind)
    return _not_too_late(terms, tail.lates, week)


def _not_too_late(
    terms: Terms, before: int, week: list[str | None]
) -> tuple[tuple[str | None, ...], int]:
    """Turn late shifts at the start of a run into early ones until there are few enough."""
    lates = before
    for day, kind in enumerate(week):
        if kind != "late":
            lates = 0
            continue
        lates += 1
        if lates > terms.lates:
            begin = day - lates + 1
            week[begin] = terms.kinds[0]
            lates -= 1
    return tuple(week), lates
