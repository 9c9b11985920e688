"""Who needs supervision for a task has it for as long as it takes, and not too many at once."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from models.office import SupervisionLevel
from solvers.day.check.view import holding, minus, union, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.office import Supervision
    from models.plan import Placement, Plan
    from solvers.day.check.view import Stretch, View

RULE = "supervision"

NEARNESS = {
    SupervisionLevel.IN_SUITE: "in the suite",
    SupervisionLevel.VIRTUAL: "in the building or by video",
    SupervisionLevel.GENERAL: "on shift",
}


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    if not any(task.supervision for task in case.office.tasks.values()):
        return
    view, nearby = view_of(case), _Nearby(view_of(case))
    counted: dict[tuple[str, str], list[_Work]] = {}
    for visit, placement in view.placed(plan):
        for name, who, (at, _) in view.unsupervised(visit, placement):
            yield Finding(
                rule=RULE,
                kind=FindingKind.BREACH,
                about=(visit.id,),
                sentence=f"{visit.id}: {who} needs {_asked(case, name)}, and at {wall(at)} "
                "nobody is.",
            )
        for name, _, placed in view.supervised(visit, placement):
            asked = case.task(name).supervision
            if asked is None or asked.ratio is None or placed.end <= case.now:
                continue
            here = placement.site if asked.level is SupervisionLevel.IN_SUITE else ""
            work = _Work(placed.start, placed.end, visit.id)
            counted.setdefault((name, here), []).append(work)
        rate = case.rates.remote_supervision
        if rate and _from_afar(nearby, visit, placement) and not _was_so(nearby, visit):
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} is supervised by nobody at {placement.site}.",
                tier=Tier.T5,
                cost=rate,
            )
    for (name, here), works in sorted(counted.items()):
        yield from _crowded(case, name, view.supervisors(name, here), works)


class _Work(NamedTuple):
    start: int
    end: int
    visit: str


def _asked(case: Case, name: str) -> str:
    asked = _supervision(case, name)
    source = f" ({asked.source})" if asked.source else ""
    return f"{' or '.join(asked.by)} {NEARNESS[asked.level]} for {name}{source}"


def _supervision(case: Case, name: str) -> Supervision:
    asked = case.task(name).supervision
    assert asked is not None
    return asked


class _Nearby:
    """When supervisors of a task are at a site: present in fact, and by the shifts alone."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._present: dict[tuple[str, str], list[Stretch]] = {}
        self._on_shift: dict[tuple[str, str], list[Stretch]] = {}

    def present(self, name: str, site: str) -> list[Stretch]:
        if (name, site) not in self._present:
            asked = _supervision(self.view.case, name)
            self._present[name, site] = union(
                stretch
                for person in self.view.case.people
                if self.view.holds_one(person, asked.by)
                for stretch in self.view.present(person, site)
            )
        return self._present[name, site]

    def on_shift(self, name: str, site: str) -> list[Stretch]:
        if (name, site) not in self._on_shift:
            asked = _supervision(self.view.case, name)
            self._on_shift[name, site] = union(
                (shift.start, shift.end)
                for shift in self.view.case.as_published.day.shifts
                if shift.site == site and self.view.holds_one(shift.person, asked.by)
            )
        return self._on_shift[name, site]


def _from_afar(nearby: _Nearby, visit: Appointment, placement: Placement) -> bool:
    """Tell whether from now on, at some minute, no supervisor is present where the visit is."""
    view = nearby.view
    for name, _, placed in view.supervised(visit, placement):
        lasts = (max(placed.start, view.now), placed.end + _supervision(view.case, name).tail)
        if minus([lasts], nearby.present(name, placement.site)):
            return True
    return False


def _was_so(nearby: _Nearby, visit: Appointment) -> bool:
    """Tell whether it was published so: by the shifts alone nobody was to be at the site."""
    view, placement = nearby.view, nearby.view.published(visit.id)
    if placement is None:
        return False
    for name, _, placed in view.supervised(visit, placement):
        lasts = (placed.start, placed.end + _supervision(view.case, name).tail)
        if minus([lasts], nearby.on_shift(name, placement.site)):
            return True
    return False


def _crowded(
    case: Case, name: str, people: list[list[tuple[int, int]]], works: list[_Work]
) -> Iterator[Finding]:
    """Yield a breach wherever more is supervised than so many people may supervise."""
    asked = _supervision(case, name)
    edges = {max(t, case.now) for work in works for t in (work.start, work.end)}
    edges |= {t for own in people for s in own for t in s if t > case.now}
    for a, b in itertools.pairwise(sorted(edges)):
        busy = sorted(work for work in works if work.start <= a and b <= work.end)
        there = sum(holding(own, a, b) for own in people)
        room = (asked.ratio or 0) * there
        # That nobody is there at all is said of each visit.
        if there and len(busy) > room:
            yield Finding(
                rule=RULE,
                kind=FindingKind.BREACH,
                about=tuple(dict.fromkeys(work.visit for work in busy[room:])),
                sentence=f"{name}: {len(busy)} at {wall(a)}, and {there} to supervise them, "
                f"{asked.ratio} each.",
            )
