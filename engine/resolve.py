"""Resolve: somebody is out; say what becomes of the day, why, whom to call, and how good it is."""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import TYPE_CHECKING

from engine.asked import Asked, Progress
from engine.cases import case_of, published_findings
from engine.certify import certificate
from engine.hit import hit_visits
from engine.options import Described, describe, options
from engine.since_issued import since_issued
from engine.solve import Solved, solve
from engine.staffing import staff_calls
from models.clock import wall
from models.proposal import Outcome, Proposal, Timing
from solvers.day.check import check, check_seconds
from solvers.day.ring_zero import ring_zero

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from models.day import Day
    from models.events import Event
    from models.office import Office
    from models.plan import Plan
    from models.proposal import Certificate

__all__ = ["Asked", "Progress", "resolve"]

MAIN_SHARE = 0.6
"""The share of the deadline that the asked profile may use while others wait for theirs."""

MAIN_TOLD = 0.7
"""The share by which the asked profile's plan is put into words where others are to follow."""

TELLING = 0.03
"""The share of the deadline kept for putting the answer into words, at the least."""

CHECKS_TO_TELL = 0.4
"""The time that words take for a visit that was hit, in checks of the whole day (measured)."""

LEAST_SHARE = 0.5
"""The share of the deadline that is searched in any case, however much there is to tell."""


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
    the deadline, or when `stop` is set, the best one so far is the answer. Where a plan has been
    `issued` on the day, the day is carried forward from it.

    Raises:
        BadInput: something handed in does not make sense.
    """
    asked = asked or Asked()
    clock = _Clock()
    asked.check(tuple(office.profiles))
    case = case_of(office, day, events=events, now=now, profile=asked.profile, issued=issued)
    first = case if issued is None else case_of(office, day, events=events, now=now)
    wrong_before = published_findings(first)
    clock.lap("intake")
    start = ring_zero(case)
    clock.lap("ring-0")

    def tell(stage: str, solved: Solved) -> None:
        if progress is not None:
            progress(
                _progress(
                    stage,
                    solved,
                    certificate(case, solved.verdict, solved.bound, solved.ring, asked),
                    clock.passed,
                )
            )

    zero = Solved(start, check(case, start))
    hit = hit_visits(case)
    telling = CHECKS_TO_TELL * len(hit) * check_seconds(case)
    tell("ring 0", zero)
    share = MAIN_SHARE if asked.options else 1 - TELLING
    if telling > 0 and asked.deadline > 0:
        share = min(share, max(LEAST_SHARE, 1 - telling / asked.deadline))
    seconds = asked.deadline if asked.deterministic else asked.deadline * share - clock.passed
    solved = zero
    if asked.deadline > 0:
        solved = solve(case, start, asked, seconds, workers=asked.cores, stop=stop, told=tell)
    clock.lap("search")
    share = MAIN_TOLD if asked.options else 1
    until = None if asked.deterministic else clock.at(asked.deadline * share)
    main = describe(case, solved, hit, asked, until=until)
    clock.lap("words")
    left = asked.deadline * (1 - TELLING) - clock.passed
    side_by_side = options(case, start, main, hit, asked, left, stop) if asked.options else ()
    clock.lap("options")
    proposal = Proposal(
        outcome=_outcome(main),
        summary=main.summary,
        now=case.now if case.now < 0 else wall(case.now),  # type: ignore[arg-type]
        profile=asked.profile,
        version=version("huddle"),
        published_findings=wrong_before,
        plan=solved.plan,
        changes=main.changes,
        duty_changes=main.duty_changes,
        since_issued=since_issued(case, solved.plan),
        staff_calls=staff_calls(case, solved.plan),
        calls=main.calls,
        kpis=main.kpis,
        violations=solved.verdict.breaches,
        gaps=solved.verdict.gaps,
        certificate=main.certificate,
        options=side_by_side,
        timing=Timing(seconds=round(clock.passed, 4), parts=clock.parts),
    )
    clock.lap("proposal")
    return proposal


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
        self._began = self._last = time.monotonic()
        self.parts: dict[str, float] = {}

    @property
    def passed(self) -> float:
        """Seconds since the question."""
        return time.monotonic() - self._began

    def at(self, seconds: float) -> float:
        """Return the value of `time.monotonic()` so many seconds after the question."""
        return self._began + seconds

    def lap(self, part: str) -> None:
        """Book the time since the last lap on a part."""
        now = time.monotonic()
        self.parts[part] = round(now - self._last, 4)
        self._last = now
