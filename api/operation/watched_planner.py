"""A planner whose solves are timed, counted and traced."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from api.operation.metrics import Metrics
from api.operation.traces import Tracing
from api.planner import Planner
from models.errors import BadInput
from models.proposal import Comparison, Proposal


class WatchedPlanner:
    """Answers as the planner in it does.

    Args:
        planner: who answers.
        metrics: where solves are counted; None where whoever asks counts them.
        tracing: what makes the spans.
    """

    def __init__(self, planner: Planner, metrics: Metrics | None, tracing: Tracing) -> None:
        self._planner = planner
        self._metrics = metrics
        self._tracing = tracing
        self.judge = planner.judge
        self.why = planner.why
        self.why_not = planner.why_not
        self.conflict = planner.conflict
        self.help_me = planner.help_me
        self.frontier = planner.frontier
        self.build_roster = planner.build_roster
        self.repair_roster = planner.repair_roster
        self.repair_with_days = planner.repair_with_days
        self.judge_roster = planner.judge_roster
        self.answer_absence = planner.answer_absence
        self.warm_up = planner.warm_up
        self.shut_down = planner.shut_down

    def resolve(self, *about: Any, **asked: Any) -> Proposal:  # noqa: ANN401 -- as the planner in it
        """Answer a disruption."""
        with self._watched() as noted:
            proposal = self._planner.resolve(*about, **asked)
            noted(proposal)
        return proposal

    def what_if(self, *about: Any, **asked: Any) -> Comparison:  # noqa: ANN401 -- as the planner in it
        """Compare variants of one day."""
        with self._watched() as noted:
            comparison = self._planner.what_if(*about, **asked)
            noted(*comparison.proposals)
        return comparison

    @contextmanager
    def _watched(self) -> Iterator[Callable[..., None]]:
        began = time.monotonic()
        with self._tracing.span("solve") as note:

            def noted(*proposals: Proposal) -> None:
                for each in proposals:
                    proof = each.certificate
                    note(outcome=str(each.outcome), gap=proof.gap, ring=proof.ring)
                    if self._metrics is not None:
                        self._metrics.solved(
                            each.outcome, each.timing.seconds, gap=proof.gap, ring=proof.ring
                        )

            try:
                yield noted
            except BadInput:
                raise
            except Exception:
                if self._metrics is not None:
                    self._metrics.solved("failed", time.monotonic() - began)
                raise
