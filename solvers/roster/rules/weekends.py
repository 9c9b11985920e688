"""People work no more weekends than is right, and whole ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.contracts import WeekendSetting
    from solvers.roster.board import Board, Term
    from solvers.roster.facts import Facts


class _Weekend(NamedTuple):
    days: range
    terms: list[Term]
    worked: Term


class Weekends(Rule):
    """People work no more weekends than is right, and whole ones."""

    name = "weekends"

    def post(self, board: Board) -> None:
        """Count the weekends on which anything is worked; hold their days together."""
        for person in board.facts.people:
            setting = board.facts.contract(person).weekends
            if setting.most is None and not setting.complete:
                continue
            spans = [
                span
                for span in _spans(board.facts, setting)
                if span.stop > board.facts.first_known(person)
            ]
            if setting.complete:
                for span in spans:
                    self._complete(board, person, setting, span)
            if setting.most is not None:
                self._few(board, person, setting, [_weekend(board, person, s) for s in spans])

    def _complete(self, board: Board, person: str, setting: WeekendSetting, span: range) -> None:
        """All days of the weekend are worked, or none; unless one of them is not known."""
        facts = board.facts
        first = facts.first_known(person)
        unknown = any(not first <= d < facts.days or (person, d) in facts.absent for d in span)
        if unknown or span.stop <= 0:
            return
        price = setting.complete_price
        if price is None and all(facts.settled(person, day) for day in span):
            return
        terms = [board.any(person, day) for day in span]
        half = 0 if price is None else board.model.new_bool_var("")
        for one, other in zip(terms, [*terms[1:], terms[0]], strict=True):
            row = one - other - half
            if not isinstance(row, int):
                board.model.add(row <= 0)
            elif row > 0:
                board.never()
        board.cost(self, Tier.T3, price or 0, half)

    def _few(
        self, board: Board, person: str, setting: WeekendSetting, weekends: list[_Weekend]
    ) -> None:
        """Hold the weekends worked in the horizon, or in each row of so many."""
        if setting.of is None:
            brought = board.facts.case.roster.carried.get(person)
            board.limit(
                self,
                Tier.T3,
                [w.worked for w in weekends if w.days.stop > 0],
                carried=brought.weekends if brought else 0,
                most=setting.most,
                price=setting.price,
            )
            return
        for last, weekend in enumerate(weekends, start=1):
            if weekend.days.stop > 0:
                row = weekends[max(0, last - setting.of) : last]
                terms = [w.worked for w in row]
                board.limit(self, Tier.T3, terms, most=setting.most, price=setting.price)


def _spans(facts: Facts, setting: WeekendSetting) -> Iterator[range]:
    """Yield the days of each weekend up to the horizon's end, from far enough before it."""
    length = len(setting.days)
    back = 7 * (setting.of or 1) + length
    for start in range(-back, facts.days):
        if facts.weekday(start) == setting.days[0].number:
            yield range(start, start + length)


def _weekend(board: Board, person: str, span: range) -> _Weekend:
    facts = board.facts
    terms = [board.any(person, day) for day in span if day < facts.days]
    literals = [term for term in terms if not isinstance(term, int)]
    if len(literals) < len(terms) and any(isinstance(t, int) and t for t in terms):
        return _Weekend(span, terms, 1)
    if len(literals) < 2:
        return _Weekend(span, terms, literals[0] if literals else 0)
    worked = board.model.new_bool_var("")
    for literal in literals:
        board.model.add(literal <= worked)
    return _Weekend(span, terms, worked)
