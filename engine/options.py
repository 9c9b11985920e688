"""Options: honestly different ways to go, side by side, 'do nothing' always among them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.baseline import do_nothing
from engine.calls import calls
from engine.certify import certificate
from engine.changes import changes
from engine.duty_changes import duty_changes
from engine.kpis import kpis
from engine.solve import Solved, solve
from engine.summary import summary
from models.proposal import Option
from solvers.day.check import check

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from engine.asked import Asked
    from engine.hit import Why
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
    certified: bool = True,
    until: float | None = None,
) -> Described:
    """Put a plan into words and numbers; `until` is as in `changes`."""
    proof = certificate(case, solved.verdict, solved.bound, solved.ring, asked)
    told = changes(case, solved.plan, solved.verdict, hit, until=until)
    called = calls(case, solved.plan, told, solved.verdict)
    duties = duty_changes(case, solved.plan, solved.verdict)
    figures = kpis(case, solved.plan, solved.verdict, hit=hit, changes=told, calls=called)
    sentence = summary(
        case,
        figures,
        changes=told,
        duty_changes=duties,
        verdict=solved.verdict,
        hit=hit,
        certificate=proof if certified else None,
    )
    return Described(case, solved, told, called, duties, figures, proof, sentence)


def options(
    case: Case,
    start: Plan,
    main: Described,
    hit: Mapping[str, Why],
    asked: Asked,
    seconds: float,
    stop: threading.Event | None,
) -> tuple[Option, ...]:
    """Return 'do nothing', the asked profile's plan and the other profiles', equal ones joined.

    The others are searched from the better of ring 0 and the asked profile's plan, one worker
    each, side by side on the cores, within `seconds` altogether.
    """
    office = case.office
    until = None if asked.deterministic else time.monotonic() + seconds
    nothing = do_nothing(case)
    verdict = check(case, nothing)
    idle = describe(case, Solved(nothing, verdict), hit, asked, certified=False, until=until)
    found: list[tuple[str, Described]] = [(asked.profile, main)]
    others = [name for name in office.profiles if name != asked.profile]
    for name, solved in _solve_others(case, start, main, others, asked, seconds, stop):
        if any(solved.plan == other.solved.plan for _, other in found):
            same = next(other for _, other in found if other.solved.plan == solved.plan)
            found.append((name, same))
            continue
        own = case.with_rates(office.profiles[name].applied_to(office.exchange_rates))
        found.append((name, describe(own, solved, hit, asked, until=until)))
    rows = [_option(("do-nothing",), "Do nothing", idle, case, certified=False)]
    done: list[Described] = []
    for _, described in found:
        if any(described is other for other in done):
            continue
        done.append(described)
        names = tuple(name for name, other in found if other is described)
        title = " / ".join(office.profiles[name].title for name in names)
        rows.append(_option(names, title, described, case, certified=True))
    return tuple(rows)


def _solve_others(
    case: Case,
    start: Plan,
    main: Described,
    names: list[str],
    asked: Asked,
    seconds: float,
    stop: threading.Event | None,
) -> list[tuple[str, Solved]]:
    if not asked.deterministic and seconds <= 0:
        return [(name, main.solved) for name in names]
    office = case.office
    lanes = max(1, min(asked.cores, len(names)))
    until = time.monotonic() + seconds
    rounds = -(-len(names) // lanes)

    def one(position: int, name: str) -> Solved:
        own = case.with_rates(office.profiles[name].applied_to(office.exchange_rates))
        plans = [
            (check(own, plan).key, n, plan) for n, plan in enumerate((main.solved.plan, start))
        ]
        _, from_zero, best = min(plans, key=lambda item: item[:2])
        ring = 0 if from_zero else main.solved.ring
        if asked.deterministic:
            share = asked.deadline
        else:
            share = (until - time.monotonic()) / max(1, rounds - position // lanes)
        return solve(own, best, asked, share, workers=1, ring=ring, stop=stop)

    if asked.deadline <= 0:
        return [(name, one(0, name)) for name in names]
    with ThreadPoolExecutor(lanes, thread_name_prefix="huddle-option") as pool:
        futures = [pool.submit(one, position, name) for position, name in enumerate(names)]
        return [(name, future.result()) for name, future in zip(names, futures, strict=True)]


def _option(
    names: tuple[str, ...], title: str, described: Described, default: Case, *, certified: bool
) -> Option:
    verdict = described.solved.verdict
    rates = default.office.exchange_rates
    at_default = check(default.with_rates(rates), described.solved.plan)
    return Option(
        profiles=names,
        title=title,
        publishable=certified and not verdict.breaches,
        summary=described.summary,
        kpis=described.kpis,
        plan=described.solved.plan,
        changes=described.changes,
        violations=verdict.breaches,
        gaps=verdict.gaps,
        cost_at_default_rates=at_default.cost,
        certificate=described.certificate if certified else None,
    )
