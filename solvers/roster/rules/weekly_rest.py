"""Within every so many days there is a long rest in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.facts import DAY
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.contracts import WeeklyRestSetting
    from solvers.roster.board import Board, Literal, Term


class WeeklyRest(Rule):
    """Within every so many days there is a long rest in one piece."""

    name = "weekly-rest"

    def post(self, board: Board) -> None:
        """One of the stretches between the work of two days is long enough, in each window."""
        facts = board.facts
        for person in facts.people:
            setting = facts.contract(person).weekly_rest
            if not setting.minutes:
                continue
            stretches = _Stretches(board, person, setting)
            for start in range(1 - setting.days, facts.days - setting.days + 1):
                window = range(start, start + setting.days)
                if start < facts.first_known(person):
                    continue
                if setting.price is None and _longest(board, person, window) < setting.minutes:
                    continue  # what was there before leaves no such rest, whatever is decided
                found = list(stretches.within(window))
                if setting.price is None:
                    board.model.add_bool_or(found)
                elif setting.price:
                    missed = board.model.new_bool_var("")
                    board.model.add_bool_or([*found, missed])
                    board.cost(self, Tier.T3, setting.price, missed)


def _longest(board: Board, person: str, window: range) -> int:
    """Return the longest stretch between what was there before anything was decided."""
    facts = board.facts
    spans = sorted(
        facts.instants(t, day)
        for day in range(window.start - 1, window.stop)
        for t, term in board.works(person, day).items()
        if isinstance(term, int)
    )
    closes, free_from = facts.midnight(window.stop), facts.midnight(window.start)
    longest = 0
    for start, end in [*spans, (closes, closes)]:
        longest = max(longest, min(start, closes) - free_from)
        free_from = max(free_from, end)
    return longest


class _Stretches:
    """Literals that, where they are true, say that a stretch of a person's time is free."""

    def __init__(self, board: Board, person: str, setting: WeeklyRestSetting) -> None:
        self.board, self.person, self.minutes = board, person, setting.minutes
        self.longest = -(-setting.minutes // DAY) + 2
        self._inner: dict[tuple[int, int], Literal] = {}

    def within(self, window: range) -> Iterator[Literal]:
        """Yield the literals of stretches of a window, from the day before to the day after it."""
        for before in range(window.start - 1, window.stop):
            for after in range(before + 1, min(before + self.longest, window.stop) + 1):
                if before >= window.start and after < window.stop:
                    if (before, after) not in self._inner:
                        self._inner[before, after] = self._free(before, after, window)
                    yield self._inner[before, after]
                else:
                    yield self._free(before, after, window)

    def _free(self, before: int, after: int, window: range) -> Literal:
        """Return a literal under which all between the work of two days is free, and enough."""
        model = self.board.model
        free = model.new_bool_var("")
        for day in range(before + 1, after):
            self._not_both(free, [self.board.any(self.person, day)])
        starts = list(self._starts(after, window))
        for end, works in self._ends(before, window):
            for start, also in starts:
                if start - end < self.minutes:
                    self._not_both(free, [works, also])
        return free

    def _not_both(self, free: Literal, terms: list[Term]) -> None:
        """Unless one of the terms is false, the stretch is not free."""
        row = free + sum(terms)
        self.board.model.add(row <= len(terms))

    def _ends(self, day: int, window: range) -> Iterator[tuple[int, Term]]:
        """Yield when the stretch may begin: after a shift of the day, or without one."""
        facts = self.board.facts
        opens = facts.midnight(window.start)
        for t, term in self.board.works(self.person, day).items():
            yield max(opens, facts.instants(t, day)[1]), term
        yield facts.midnight(day + 1), 1 - self.board.any(self.person, day)

    def _starts(self, day: int, window: range) -> Iterator[tuple[int, Term]]:
        """Yield when the stretch may end: with a shift of the day, without one, or the window."""
        facts = self.board.facts
        if day == window.stop:
            yield facts.midnight(day), 1
            return
        for t, term in self.board.works(self.person, day).items():
            yield facts.instants(t, day)[0], term
        yield facts.midnight(day + 1), 1 - self.board.any(self.person, day)
