"""How the checks see a finished roster: cells by date, history before it, what was held.

The compiled model has its own reading of the same facts; nothing is shared between the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from models.contracts import Contract, Total
    from models.finding import Tier
    from models.roster import Away, Roster, RosterPlan
    from models.roster_case import RosterCase
    from models.shift_types import ShiftType
    from models.staff import Person

ONE = timedelta(days=1)


class RosterView:
    """A plan with its case.

    Attributes:
        case: the case.
        plan: the roster that is judged.
        dates: the dates of the horizon.
    """

    def __init__(self, case: RosterCase, plan: RosterPlan) -> None:
        self.case = case
        self.plan = plan
        self.roster: Roster = case.roster
        self.dates = case.dates
        self._cells: dict[tuple[str, date], tuple[str, ...]] = {}
        for person, row in self.roster.history.items():
            for back, cell in enumerate(reversed(row), start=1):
                self._cells[person, self.roster.first - back * ONE] = cell
        for person, row in plan.rows.items():
            for day, cell in zip(self.dates, row, strict=False):
                self._cells[person, day] = cell
        self._locked: dict[tuple[str, date], set[str | None]] = {}
        for lock in self.roster.locked:
            self._locked.setdefault((lock.person, lock.date), set()).add(lock.shift_type)
        self._credit: dict[tuple[str, date], int] = {}
        for entry in (*self.roster.leave, *self.roster.absences):
            for away in _each_date([entry]) if entry.credit else ():
                self._credit[away] = max(entry.credit, self._credit.get(away, 0))
        self._horizon = frozenset(self.dates)
        self._absent = set(_each_date(self.roster.absences))
        self._instants: dict[tuple[str, date], tuple[datetime, datetime]] = {}
        self._leave = set(_each_date(self.roster.leave))

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody rostered."""
        return self.case.people

    def contract(self, person: str) -> Contract:
        """Return the contract of a person."""
        return self.case.contracts[person]

    def type(self, shift_type: str) -> ShiftType:
        """Return a shift type."""
        return self.case.rostering.shift_types[shift_type]

    def kind(self, shift_type: str) -> str:
        """Return the kind of a shift type."""
        return self.type(shift_type).kind or shift_type

    def known(self, person: str, day: date) -> bool:
        """Tell whether it is known what the person works on the date."""
        return (person, day) in self._cells

    def cell(self, person: str, day: date) -> tuple[str, ...]:
        """Return what the person works on the date; nothing where it is not known."""
        return self._cells.get((person, day), ())

    def of(self, person: str, day: date, kinds: Collection[str]) -> list[str]:
        """Return the shifts of some kinds on the date; of no kinds at all: every one."""
        return [t for t in self.cell(person, day) if not kinds or self.kind(t) in kinds]

    def history(self, person: str) -> list[date]:
        """Return the dates before the horizon of which something is known."""
        many = len(self.roster.history.get(person, ()))
        return [self.roster.first - back * ONE for back in range(many, 0, -1)]

    def published(self, person: str, day: date) -> tuple[str, ...] | None:
        """Return the cell as published; None where nothing was."""
        row = self.roster.published.get(person)
        at = (day - self.roster.first).days
        return row[at] if row is not None and 0 <= at < len(row) else None

    def worked(self, person: str, day: date) -> bool:
        """Tell whether a day of the horizon is over, as it was published."""
        as_of = self.roster.as_of
        return as_of is not None and day < as_of and self.published(person, day) is not None

    def absent(self, person: str, day: date) -> bool:
        """Tell whether the person is out on the date."""
        return (person, day) in self._absent

    def on_leave(self, person: str, day: date) -> bool:
        """Tell whether the person has leave on the date."""
        return (person, day) in self._leave

    def credit(self, person: str, day: date) -> int:
        """Return the paid minutes that a date of leave or absence counts for."""
        return self._credit.get((person, day), 0) if day in self._horizon else 0

    def closed(self, person: str, day: date) -> bool:
        """Tell whether the cell as a whole stays as it is."""
        if self.worked(person, day) or self.absent(person, day):
            return True
        return self._all_locked(person, day) and self.published(person, day) is not None

    def _all_locked(self, person: str, day: date) -> bool:
        return None in self._locked.get((person, day), ())

    def held(self, person: str, day: date) -> tuple[str, ...]:
        """Return the shifts of a date of the horizon that stay as published."""
        published = self.published(person, day) or ()
        if self.worked(person, day):
            return published
        if self.absent(person, day):
            return ()
        if self._all_locked(person, day):
            return published
        stay = self._locked.get((person, day), set())
        return tuple(t for t in published if t in stay)

    def settled(self, person: str, day: date) -> bool:
        """Tell whether the plan had nothing to decide for the person on the date."""
        if day < self.roster.first or self.closed(person, day) or self.on_leave(person, day):
            return True
        return bool(self.held(person, day)) and self.contract(person).one_shift.most == 1

    def fact(self, person: str, day: date) -> tuple[str, ...]:
        """Return what the plan found there already: history, and shifts that stay."""
        if day < self.roster.first:
            return self.cell(person, day)
        return self.held(person, day)

    def changed(self, person: str) -> list[date]:
        """Return the dates on which the cell is not as published, absence and leave apart."""
        row = self.roster.published.get(person, ())
        return [
            day
            for day, was in zip(self.dates, row, strict=False)
            if set(self.cell(person, day)) != set(was) and not self.settled(person, day)
        ]

    def instants(self, shift_type: str, day: date) -> tuple[datetime, datetime]:
        """Return when a shift of a date starts and ends."""
        if (shift_type, day) not in self._instants:
            self._instants[shift_type, day] = self._ends_of(shift_type, day)
        return self._instants[shift_type, day]

    def _ends_of(self, shift_type: str, day: date) -> tuple[datetime, datetime]:
        found = self.type(shift_type)
        sites = self.case.office.sites
        site = next((s for s in sites if s.id == found.site), sites[0])
        zone = ZoneInfo(site.zone)
        ends = []
        for minute in (found.start, found.end):
            days, rest = divmod(minute, 1440)
            clock = datetime.combine(day + days * ONE, time(rest // 60, rest % 60), zone)
            ends.append(clock.astimezone(UTC))
        return ends[0], ends[1]

    def periods(self, person: str, total: Total) -> Iterator[tuple[list[date], bool]]:
        """Yield the dates that a total is over, and whether its least is asked of them."""
        if total.weeks is None:
            yield list(self.dates), True
            return
        length = 7 * total.weeks
        every = 7 if total.rolling else length
        earliest = min([*self.history(person), self.roster.first])
        last = self.dates[-1]
        begun = (self.roster.first - total.anchor).days // every
        first = total.anchor + (begun * every - length + every) * ONE
        while first <= last:
            dates = [first + n * ONE for n in range(length)]
            if dates[-1] >= self.roster.first:
                inside = [day for day in dates if earliest <= day <= last]
                yield inside, len(inside) == length
            first += every * ONE


def _each_date(entries: Iterable[Away]) -> Iterator[tuple[str, date]]:
    for entry in entries:
        day = entry.first
        while day <= entry.end:
            yield entry.person, day
            day += ONE


def judged(
    rule: str, tier: Tier, price: int | None, units: int, about: tuple[str, ...], sentence: str
) -> Finding:
    """Return the finding of something missed by so many units: a breach where it has no price."""
    if price is None:
        return Finding(rule=rule, kind=FindingKind.BREACH, about=about, sentence=sentence)
    return Finding(
        rule=rule,
        kind=FindingKind.COST,
        about=about,
        sentence=sentence,
        tier=tier,
        cost=price * units,
    )
