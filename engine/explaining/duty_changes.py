"""What changes in people's breaks and duties against the published plan, and why."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from engine.day.occupied import Occupied, Use, What
from engine.day.outages import Outages
from engine.explaining.counterfactual import Counterfactual
from engine.explaining.reasons import HOW
from engine.explaining.staffing import staff_changes
from engine.solving.patience import ENDLESS, Patience
from models.case import merged_duties
from models.clock import wall
from models.proposal import DutyChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.day.hit import Why
    from models.base import Window
    from models.case import Case
    from models.day import DutyAssignment
    from models.finding import Verdict
    from models.plan import Plan, PlannedBreak
    from models.rules import BreakKind

BREAK_MOVED, BREAK_ADDED, BREAK_MISSING = "break moved", "break added", "break missing"
ASSIGNED, TAKEN_AWAY, CHANGED = "duty assigned", "duty taken away", "duty changed"


NO_TIME = "there was no time to say what stands in the way of what was published"
"""What is said, at a short deadline, of changes that no event explains."""


def duty_changes(
    case: Case, plan: Plan, verdict: Verdict, patience: Patience = ENDLESS
) -> tuple[DutyChange, ...]:
    """Return a row for each break and each duty of a person that differs, by person.

    `what` is one of the constants of this module; `before` and `after` name the kind of break or
    the duty with its times. Who is called in or sent elsewhere comes with the others. `patience` is
    for saying what stands in the way of what was published, where no event does.
    """
    teller = _Teller(case, plan, verdict, patience)
    rows = [*teller.staff(), *teller.breaks(), *teller.duties()]
    return tuple(
        sorted(rows, key=lambda row: (row.person, row.what, row.before or "", row.after or ""))
    )


class _Teller:
    """Tells the changes of one plan; what they share is worked out once."""

    def __init__(self, case: Case, plan: Plan, verdict: Verdict, patience: Patience) -> None:
        self._case = case
        self._plan = plan
        self._patience = patience
        self._outages = Outages(case)
        self._counterfactual = Counterfactual(case, plan, verdict)

    @cached_property
    def _occupied(self) -> Occupied:
        return Occupied(self._case, self._plan)

    def staff(self) -> list[DutyChange]:
        """Tell who is called in and who is sent to another site."""
        return staff_changes(self._counterfactual, self._patience)

    def breaks(self) -> list[DutyChange]:
        """Pair each person's breaks of a kind in order of time; those that stay are left out."""
        rows = []
        published, planned = _breaks(self._case.published.breaks), _breaks(self._plan.breaks)
        for person, kind in sorted(published.keys() | planned.keys()):
            old, new = published[person, kind], planned[person, kind]
            stay = {(one.start, one.end) for one in old} & {(one.start, one.end) for one in new}
            gone = [one for one in old if (one.start, one.end) not in stay]
            come = [one for one in new if (one.start, one.end) not in stay]
            for index in range(max(len(gone), len(come))):
                before = gone[index] if index < len(gone) else None
                after = come[index] if index < len(come) else None
                if before and not after and self._away(person, before.start, before.end):
                    # Nobody misses a break for which they are not there.
                    continue
                rows.append(self._break(person, kind, before, after))
        return rows

    def _break(
        self,
        person: str,
        kind: BreakKind,
        before: PlannedBreak | None,
        after: PlannedBreak | None,
    ) -> DutyChange:
        what = BREAK_MOVED if before and after else BREAK_ADDED if after else BREAK_MISSING
        reason, rule = self._why_break(person, before, after)
        return DutyChange(
            person=person,
            what=what,
            before=f"{kind.value} {_times([before])}" if before else None,
            after=f"{kind.value} {_times([after])}" if after else None,
            reason=reason,
            rule=rule,
        )

    def _why_break(
        self, person: str, before: PlannedBreak | None, after: PlannedBreak | None
    ) -> Why:
        if before is None:
            return "the shift brings this break with it, and none was booked", "breaks"
        away = self._away(person, before.start, before.end)
        if away is not None:
            return away
        if not self._patience.left:
            return NO_TIME, "breaks"
        with self._patience.piece():
            part = self._near(person)
            breaks = [taken for taken in part.plan.breaks if taken is not after] + [before]
            back = part.plan.model_copy(update={"breaks": tuple(breaks)})
            why = self._against(person, [before], part, back)
        return why or ("a longer search may leave it as it was", "breaks")

    def duties(self) -> list[DutyChange]:
        """Compare when each person is on each duty."""
        rows = []
        published = _duties(self._case.published.duties)
        planned = _duties(self._plan.duties)
        for person, duty in sorted(published.keys() | planned.keys()):
            old, new = published[person, duty], planned[person, duty]
            if [(one.start, one.end) for one in old] == [(one.start, one.end) for one in new]:
                continue
            reason, rule = self._why_duty(person, duty, old, new)
            rows.append(
                DutyChange(
                    person=person,
                    what=CHANGED if old and new else ASSIGNED if new else TAKEN_AWAY,
                    before=f"{duty} {_times(old)}" if old else None,
                    after=f"{duty} {_times(new)}" if new else None,
                    reason=reason,
                    rule=rule,
                )
            )
        return rows

    def _why_duty(
        self, person: str, duty: str, old: list[DutyAssignment], new: list[DutyAssignment]
    ) -> Why:
        for given in old:
            away = self._away(person, given.start, given.end)
            if away is not None:
                return away
        for missing, start, end in self._others_gone(person, duty):
            if any(given.overlaps(start, end) for given in new):
                return missing
        if not self._patience.left:
            return NO_TIME, "duties"
        with self._patience.piece():
            part = self._near(person)
            others = [g for g in part.plan.duties if (g.person, g.duty) != (person, duty)]
            back = part.plan.model_copy(update={"duties": tuple(others + old)})
            why = self._against(person, old, part, back)
        if why is not None:
            return why
        if new:
            return f"{duty} needs somebody then", "coverage"
        return f"others cover {duty}", "duties"

    def _others_gone(self, person: str, duty: str) -> Iterable[tuple[Why, int, int]]:
        """Yield why others who were on the duty are away, and when they were on it."""
        for given in self._case.published.duties:
            if given.duty == duty and given.person != person:
                for outage in self._outages.people.get(given.person, []):
                    if outage.overlaps(given.start, given.end):
                        start, end = max(given.start, outage.start), min(given.end, outage.end)
                        yield (outage.sentence, "absence"), start, end

    def _away(self, person: str, start: int, end: int) -> Why | None:
        for outage in self._outages.people.get(person, []):
            if outage.overlaps(start, end):
                return outage.sentence, "absence"
        return None

    def _near(self, person: str) -> Counterfactual:
        shifts = self._case.staffed(self._plan).day.shifts
        return self._counterfactual.near(s.site for s in shifts if s.person == person)

    def _against(
        self, person: str, old: Iterable[Window], part: Counterfactual, back: Plan
    ) -> Why | None:
        """Ask the check what speaks against leaving the old times; name who needs the person."""
        finding = part.against(back)
        if finding is None:
            return None
        if finding.rule in {"staff-overlap", "provider-overlap"}:
            for piece in old:
                wanted = Use(What.PERSON, person, piece.start, piece.end, "")
                for clash in self._occupied.clashes(wanted):
                    if clash.taker in self._case.visits:
                        return f"{person} is needed for {clash.taker} then", finding.rule
        return f"{HOW[finding.kind]} as published ({finding.sentence.rstrip('.')})", finding.rule


def _breaks(taken: Iterable[PlannedBreak]) -> dict[tuple[str, BreakKind], list[PlannedBreak]]:
    by_kind: dict[tuple[str, BreakKind], list[PlannedBreak]] = defaultdict(list)
    for one in sorted(taken, key=lambda one: one.start):
        by_kind[one.person, one.kind].append(one)
    return by_kind


def _duties(
    given: tuple[DutyAssignment, ...],
) -> dict[tuple[str, str], list[DutyAssignment]]:
    by_duty: dict[tuple[str, str], list[DutyAssignment]] = defaultdict(list)
    for one in merged_duties(given):
        by_duty[one.person, one.duty].append(one)
    return by_duty


def _times(pieces: Iterable[Window]) -> str:
    return ", ".join(f"{wall(piece.start)}–{wall(piece.end)}" for piece in pieces)
