"""What is told of a fan-out: how far it has come, and its answers in figures, without plans."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from engine.store.fan_outs import Answered, FanOut, Fate
from models.base import Fact
from models.proposal import Outcome


class FanOutTaken(Fact):
    """Questions are being answered."""

    fan_out: str
    asked: int = Field(description="How many questions.")


class FanOutFigures(Fact):
    """An answer in figures."""

    outcome: Outcome
    summary: str
    cost: int
    lower_bound: int
    gap: float = Field(description="How far at most from the best plan, as a share of the cost.")
    proven: bool
    visits: int
    hit: int
    seen: int
    calls: int
    gaps: int = Field(description="Breaches, and gaps in law, safety or cover, that remain.")


class FanOutAnswer(Fact):
    """What has become of one question."""

    number: int = Field(description="Its place among the questions, counted from 1.")
    site: str
    date: dt.date
    variant: str | None = Field(description="The variant's name.")
    status: Fate
    seconds: float | None = Field(description="How long the answer took.")
    figures: FanOutFigures | None = None
    problem: dict[str, Any] | None = Field(default=None, description="Why there is no answer.")

    @classmethod
    def of(cls, kept: Answered) -> FanOutAnswer:
        """Return what is told of a question."""
        question, proposal = kept.question, kept.document
        figures = None
        if proposal is not None:
            proof, kpis = proposal.certificate, proposal.kpis
            figures = FanOutFigures(
                outcome=proposal.outcome,
                summary=proposal.summary,
                cost=proof.cost,
                lower_bound=proof.lower_bound,
                gap=proof.gap,
                proven=proof.proven,
                visits=kpis.visits,
                hit=kpis.hit,
                seen=kpis.seen,
                calls=kpis.calls,
                gaps=len(proposal.gaps) + len(proposal.violations),
            )
        return cls(
            number=kept.number,
            site=question.site,
            date=question.date,
            variant=None if question.variant is None else question.variant["name"],
            status=kept.status,
            seconds=kept.seconds,
            figures=figures,
            problem=kept.problem,
        )


class FanOutCounts(Fact):
    """How far a fan-out has come."""

    id: str
    asked_by: str
    asked_at: dt.datetime
    cancelled: bool
    over: bool = Field(description="Nothing more will come of it.")
    asked: int
    answered: int
    failed: int

    @classmethod
    def of(cls, kept: FanOut) -> FanOutCounts:
        """Return what is told of a fan-out."""
        return cls(**_counts(kept))


class FanOutPage(FanOutCounts):
    """How far a fan-out has come, and some of its answers in the order of the questions."""

    answers: tuple[FanOutAnswer, ...] = Field(
        description="Go on with the last one's `number` as `after`; none is the end."
    )

    @classmethod
    def page(cls, kept: FanOut, answers: tuple[FanOutAnswer, ...]) -> FanOutPage:
        """Return what is told of a fan-out and of some answers."""
        return cls(**_counts(kept), answers=answers)


def _counts(kept: FanOut) -> dict[str, Any]:
    return {
        "id": kept.id,
        "asked_by": kept.by,
        "asked_at": kept.at,
        "cancelled": kept.cancelled,
        "over": kept.over,
        "asked": kept.asked,
        "answered": kept.answered,
        "failed": kept.failed,
    }
