"""Repair of a published roster after absences: least uncovered, fewest changes, then quality."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.asked import Progress
from engine.opening.rosters import roster_case_of
from engine.rosters.calls import calls_of
from engine.rosters.easing import eased_for, eased_throughout
from engine.rosters.reasons import changes_of
from engine.rosters.solving import RosterAsked
from engine.rosters.standing_roster import standing_roster
from engine.solving.patience import Patience
from models.errors import BadInput, Fault
from models.roster_answer import Lean, RepairedRoster, RosterCertificate, RosterOption
from solvers.roster.check import check
from solvers.roster.check_view import RosterView
from solvers.roster.repair_job import ORDERS, Aim, Impossible, RepairJob, Step

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from models.finding import Verdict
    from models.office import Office
    from models.roster import Roster, RosterPlan
    from models.roster_case import RosterCase


CHECKED = 1e-4
"""Seconds that the check of a roster takes for each of its cells (measured)."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A roster of one way to lean, as the check sees it."""

    lean: Lean
    plan: RosterPlan
    verdict: Verdict
    changed: dict[str, int]
    bounds: dict[Aim, int]
    done: bool
    seconds: float
    fewest_after: float | None

    def certificate(self) -> RosterCertificate:
        """Return how good it is at the least; bounds never say more than the roster shows."""
        short, _, cost = self.verdict.key
        changes = sum(self.changed.values())
        changes_bound = min(changes, self.bounds.get(Aim.CHANGES, 0))
        bound = min(cost, self.bounds.get(Aim.COST, 0))
        after = self.fewest_after if changes == changes_bound else None
        return RosterCertificate(
            short=short,
            short_bound=min(short, self.bounds.get(Aim.SHORT, 0)),
            changes=changes,
            changes_bound=changes_bound,
            changes_proven=changes == changes_bound,
            changes_seconds=None if after is None else round(after, 3),
            cost=cost,
            bound=bound,
            gap=(cost - bound) / cost if cost else 0.0,
            proven=self.done,
            seconds=round(self.seconds, 3),
        )


def repair(
    office: Office,
    roster: Roster,
    *,
    lean: Lean = Lean.FEWEST_CHANGES,
    asked: RosterAsked | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> RepairedRoster:
    """Return the published roster repaired; there is always one, and what it lacks is listed.

    Each time that another aim was searched for, `progress` is told.

    Raises:
        BadInput: office and roster do not make sense, or nothing is published.
    """
    began = time.monotonic()
    asked = asked or RosterAsked()
    asked.check()
    case = roster_case_of(office, roster)
    _expect_published(roster)
    return repair_case(case, lean=lean, asked=asked, began=began, stop=stop, progress=progress)


def _expect_published(roster: Roster) -> None:
    if not roster.published:
        expected = "a row of cells for each person; 'huddle roster build' makes them"
        raise BadInput([Fault("roster.published", "", "nothing is published", expected)])


def repair_case(
    case: RosterCase,
    *,
    lean: Lean,
    asked: RosterAsked,
    began: float,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> RepairedRoster:
    """Return the published roster of a case repaired, within the deadline from `began` on."""
    start = standing_roster(case)
    search = asked.search(began, stop)
    others = tuple(each for each in Lean if each is not lean) if asked.options else ()
    rungs = (eased_for(case, check(case, start).breaches), eased_throughout(case))
    judged, steps = rungs[0], dict[Lean, tuple[Step, float]]()
    fewest_after: dict[Lean, float] = {}
    for rung in rungs:
        limits = asked.limits(search)
        if limits.seconds <= 0 or (stop is not None and stop.is_set()):
            break
        impossible = False
        for message in search.told(RepairJob(rung, limits, start, (lean, *others))):
            if isinstance(message, Impossible):
                impossible = True
            else:
                seconds = message.spent if asked.deterministic else time.monotonic() - began
                steps[message.lean] = (message, seconds)
                if message.lean not in fewest_after and _fewest(rung, message):
                    fewest_after[message.lean] = seconds
                if progress is not None:
                    progress(_told(message, seconds))
        if steps or not impossible:
            judged = rung
            break
    else:
        search.troubles.append("no roster was found, though an empty one is always possible")
    found = [_found(judged, *step, fewest_after.get(of)) for of, step in steps.items()]
    for each in [each for each in found if each.verdict.breaches]:
        rule = each.verdict.breaches[0].rule
        search.troubles.append(f"the check finds a breach in a roster of the search: {rule}")
        found.remove(each)
    best = next((each for each in found if each.lean is lean), None)
    if best is None:
        seconds = 0.0 if asked.deterministic else time.monotonic() - began
        best = _found(judged, Step(lean, start, {}, done=False), seconds, None)
        found.insert(0, best)
    patience = Patience(search.deadline, pieces=_pieces(case, asked))
    answer = _answer(case, judged, best, found, patience)
    said = asked.said(search)
    return answer.model_copy(update={"limits": said, "troubles": tuple(search.troubles)})


def _pieces(case: RosterCase, asked: RosterAsked) -> int | None:
    """Return how many rosters may be held against the rules to say why, where time does not count.

    That takes about as long as a search does, at the most.
    """
    if not asked.deterministic:
        return None
    return int(asked.deadline / (CHECKED * max(1, len(case.people) * case.roster.days)))


def _found(case: RosterCase, step: Step, seconds: float, fewest_after: float | None) -> _Found:
    changed, verdict = _changed(case, step.plan), check(case, step.plan)
    bounds, done = step.bounds, step.done
    return _Found(step.lean, step.plan, verdict, changed, bounds, done, seconds, fewest_after)


def _changed(case: RosterCase, plan: RosterPlan) -> dict[str, int]:
    view = RosterView(case, plan)
    return {person.id: len(view.changed(person.id)) for person in case.people}


def _fewest(case: RosterCase, step: Step) -> bool:
    """Tell whether it is proven that no roster has fewer cells changed."""
    bound = step.bounds.get(Aim.CHANGES)
    return bound is not None and sum(_changed(case, step.plan).values()) <= bound


def _told(step: Step, seconds: float) -> Progress:
    searched, aims = len(step.bounds), len(ORDERS[step.lean])
    return Progress(
        stage=step.lean,
        ring=0,
        cost=None,
        lower_bound=step.bounds.get(Aim.COST),
        gap=0.0 if step.done else None,
        seconds=round(seconds, 3),
        sentence=f"{step.lean}: {searched} of {aims} aims searched for",
    )


def _answer(
    case: RosterCase, judged: RosterCase, best: _Found, found: list[_Found], patience: Patience
) -> RepairedRoster:
    changes = changes_of(judged, best.plan, best.verdict, patience)
    still = set(best.verdict.breaches)
    return RepairedRoster(
        office=case.office.id,
        first=case.roster.first,
        days=case.roster.days,
        lean=best.lean,
        roster=best.plan,
        changes=changes,
        calls=calls_of(judged, best.plan, best.verdict, changes, patience),
        uncovered=best.verdict.gaps,
        eased=tuple(
            f"{finding.rule}: {finding.sentence}"
            for finding in check(case, best.plan).breaches
            if finding not in still
        ),
        broken=best.verdict.breaches,
        tiers=best.verdict.tiers,
        certificate=best.certificate(),
        options=_options(best, found),
    )


def _options(best: _Found, found: list[_Found]) -> tuple[RosterOption, ...]:
    """Return each roster once, the answer's own first, with every way to lean that led to it."""
    finished = [e for e in found if e is not best and len(e.bounds) == len(ORDERS[e.lean])]
    rosters: list[list[_Found]] = []
    for each in (best, *finished):
        same = next((those for those in rosters if _same(those[0].plan, each.plan)), None)
        if same is None:
            rosters.append([each])
        else:
            same.append(each)
    return tuple(
        RosterOption(
            leans=tuple(each.lean for each in those),
            roster=those[0].plan,
            short=those[0].verdict.key[0],
            changes=sum(those[0].changed.values()),
            people_changed=sum(1 for many in those[0].changed.values() if many),
            cost=those[0].verdict.cost,
            tiers=those[0].verdict.tiers,
            certificate=those[0].certificate(),
        )
        for those in rosters
    )


def _same(one: RosterPlan, other: RosterPlan) -> bool:
    return all(
        list(map(set, row)) == list(map(set, other.rows.get(person, ())))
        for person, row in one.rows.items()
    )
