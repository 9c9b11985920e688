"""`huddle serve`: the HTTP service."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import ExitStack
from typing import Annotated

import typer

from api.command_line.keys import tell_first_key
from api.command_line.store import alone, several_processes, store
from api.operation.logs import start_logging
from api.operation.metrics import Metrics
from api.operation.traces import tracing_of
from api.operation.watched_planner import WatchedPlanner
from api.planner import Engine
from api.render.screen import Screen
from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.in_force import unknown
from api.service.security.listening import for_address
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from api.service.server import server_of
from api.service.settings import Settings, variable_of
from api.service.working import backlog_of, job_settings, warn_of_shut_secrets
from engine.jobs.jobs import Jobs
from engine.jobs.worker import Worker
from engine.store.listener import listening
from models.errors import BadInput, Fault

FAILED = 1

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_log = logging.getLogger("huddle.service")


@app.command(epilog="Settings are read from the environment; 'huddle config' prints them.")
def serve(
    host: Annotated[
        str | None,
        typer.Option("--host", help="The address to listen on, not HUDDLE_LISTEN_HOST's."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help="The port, not HUDDLE_LISTEN_PORT's."),
    ] = None,
    *,
    api_only: Annotated[
        bool, typer.Option("--api-only", help="Leave accepted events to 'huddle worker'.")
    ] = False,
) -> None:
    """Answer over HTTP until stopped, those who have a key ('huddle keys').

    Keeps offices, days and events, and solves a day again when something happens to it. Beyond
    this machine it answers by TLS alone: its own, or that of a trusted proxy. Told to end, it ends
    solves and hands out the best plans so far.
    """
    settings = Settings.from_environment()
    if api_only:
        several_processes(settings, "workers")
    host = settings.listen_host if host is None else host
    door = for_address(SecuritySettings.of(settings), host)
    tracing = tracing_of(settings)
    with ExitStack() as held:
        database = held.enter_context(store(settings))
        if database.is_sqlite and not held.enter_context(alone(database)):
            problem = "another process of Huddle works on this database, and SQLite is for one"
            expected = "end that one, or name a PostgreSQL"
            raise BadInput([Fault(variable_of("database_url"), "", problem, expected)])
        if door.open:
            security = Security.opened(door)
            Screen(sys.stderr).say("HUDDLE_OPEN: no key is asked for on this machine.")
        else:
            tell_first_key(database)
            security = Security.guarded(door, database)
        held.enter_context(listening(database))
        jobs = Jobs.open(database, job_settings(settings))
        held.callback(jobs.close)
        metrics, engine = Metrics(backlog_of(jobs)), Engine()
        engine.stand_back()
        backend = Backend(database, jobs)
        if not api_only:
            worker = Worker(jobs, WatchedPlanner(engine, None, tracing), metrics)
            held.callback(worker.stop)
            worker.start()
            backend = Backend(database, jobs, worker.stop)
        service = create_app(
            settings, engine, security, backend=backend, metrics=metrics, tracing=tracing
        )
        server = server_of(service, host, settings.listen_port if port is None else port)
        start_logging(settings.log_level, settings.log_format)
        if misspelt := unknown(os.environ):
            _log.warning(
                "variables named HUDDLE_... that are no settings; 'huddle config' names them",
                extra={"count": len(misspelt)},
            )
        warn_of_shut_secrets(jobs)
        server.run()
    if not server.started:
        raise typer.Exit(FAILED)
