"""A worker: does the jobs of a database, alone or as one of many."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from engine.jobs.bench import Bench, Uncounted
from engine.jobs.fan_out import answer_questions, fan_out
from engine.jobs.inside import put_back
from engine.jobs.queues import (
    ANSWER,
    DELIVER,
    FAN_OUT,
    SOLVE,
    SOLVE_DAY,
    VARIANTS,
    VERSION,
    WEBHOOKS,
    config_of,
    worker_name,
)
from engine.jobs.solve_day import solve_day
from engine.jobs.takeover import Heart
from engine.jobs.webhooks import deliver

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.jobs.bench import Figures, Planner
    from engine.jobs.jobs import Jobs

BACKSTOP = 100
"""Attempts after which DBOS sets aside what is counted here in smaller pieces."""


_log = logging.getLogger("huddle.jobs")


class Worker:
    """Does jobs in threads of its own, from `start` to `stop`. One for each process.

    Args:
        jobs: whose jobs it does; closed by whoever opened it.
        planner: who plans.
        figures: who counts.
        name: its name among the workers; no two may have the same.

    Attributes:
        name: its name among the workers.
    """

    def __init__(
        self,
        jobs: Jobs,
        planner: Planner,
        figures: Figures | None = None,
        name: str | None = None,
    ) -> None:
        self.name = name or worker_name(jobs.database)
        self._jobs = jobs
        self._bench = Bench(jobs, planner, figures or Uncounted())
        self._heart = Heart(jobs, self.name)

    def start(self) -> None:
        """Begin to do jobs; those that this worker had in hand when it ended are among them.

        Raises:
            DatabaseTrouble: the database does not answer.
            SQLAlchemyError: the same, said by DBOS.
        """
        # Known to the others before it has a job in hand.
        self._heart.start()
        DBOS(config=config_of(self._jobs.database, self._jobs.engine, self.name))
        most = self._jobs.settings.most_attempts
        bench = self._bench
        _register(SOLVE_DAY, most, lambda proposal: solve_day(bench, proposal))
        _register(FAN_OUT, BACKSTOP, lambda given: fan_out(bench, given))
        _register(
            ANSWER,
            BACKSTOP,
            lambda given, first, last: answer_questions(bench, given, first, last),
        )
        _register(DELIVER, BACKSTOP, lambda delivery, number: deliver(bench, delivery, number))
        DBOS.listen_queues([SOLVE, VARIANTS, WEBHOOKS])
        DBOS.launch()

    def stop(self) -> None:
        """End: take no more jobs, break off those that run, and leave them to others.

        Whatever of them has not ended after the settings' `shutdown_seconds` is left as well;
        the process should end then.
        """
        self._bench.stopping.set()
        patience = math.ceil(self._jobs.settings.shutdown_seconds)
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience)
        try:
            put_back(self._jobs.client, [self.name], VERSION)
        except SQLAlchemyError as trouble:
            _log.warning("jobs were not handed back: %s", type(trouble).__name__)
        self._heart.stop()


def _register(name: str, most: int, job: Callable[..., Any]) -> None:
    DBOS.workflow(name=name, max_recovery_attempts=most)(job)
