"""Within every so many days there is a long rest in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.board import code, no
from solvers.roster.facts import DAY
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.contracts import WeeklyRestSetting
    from solvers.roster.board import Board, Term
    from solvers.roster.facts import Facts

    Row = list[list[Term]]
    """Groups of terms of which not each has a true one."""


class WeeklyRest(Rule):
    """Within every so many days there is a long rest in one piece."""

    name = "weekly-rest"

    def post(self, board: Board) -> None:
        """One of the stretches between the work of two days is long enough, in each window."""
        facts = board.facts
        nights: dict[int, int] = {}
        for person in facts.people:
            setting = facts.contract(person).weekly_rest
            if not setting.minutes:
                continue
            stretches = _Stretches(board, person, setting, nights)
            for window in _windows(facts, person, setting):
                there = _longest(board, person, window) >= setting.minutes
                if not _open(board, person, window):
                    if not there and setting.price is not None:
                        board.cost(self, Tier.T3, setting.price, 1)
                    continue
                if setting.price is None and not there:
                    continue  # what was there before leaves no such rest, whatever is decided
                found = stretches.within(window)
                if found is None:
                    continue
                if setting.price is None and not found:
                    board.never()
                elif setting.price is None:
                    board.model.add(sum(found) >= 1)
                elif setting.price:
                    missed = board.model.new_bool_var("")
                    board.model.add(sum(found) + missed >= 1)
                    board.cost(self, Tier.T3, setting.price, missed)


def _windows(facts: Facts, person: str, setting: WeeklyRestSetting) -> Iterator[range]:
    """Yield the windows that end in the horizon and are known from their first day on."""
    every = 1 if setting.rolling else setting.days
    for start in range(1 - setting.days, facts.days - setting.days + 1):
        begins = (start - facts.number(setting.anchor)) % every == 0
        if begins and start >= facts.first_known(person):
            yield range(start, start + setting.days)


def _open(board: Board, person: str, window: range) -> bool:
    """Tell whether anything is to be decided in the window, or on the day before it."""
    return any(board.cells.get((person, day)) for day in range(window.start - 1, window.stop))


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
    """Terms that, where they are true, say that a stretch of a person's time is free.

    A stretch lies between the work of two days, or the window's ends, with days off between. Only
    those are made that no other makes needless: for a rest of a day, most are a day off.
    """

    def __init__(
        self, board: Board, person: str, setting: WeeklyRestSetting, nights: dict[int, int]
    ) -> None:
        self.board, self.person, self.minutes = board, person, setting.minutes
        self.nights = nights
        self.one_shift = board.facts.contract(person).one_shift.most == 1
        self.most_days_off = -(-setting.minutes // DAY) + 1
        self._made: dict[frozenset[tuple[tuple[int, ...], ...]], Term] = {}
        self._rows: dict[tuple[int, int], tuple[list[Row] | None, bool]] = {}
        self._lasts: dict[int, int] = {}
        self._firsts: dict[int, int] = {}

    def within(self, window: range) -> list[Term] | None:
        """Return the terms of stretches of a window; None where one is free whatever happens."""
        found: dict[int, Term] = {}
        for before in range(window.start - 1, window.stop):
            for days_off in range(self.most_days_off + 1):
                after = before + days_off + 1
                if after > window.stop:
                    break
                rows, enough = self._between(before, after, window)
                if rows is not None and not rows:
                    return None
                if rows:
                    term = self._free(rows)
                    found[code(term)] = term
                if enough:
                    break  # with more days off it is as free as without
        return list(found.values())

    def _between(self, before: int, after: int, window: range) -> tuple[list[Row] | None, bool]:
        """Return under which rows it is free; and whether days off alone are enough for it.

        None instead of rows: never; or some other stretch is free whenever this one is.
        """
        inner = before >= window.start and after < window.stop
        if inner and (before, after) in self._rows:
            return self._rows[before, after]
        days_off: list[Row] = [
            [[self.board.any(self.person, day)]] for day in range(before + 1, after)
        ]
        pairs = self._too_close(before, after, window)
        if pairs is None:
            answer: tuple[list[Row] | None, bool] = (None, False)
        else:
            answer = (_decided([*days_off, *pairs]), not pairs)
        if inner:
            self._rows[before, after] = answer
        return answer

    def _too_close(self, before: int, after: int, window: range) -> list[Row] | None:
        """Return the rows of work too close to one another; None where any two days' work is."""
        opens = self.board.facts.midnight(window.start)
        inner = before >= window.start and after < window.stop
        if inner and before + 1 == after and self._widest(before) < self.minutes:
            return None
        if self._first(after, window) - max(opens, self._last(before)) >= self.minutes:
            return []
        ends, starts = list(self._ends(before, window)), list(self._starts(after, window))
        near: dict[frozenset[int], list[Term]] = {}
        for end, works in ends:
            close = frozenset(n for n, (at, _) in enumerate(starts) if at - end < self.minutes)
            if close:
                near.setdefault(close, []).append(works)
        # Days off come last in each; longer stretches have them between their ends.
        begun = ends if before < window.start else ends[:-1]
        ended = starts if after == window.stop else starts[:-1]
        if before + 1 == after and all(s - e < self.minutes for e, _ in begun for s, _ in ended):
            return None
        if not self.one_shift:
            return [[[one], [starts[n][1]]] for n_s, of in near.items() for one in of for n in n_s]
        return [
            [
                [one for others, of in near.items() if others >= close for one in of],
                [starts[n][1] for n in sorted(close)],
            ]
            for close in near
        ]

    def _last(self, day: int) -> int:
        """Return when work of the day, or what a day off stands for, is over at the latest."""
        if day not in self._lasts:
            facts = self.board.facts
            works = [facts.instants(t, day)[1] for t in self.board.works(self.person, day)]
            self._lasts[day] = max([*works, self._off(day)])
        return self._lasts[day]

    def _first(self, day: int, window: range) -> int:
        """Return when the stretch ends at the earliest."""
        facts = self.board.facts
        if day == window.stop:
            return facts.midnight(day)
        if day not in self._firsts:
            works = [facts.instants(t, day)[0] for t in self.board.works(self.person, day)]
            self._firsts[day] = min([*works, facts.midnight(day + 1)])
        return self._firsts[day]

    def _widest(self, day: int) -> int:
        """Return the longest time from a shift of the day to one of the next."""
        facts, works = self.board.facts, self.board.works
        ends = [facts.instants(t, day)[1] for t in works(self.person, day)]
        starts = [facts.instants(t, day + 1)[0] for t in works(self.person, day + 1)]
        return max(starts) - min(ends) if starts and ends else 0

    def _free(self, rows: list[Row]) -> Term:
        """Return a term that is true only where the rows hold."""
        if len(rows) == 1 and len(rows[0]) == 1 and len(rows[0][0]) == 1:
            return no(rows[0][0][0])
        key = frozenset(tuple(tuple(map(code, group)) for group in row) for row in rows)
        if key not in self._made:
            model = self.board.model
            free = model.new_bool_var("")
            for row in rows:
                model.add(free + sum(term for group in row for term in group) <= len(row))
            self._made[key] = free
        return self._made[key]

    def _ends(self, day: int, window: range) -> Iterator[tuple[int, Term]]:
        """Yield when the stretch may begin: after a shift of the day, or without one."""
        facts = self.board.facts
        opens = facts.midnight(window.start)
        for t, term in self.board.works(self.person, day).items():
            yield max(opens, facts.instants(t, day)[1]), term
        yield max(opens, self._off(day)), no(self.board.any(self.person, day))

    def _off(self, day: int) -> int:
        """Return when work of the day before a day off is over, whatever it was."""
        facts = self.board.facts
        if day not in self.nights:
            self.nights[day] = max(facts.instants(t, day - 1)[1] for t in facts.types)
        return min(max(facts.midnight(day), self.nights[day]), facts.midnight(day + 1))

    def _starts(self, day: int, window: range) -> Iterator[tuple[int, Term]]:
        """Yield when the stretch may end: with a shift of the day, without one, or the window."""
        facts = self.board.facts
        if day == window.stop:
            yield facts.midnight(day), 1
            return
        for t, term in self.board.works(self.person, day).items():
            yield facts.instants(t, day)[0], term
        yield facts.midnight(day + 1), no(self.board.any(self.person, day))


def _decided(rows: list[Row]) -> list[Row] | None:
    """Return the rows that are still open; None where one is broken already."""
    left = []
    for row in rows:
        groups = [[t for t in group if not isinstance(t, int) or t] for group in row]
        if not all(groups):
            continue
        undecided = [g for g in groups if not any(isinstance(t, int) for t in g)]
        if not undecided:
            return None
        left.append(undecided)
    return left
