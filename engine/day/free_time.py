"""Free time of providers on a day, as the published plan leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.hit import provider_spans
from engine.day.outages import Outages

if TYPE_CHECKING:
    from collections.abc import Container

    from models.case import Case


def longest_free(case: Case, without: Container[str]) -> dict[str, int]:
    """Return for everybody at work the most minutes in one piece from now on without a visit.

    Args:
        case: the case; its published visits are where they are.
        without: visits that are left out of account.
    """
    outages = Outages(case)
    busy: dict[str, list[tuple[int, int]]] = {}
    for ref, planned in case.published_visits.items():
        visit = case.visits.get(ref)
        if visit is not None and ref not in without and planned.placement is not None:
            spans = provider_spans(case, visit, planned.placement)
            busy.setdefault(planned.placement.provider, []).extend(spans)
    longest: dict[str, int] = {}
    for person in {shift.person for shift in case.day.shifts}:
        for _, start, end in outages.presence(case, person):
            at = max(start, case.now)
            for begin, finish in sorted([*busy.get(person, []), (end, end)]):
                longest[person] = max(longest.get(person, 0), min(begin, end) - at)
                at = max(at, finish)
    return longest
