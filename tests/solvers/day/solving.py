"""Solve a case in this process, and keep all that the search says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.case import Case
from solvers.day.by_hand.published import published_plan
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.limits import Bound, Found, Limits, Trouble
from solvers.day.search import Search

if TYPE_CHECKING:
    from models.day import Day
    from models.finding import Verdict
    from models.office import Office
    from models.plan import Plan
    from solvers.day.limits import Message


@dataclass
class Answer:
    """What a search came to."""

    plan: Plan
    verdict: Verdict
    bounds: list[Bound] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    proven: bool = False


def case_for(office: Office, day: Day, now: int, issued: Plan | None = None) -> Case:
    """Return the case of a day at the office's own rates."""
    published = published_plan(office, day)
    if issued is not None:
        known = {"called_in": issued.called_in, "transfers": issued.transfers}
        published = published.model_copy(update=known)
    return Case(office, day, now, office.exchange_rates, published, issued)


def solve_here(
    case: Case,
    seconds: float = 30.0,
    *,
    seed: int = 0,
    workers: int = 1,
    deterministic: bool = True,
) -> Answer:
    """Search from ring 0; deterministic on one worker unless asked otherwise."""
    start = ring_zero(case)
    key = check(case, start).key
    answer = Answer(start, check(case, start))

    def tell(message: Message) -> None:
        match message:
            case Bound():
                answer.bounds.append(message)
            case Found():
                answer.found.append(message)
            case Trouble(sentence=sentence):
                answer.troubles.append(sentence)
            case _:
                pass

    limits = Limits(seconds, seed=seed, workers=workers, deterministic=deterministic)
    search = Search(case, limits, tell, start, key)
    search.run()
    answer.plan, answer.verdict = search.best, check(case, search.best)
    answer.proven = search.certified()
    return answer
