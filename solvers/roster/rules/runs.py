"""Runs of days at work, off, or on shifts of some kinds are long enough and not too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.contracts import RunOf
from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from models.contracts import RunSetting
    from solvers.roster.board import Board, Term
    from solvers.roster.facts import Facts


class Runs(Rule):
    """Runs of days at work, off, or on shifts of some kinds are long enough and not too long."""

    name = "runs"

    def post(self, board: Board) -> None:
        """Hold each run of each person between its least and its most."""
        for person in board.facts.people:
            for setting in board.facts.contract(person).runs:
                states = _states(board, person, setting)
                if setting.most is not None:
                    self._not_too_long(board, person, setting, states)
                if setting.least is not None and setting.least > 1:
                    self._long_enough(board, person, setting, states)
            self._work_and_off(board, person)

    def _work_and_off(self, board: Board, person: str) -> None:
        """Of the longest work and the shortest time off in a row, no more than the work is worked.

        It follows from the two, and says to the linear relaxation what neither says alone: on the
        published instances its bound rises by up to a tenth.
        """
        facts = board.facts
        hard = [run for run in facts.contract(person).runs if run.price is None]
        works = [r.most for r in hard if r.of is RunOf.WORK and r.most is not None]
        off = max([r.least or 0 for r in hard if r.of is RunOf.OFF], default=0)
        if not works or off < 2:
            return
        for start in range(facts.days - min(works) - off + 1):
            window = range(start, start + min(works) + off)
            if not any(facts.settled(person, day) for day in window):
                board.at_most([board.any(person, day) for day in window], min(works))

    def _not_too_long(
        self, board: Board, person: str, setting: RunSetting, states: dict[int, Term]
    ) -> None:
        """Of each window one day longer than the most, one day is none of the run."""
        facts, most = board.facts, setting.most or 0
        for last in range(facts.days):
            window = range(last - most, last + 1)
            terms = [states[day] for day in window if day in states]
            if len(terms) <= most or 0 in [t for t in terms if isinstance(t, int)]:
                continue
            if setting.price is None and not any(not isinstance(term, int) for term in terms):
                if setting.of is RunOf.OFF and not _settled(facts, person, window):
                    board.never()
                continue
            board.limit(self, Tier.T3, terms, most=most, price=setting.price)

    def _long_enough(
        self, board: Board, person: str, setting: RunSetting, states: dict[int, Term]
    ) -> None:
        """A run that starts goes on for so long, unless its end is not known."""
        for start in range(min(states, default=0) + 1, board.facts.days):
            if start not in states or start - 1 not in states:
                continue
            if setting.price is None:
                self._goes_on(board, person, setting, states, start)
            elif setting.price:
                self._goes_on_at_a_price(board, setting, states, start)

    def _goes_on(
        self, board: Board, person: str, setting: RunSetting, states: dict[int, Term], start: int
    ) -> None:
        facts = board.facts
        before, first = states[start - 1], states[start]
        for day in range(start + 1, start + (setting.least or 0)):
            if day not in states:
                return
            if _settled(facts, person, range(start - 1, day + 1)):
                if isinstance(states[day], int) and not states[day]:
                    return
                continue
            row = first - before - states[day]
            if not isinstance(row, int):
                board.model.add(row <= 0)
            elif row > 0:
                board.never()

    def _goes_on_at_a_price(
        self, board: Board, setting: RunSetting, states: dict[int, Term], start: int
    ) -> None:
        begins = states[start] - states[start - 1]
        if isinstance(begins, int) and begins <= 0:
            return
        short: Term = 0
        known = True
        for day in range(start + 1, start + (setting.least or 0)):
            known = known and day in states
            ends = begins - states[day] if known else 0
            if isinstance(ends, int) and ends > 0:
                if day < 0:
                    return
                short = 1
            elif not isinstance(ends, int):
                before, short = short, board.model.new_bool_var("")
                board.model.add(ends <= short)
                if not (isinstance(before, int) and before == 0):
                    board.model.add(before <= short)
            board.cost(self, Tier.T3, setting.price or 0, short)


def _settled(facts: Facts, person: str, days: range) -> bool:
    return all(facts.settled(person, day) for day in days)


def _states(board: Board, person: str, setting: RunSetting) -> dict[int, Term]:
    """Return for each day that is known whether it is of the run; absences are not known."""
    facts = board.facts
    types = facts.of_kinds(setting.kinds) if setting.of is RunOf.KINDS else None
    states: dict[int, Term] = {}
    for day in range(facts.first_known(person), facts.days):
        if (person, day) in facts.absent:
            continue
        term = board.any(person, day, types)
        if setting.of is RunOf.OFF:
            states[day] = 1 - term
        else:
            states[day] = term
    return states
