"""A worker: does the jobs of a database, alone or as one of many."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from engine.jobs.fan_out import answer_questions, fan_out
from engine.jobs.inside import attempt_now, look_early, put_back, take_no_more
from engine.jobs.queues import (
    ANSWER,
    DELIVER,
    FAN_OUT,
    SOLVE,
    SOLVE_DAY,
    SOLVE_ROSTER,
    VARIANTS,
    VERSION,
    WEBHOOKS,
    config_of,
    worker_name,
)
from engine.jobs.solve_day import solve_day
from engine.jobs.solve_roster import solve_roster
from engine.jobs.takeover import Heart
from engine.jobs.webhooks import deliver
from engine.jobs.workplace import Uncounted, Workplace
from engine.store.signals import of_queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.jobs.jobs import Jobs
    from engine.jobs.workplace import Figures, Planner

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
        self._workplace = Workplace(jobs, planner, figures or Uncounted())
        self._heart = Heart(jobs, self.name, lambda: self._workplace.running)
        self._dbos: DBOS | None = None
        self._hearing = ExitStack()
        self._ended = False

    def start(self) -> None:
        """Begin to do jobs; those that this worker had in hand when it ended are among them.

        Raises:
            DatabaseTrouble: the database does not answer.
            SQLAlchemyError: the same, said by DBOS.
        """
        # Known to the others before it has a job in hand.
        self._heart.start()
        self._dbos = DBOS(config=config_of(self._jobs.database, self._jobs.engine, self.name))
        self._register(SOLVE_DAY, solve_day, self._jobs.settings.most_attempts)
        self._register(SOLVE_ROSTER, solve_roster, self._jobs.settings.most_attempts)
        self._register(FAN_OUT, fan_out)
        self._register(ANSWER, answer_questions)
        self._register(DELIVER, deliver)
        queues = (SOLVE, VARIANTS, WEBHOOKS)
        DBOS.listen_queues(list(queues))
        DBOS.launch()
        look, signals = look_early(self._dbos, queues), self._jobs.database.signals
        for queue in queues:
            self._hearing.enter_context(signals.heard(of_queue(queue), partial(look, queue)))

    def stop(self) -> None:
        """End: take no more jobs, break off those that run, and leave them to others.

        Whatever of them has not ended after the settings' `shutdown_seconds` is left as well;
        the process should end then. To stop once more changes nothing.
        """
        if self._ended:
            return
        self._ended = True
        self._hearing.close()
        if self._dbos is not None:
            take_no_more(self._dbos)
            self._workplace.stopping.set()
            if not self._workplace.wait_for_all(self._jobs.settings.shutdown_seconds):
                _log.warning("jobs that did not end in time are left to others")
            DBOS.destroy(destroy_registry=True)
        try:
            put_back(self._jobs.client, [self.name], VERSION)
        except SQLAlchemyError as trouble:
            _log.warning("jobs were not handed back: %s", type(trouble).__name__)
        self._heart.stop()

    def _register(self, name: str, job: Callable[..., Any], most: int = BACKSTOP) -> None:
        def done(*given: str | int) -> Any:  # noqa: ANN401 - plain values of any kind
            with self._workplace.at_work(attempt_now()[0]):
                return job(self._workplace, *given)

        DBOS.workflow(name=name, max_recovery_attempts=most)(done)
