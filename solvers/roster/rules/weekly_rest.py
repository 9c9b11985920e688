"""Within every so many days there is a long rest in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


class _Window(NamedTuple):
    """Days that matter to a window, and the minutes between which its rest lies."""

    days: range
    opens: int
    closes: int


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


def _windows(facts: Facts, person: str, setting: WeeklyRestSetting) -> Iterator[_Window]:
    """Yield the windows that end in the horizon and are known from their first day on.

    Where it is not rolling, a day of the rest lies in the period, and what is more may lie outside,
    as far as that is known.
    """
    every = 1 if setting.rolling else setting.days
    beyond = 0 if setting.rolling else setting.minutes - DAY
    reach = -(-beyond // DAY)
    known = facts.first_known(person)
    for start in range(1 - setting.days, facts.days - setting.days + 1):
        begins = (start - facts.number(setting.anchor)) % every == 0
        if begins and start >= known:
            stop = start + setting.days
            days = range(max(known, start - reach), min(facts.days, stop + reach))
            yield _Window(
                days,
                max(facts.midnight(start) - beyond, facts.midnight(days.start)),
                min(facts.midnight(stop) + beyond, facts.midnight(days.stop)),
            )


def _open(board: Board, person: str, window: _Window) -> bool:
    """Tell whether anything is to be decided in the window, or on the day before it."""
    days = range(window.days.start - 1, window.days.stop)
    return any(board.cells.get((person, day)) for day in days)


def _longest(board: Board, person: str, window: _Window) -> int:
    """Return the longest stretch between what was there before anything was decided."""
    facts = board.facts
    spans = sorted(
        facts.instants(t, day)
        for day in range(window.days.start - 1, window.days.stop)
        for t, term in board.works(person, day).items()
        if isinstance(term, int)
    )
    free_from, longest = window.opens, 0
    for start, end in [*spans, (window.closes, window.closes)]:
        longest = max(longest, min(start, window.closes) - free_from)
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

    def within(self, window: _Window) -> list[Term] | None:
        """Return the terms of stretches of a window; None where one is free whatever happens."""
        found: dict[int, Term] = {}
        for before in range(window.days.start - 1, window.days.stop):
            for days_off in range(self.most_days_off + 1):
                after = before + days_off + 1
                if after > window.days.stop:
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

    def _between(self, before: int, after: int, window: _Window) -> tuple[list[Row] | None, bool]:
        """Return under which rows it is free; and whether days off alone are enough for it.

        None instead of rows: never; or some other stretch is free whenever this one is.
        """
        inner = self._inner(before, after, window)
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

    def _too_close(self, before: int, after: int, window: _Window) -> list[Row] | None:
        """Return the rows of work too close to one another; None where any two days' work is."""
        inner = self._inner(before, after, window)
        if inner and before + 1 == after and self._widest(before) < self.minutes:
            return None
        begins = max(window.opens, self._last(before))
        if self._first(after, window) - begins >= self.minutes:
            return []
        ends, starts = list(self._ends(before, window)), list(self._starts(after, window))
        near: dict[frozenset[int], list[Term]] = {}
        for end, works in ends:
            close = frozenset(n for n, (at, _) in enumerate(starts) if at - end < self.minutes)
            if close:
                near.setdefault(close, []).append(works)
        # Days off come last in each; longer stretches have them between their ends.
        begun = ends if before < window.days.start else ends[:-1]
        ended = starts if after == window.days.stop else starts[:-1]
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

    def _inner(self, before: int, after: int, window: _Window) -> bool:
        """Tell whether the ends of the window are no matter to a stretch."""
        midnight = self.board.facts.midnight
        return window.opens <= midnight(before) and midnight(after + 1) <= window.closes

    def _last(self, day: int) -> int:
        """Return when work of the day, or what a day off stands for, is over at the latest."""
        if day not in self._lasts:
            facts = self.board.facts
            works = [facts.instants(t, day)[1] for t in self.board.works(self.person, day)]
            self._lasts[day] = max([*works, self._off(day)])
        return self._lasts[day]

    def _first(self, day: int, window: _Window) -> int:
        """Return when the stretch ends at the earliest."""
        facts = self.board.facts
        if day == window.days.stop:
            return window.closes
        if day not in self._firsts:
            works = [facts.instants(t, day)[0] for t in self.board.works(self.person, day)]
            self._firsts[day] = min([*works, facts.midnight(day + 1)])
        return min(window.closes, self._firsts[day])

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

    def _ends(self, day: int, window: _Window) -> Iterator[tuple[int, Term]]:
        """Yield when the stretch may begin: after a shift of the day, or without one."""
        facts = self.board.facts
        opens = window.opens
        for t, term in self.board.works(self.person, day).items():
            yield max(opens, facts.instants(t, day)[1]), term
        yield max(opens, self._off(day)), no(self.board.any(self.person, day))

    def _off(self, day: int) -> int:
        """Return when work of the day before a day off is over, whatever it was."""
        facts = self.board.facts
        if day not in self.nights:
            self.nights[day] = max(facts.instants(t, day - 1)[1] for t in facts.types)
        return min(max(facts.midnight(day), self.nights[day]), facts.midnight(day + 1))

    def _starts(self, day: int, window: _Window) -> Iterator[tuple[int, Term]]:
        """Yield when the stretch may end: with a shift of the day, without one, or the window."""
        facts = self.board.facts
        closes = window.closes
        if day == window.days.stop:
            yield closes, 1
            return
        for t, term in self.board.works(self.person, day).items():
            yield min(closes, facts.instants(t, day)[0]), term
        yield min(closes, facts.midnight(day + 1)), no(self.board.any(self.person, day))


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
