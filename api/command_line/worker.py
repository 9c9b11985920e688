"""`huddle worker`: does the jobs of a service that others answer for, as one of many."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack

import typer

from api.command_line.store import several_processes, store
from api.operation.logs import start_logging
from api.operation.metrics import Metrics
from api.operation.traces import tracing_of
from api.operation.watched_planner import WatchedPlanner
from api.planner import Engine
from api.service.settings import Settings, variable_of
from api.service.working import backlog_of, job_settings, warn_of_shut_secrets
from engine.jobs.jobs import Jobs
from engine.jobs.worker import Worker
from engine.solving.warm import STANDING_BACK
from engine.store.listener import listening
from models.errors import BadInput, Fault

EVERYWHERE = "0.0.0.0"

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_log = logging.getLogger("huddle.service")


@app.command(epilog="Settings are read from the environment; 'huddle config' prints them.")
def worker() -> None:
    """Solve what waits, one of many workers on one PostgreSQL, until told to end.

    A worker that is killed is noticed, and another takes its jobs over. Told to end (SIGTERM,
    Ctrl-C), it hands back what it has not finished.
    """
    settings = Settings.from_environment()
    several_processes(settings, "workers")
    told = threading.Event()
    # Where a service runs beside it, that one has the cores first.
    os.nice(STANDING_BACK)
    with ExitStack() as held:
        database = held.enter_context(store(settings))
        tracing = tracing_of(settings)
        held.callback(tracing.close)
        held.enter_context(listening(database))
        jobs = Jobs.open(database, job_settings(settings))
        held.callback(jobs.close)
        metrics = Metrics(backlog_of(jobs))
        engine = Engine()
        held.callback(engine.shut_down)
        start_logging(settings.log_level, settings.log_format)
        warn_of_shut_secrets(jobs)
        if settings.worker_metrics_port:
            held.callback(_figures(metrics, settings.worker_metrics_port))
        engine.warm_up()
        doing = Worker(jobs, WatchedPlanner(engine, None, tracing), metrics)
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: told.set())
        doing.start()
        _log.info("a worker is ready")
        told.wait()
        doing.stop()


def _figures(metrics: Metrics, port: int) -> Callable[[], None]:
    try:
        _, end = metrics.serve(EVERYWHERE, port)
    except OSError as error:
        problem = f"the port cannot be had: {(error.strerror or '').lower()}"
        fault = Fault(variable_of("worker_metrics_port"), str(port), problem, "name a free one")
        raise BadInput([fault]) from None
    return end
