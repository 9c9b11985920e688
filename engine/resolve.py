"""Resolve: somebody is out; say what becomes of the day, why, whom to call, and how good it is."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import TYPE_CHECKING

from engine.asked import Asked, Progress
from engine.day.hit import hit_visits
from engine.explaining.since_issued import since_issued
from engine.explaining.staffing import staff_calls
from engine.opening.cases import case_of, published_findings
from engine.proposals.certify import certified
from engine.proposals.options import Described, Ways, describe, nothing_done, options
from engine.solving.patience import Patience
from engine.solving.solve import Solved, solve
from engine.solving.timetable import Timetable, timetable
from engine.solving.warm import prepare
from models.clock import wall
from models.proposal import Outcome, Proposal, Timing
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check, check_seconds

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from models.case import Case
    from models.day import Day
    from models.events import Event
    from models.office import Office
    from models.plan import Plan
    from models.proposal import Certificate, Option

__all__ = ["Asked", "Progress", "resolve"]


def resolve(
    office: Office,
    day: Day,
    *,
    events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
    asked: Asked | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Proposal:
    """Answer a disruption.

    Ring 0 is there at once; better plans are taken as they come and have passed the check. At
    the deadline, or when `stop` is set, the best one so far is the answer. The deadline counts
    from the call to the answer; where it is shorter than reading the day, ring 0 and plain words
    take, these are all there is, and they take what they take. Where a plan has been `issued` on
    the day, the day is carried forward from it.

    Raises:
        BadInput: something handed in does not make sense.
    """
    asked = asked or Asked()
    clock = _Clock()
    asked.check(tuple(office.profiles))
    if asked.deadline > 0:
        # The solver is loaded while ring 0 is put together.
        prepare()
    case = case_of(office, day, events=events, now=now, profile=asked.profile, issued=issued)
    first = case if issued is None else case_of(office, day, events=events, now=now)
    clock.lap("intake")
    start = ring_zero(case)
    clock.lap("ring-0")
    zero = Solved(start, check(case, start))
    clock.lap("check")
    # Verdicts are kept: what counts is how long a check took that was made.
    judged = check_seconds(case)
    hit = hit_visits(case)
    others = len(office.profiles) - 1
    times = timetable(asked, clock.began, judged, len(hit), others)

    def tell(stage: str, solved: Solved) -> None:
        if progress is not None:
            progress(_progress(stage, solved, certified(case, solved, asked), clock.passed))

    tell("ring 0", zero)
    with ThreadPoolExecutor(1, thread_name_prefix="huddle-beside") as beside:
        # What does not depend on the search is worked out while it is waited for.
        wrong_before = beside.submit(published_findings, first)
        idle = beside.submit(nothing_done, case, hit, asked) if asked.options else None
        solved = _solved(case, zero, asked, times, stop, tell)
        clock.lap("search")
        main = describe(case, solved, hit, asked, patience=Patience(times.told))
        clock.lap("words")
        side_by_side: tuple[Option, ...] = ()
        cut_short = solved.cut_short
        if idle is not None:
            ways = Ways(case, start, hit, asked, times, judged)
            side_by_side = options(ways, idle.result(), main, stop)
            cut_short = cut_short or ways.cut_short
        clock.lap("options")
    proposal = Proposal(
        outcome=_outcome(main),
        summary=main.summary,
        now=case.now if case.now < 0 else wall(case.now),  # type: ignore[arg-type]
        profile=asked.profile,
        version=version("huddle"),
        published_findings=wrong_before.result(),
        plan=solved.plan,
        changes=main.changes,
        duty_changes=main.duty_changes,
        since_issued=since_issued(case, solved.plan),
        staff_calls=staff_calls(case, solved.plan),
        calls=main.calls,
        kpis=main.kpis,
        violations=solved.verdict.breaches,
        gaps=solved.verdict.gaps,
        certificate=certified(case, solved, asked, cut_short=cut_short),
        options=side_by_side,
        timing=Timing(seconds=round(clock.passed, 4), parts=clock.parts),
    )
    clock.lap("proposal")
    return proposal


def _solved(
    case: Case,
    zero: Solved,
    asked: Asked,
    times: Timetable,
    stop: threading.Event | None,
    tell: Callable[[str, Solved], None],
) -> Solved:
    """Search from ring 0's plan, unless there is no time for it."""
    seconds = asked.deadline if times.searched is None else times.searched - time.monotonic()
    if seconds <= 0:
        return zero
    return solve(case, zero.plan, asked, seconds, workers=asked.cores, stop=stop, told=tell)


def _outcome(main: Described) -> Outcome:
    if main.certificate.proven:
        return Outcome.PROVEN
    return Outcome.FEASIBLE if main.solved.ring > 0 else Outcome.BASELINE


def _progress(stage: str, solved: Solved, proof: Certificate, seconds: float) -> Progress:
    return Progress(
        stage=stage,
        ring=solved.ring,
        cost=proof.cost,
        lower_bound=proof.lower_bound,
        gap=proof.gap,
        seconds=seconds,
        sentence=f"cost {proof.cost}, at least {proof.lower_bound} ({proof.gap:.1%} open)",
    )


class _Clock:
    """Seconds since the question, and how they were spent."""

    def __init__(self) -> None:
        self.began = self._last = time.monotonic()
        self.parts: dict[str, float] = {}

    @property
    def passed(self) -> float:
        """Seconds since the question."""
        return time.monotonic() - self.began

    def lap(self, part: str) -> float:
        """Book the time since the last lap on a part, and return it."""
        now = time.monotonic()
        spent, self._last = now - self._last, now
        self.parts[part] = round(spent, 4)
        return spent
