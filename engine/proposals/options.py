"""Options: honestly different ways to go, side by side, 'do nothing' always among them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.explaining.changes import changes
from engine.explaining.duty_changes import duty_changes
from engine.proposals.baseline import do_nothing
from engine.proposals.calls import calls
from engine.proposals.certify import certified
from engine.proposals.kpis import kpis
from engine.proposals.summary import summary
from engine.solving.patience import ENDLESS, Patience
from engine.solving.solve import Solved, solve
from models.proposal import Option
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from engine.asked import Asked
    from engine.day.hit import Why
    from engine.solving.timetable import Timetable
    from models.case import Case
    from models.plan import Plan
    from models.proposal import Call, Certificate, Change, DutyChange, Kpis


@dataclass(frozen=True, slots=True)
class Described:
    """A solved plan with what the office is told of it."""

    case: Case
    solved: Solved
    changes: tuple[Change, ...]
    calls: tuple[Call, ...]
    duty_changes: tuple[DutyChange, ...]
    kpis: Kpis
    certificate: Certificate
    summary: str


def describe(
    case: Case,
    solved: Solved,
    hit: Mapping[str, Why],
    asked: Asked,
    *,
    proven: bool = True,
    patience: Patience = ENDLESS,
) -> Described:
    """Put a plan into words and numbers; `patience` is for saying why."""
    proof = certified(case, solved, asked)
    told = changes(case, solved.plan, solved.verdict, hit, patience=patience)
    called = calls(case, solved.plan, told, solved.verdict, patience)
    duties = duty_changes(case, solved.plan, solved.verdict, patience)
    figures = kpis(case, solved.plan, solved.verdict, hit=hit, changes=told, calls=called)
    sentence = summary(
        case,
        figures,
        changes=told,
        duty_changes=duties,
        verdict=solved.verdict,
        hit=hit,
        certificate=proof if proven else None,
    )
    return Described(case, solved, told, called, duties, figures, proof, sentence)


def nothing_done(case: Case, hit: Mapping[str, Why], asked: Asked) -> Described:
    """Describe the published plan as it stands, breaches shown."""
    plan = do_nothing(case)
    # Nothing changes in it, so there is next to nothing to say why.
    idle = Solved(plan, check(case, plan))
    return describe(case, idle, hit, asked, proven=False)


@dataclass(slots=True)
class Ways:
    """What the other profiles' plans are worked out from.

    Attributes:
        case: the case at the asked profile's rates.
        start: ring 0's plan.
        hit: why visits were hit.
        asked: how it is asked.
        times: by when all is over.
        judged: seconds that a check of the whole day takes.
        cut_short: whether a deterministic search did not end by itself.
    """

    case: Case
    start: Plan
    hit: Mapping[str, Why]
    asked: Asked
    times: Timetable
    judged: float
    cut_short: bool = False

    def own(self, profile: str) -> Case:
        """Return the case at a profile's rates."""
        office = self.case.office
        return self.case.with_rates(office.profiles[profile].applied_to(office.exchange_rates))


def options(
    ways: Ways, idle: Described, main: Described, stop: threading.Event | None
) -> tuple[Option, ...]:
    """Return 'do nothing', the asked profile's plan and the other profiles', equal ones joined.

    The others are searched from the better of ring 0 and the asked profile's plan, one worker
    each, side by side on the cores.
    """
    office, asked = ways.case.office, ways.asked
    patience = Patience(ways.times.others_told)
    found: list[tuple[str, Described]] = [(asked.profile, main)]
    others = [name for name in office.profiles if name != asked.profile]
    for name, solved in _solve_others(ways, main, others, stop):
        ways.cut_short = ways.cut_short or solved.cut_short
        if any(solved.plan == other.solved.plan for _, other in found):
            same = next(other for _, other in found if other.solved.plan == solved.plan)
            found.append((name, same))
            continue
        told = describe(ways.own(name), solved, ways.hit, asked, patience=patience)
        found.append((name, told))
    rows = [_option(("do-nothing",), "Do nothing", idle, ways.case, publishable=False)]
    done: list[Described] = []
    for _, described in found:
        if any(described is other for other in done):
            continue
        done.append(described)
        names = tuple(name for name, other in found if other is described)
        title = " / ".join(office.profiles[name].title for name in names)
        rows.append(_option(names, title, described, ways.case, publishable=True))
    return tuple(rows)


CHECKS_TO_START = 4.0
"""The checks that go with a search of another profile; where there is no time for more, none is."""


def _solve_others(
    ways: Ways, main: Described, names: list[str], stop: threading.Event | None
) -> list[tuple[str, Solved]]:
    asked, until = ways.asked, ways.times.others_searched
    lanes = max(1, min(asked.cores, len(names)))
    rounds = -(-len(names) // lanes)
    # Threads of one process take turns.
    least = CHECKS_TO_START * ways.judged * max(1, len(names))
    if asked.deadline <= 0 or (until is not None and until - time.monotonic() < least):
        return [(name, main.solved) for name in names]

    def one(position: int, name: str) -> Solved:
        own = ways.own(name)
        plans = [
            (check(own, plan).key, n, plan) for n, plan in enumerate((main.solved.plan, ways.start))
        ]
        _, from_zero, best = min(plans, key=lambda item: item[:2])
        ring = 0 if from_zero else main.solved.ring
        share = asked.deadline
        if until is not None:
            share = (until - time.monotonic()) / max(1, rounds - position // lanes)
        return solve(own, best, asked, share, workers=1, ring=ring, stop=stop)

    with ThreadPoolExecutor(lanes, thread_name_prefix="huddle-option") as pool:
        futures = [pool.submit(one, position, name) for position, name in enumerate(names)]
        return [(name, future.result()) for name, future in zip(names, futures, strict=True)]


def _option(
    names: tuple[str, ...], title: str, described: Described, default: Case, *, publishable: bool
) -> Option:
    verdict = described.solved.verdict
    rates, at_default = default.office.exchange_rates, verdict
    if described.case.rates != rates:
        at_default = check(default.with_rates(rates), described.solved.plan)
    return Option(
        profiles=names,
        title=title,
        publishable=publishable and not verdict.breaches,
        summary=described.summary,
        kpis=described.kpis,
        plan=described.solved.plan,
        changes=described.changes,
        violations=verdict.breaches,
        gaps=verdict.gaps,
        cost_at_default_rates=at_default.cost,
        certificate=described.certificate if publishable else None,
    )
