"""How long answers about a plan take on a day of 14 providers, the plan being there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.asked import Asked
from engine.asking.conflict import conflict
from engine.asking.help import help_me
from engine.asking.not_there import why_not
from engine.asking.standing import Standing
from engine.asking.why import why
from engine.day.hit import hit_visits
from engine.opening.cases import case_of
from engine.solving.solve import solve
from engine.solving.warm import shut_down, warm_up
from models.explanation import Answered, WishFor
from scenarios.generator.days import generate
from scenarios.generator.disruptions import disrupt
from solvers.day.by_hand.ring_zero import ring_zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.fixture(scope="module")
def about() -> Iterator[Standing]:
    """Return a day of about 300 visits with a plan, and warm workers."""
    warm_up(2)
    office, day = generate(1, providers=14, visits_per_provider=22)
    case = case_of(office, disrupt(day, office, "two-people", 1))
    solved = solve(case, ring_zero(case), Asked(options=False), 12.0, workers=2)
    yield Standing(case, solved.plan, solved.verdict, solved.bound)
    shut_down()


def wishes(about: Standing) -> list[WishFor]:
    """Return visits wanted elsewhere: each with the next provider, at its own time."""
    case = about.case
    providers = sorted({visit.provider for visit in case.visits.values() if visit.provider})
    hit = hit_visits(case)
    wanted = []
    for visit in list(case.visits.values())[20::29]:
        if visit.provider is None or visit.at is None or visit.id in hit:
            continue
        other = providers[(providers.index(visit.provider) + 1) % len(providers)]
        wanted.append(WishFor(visit=visit.id, provider=other, at=visit.at))
    return wanted


def in_turn(benchmark: BenchmarkFixture, ask: Any, questions: list[Any]) -> list[Any]:
    """Time each question once, after one that is not counted."""
    ask(questions[0])
    left, answers = iter(questions), []
    benchmark.pedantic(lambda: answers.append(ask(next(left))), rounds=len(questions), iterations=1)
    return answers


def test_why(benchmark: BenchmarkFixture, about: Standing) -> None:
    answers = in_turn(benchmark, lambda ref: why(about, ref), list(hit_visits(about.case))[:8])
    assert all(answer.reason for answer in answers)


def test_why_not(benchmark: BenchmarkFixture, about: Standing) -> None:
    answers = in_turn(benchmark, lambda wish: why_not(about, wish, 3.0), wishes(about))
    benchmark.extra_info["answers"] = sorted(answer.answer.value for answer in answers)
    assert sum(answer.answer is Answered.UNKNOWN for answer in answers) <= len(answers) // 4


def test_conflict(benchmark: BenchmarkFixture, about: Standing) -> None:
    away = next(iter(hit_visits(about.case)))
    provider = about.case.visits[away].provider
    asked = [
        [WishFor(visit=away, provider=provider)],
        [WishFor(visit=away, no_calls=True), WishFor(visit=away, provider=provider)],
        [wish.model_copy(update={"at": 18 * 60}) for wish in wishes(about)[:1]],
    ]
    answers = in_turn(benchmark, lambda wished: conflict(about, wished, 3.0), asked)
    assert all(answer.answer is Answered.IMPOSSIBLE for answer in answers)


def test_help(benchmark: BenchmarkFixture, about: Standing) -> None:
    answer = benchmark.pedantic(lambda: help_me(about, 5.0), rounds=3, iterations=1)
    benchmark.extra_info["reliefs"] = [relief.what for relief in answer.reliefs]
    benchmark.extra_info["left_out"] = answer.left_out
