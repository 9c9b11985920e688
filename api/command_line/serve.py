"""`huddle serve`: the HTTP service."""

from __future__ import annotations

import logging
import os
from typing import Annotated

import typer

from api.operation.logs import start_logging
from api.operation.traces import tracing_of
from api.service.app import create_app
from api.service.in_force import unknown
from api.service.server import server_of
from api.service.settings import Settings

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
) -> None:
    """Answer over HTTP until stopped; then end solves and hand out the best plans so far."""
    settings = Settings.from_environment()
    service = create_app(settings, tracing=tracing_of(settings))
    server = server_of(
        service,
        settings.listen_host if host is None else host,
        settings.listen_port if port is None else port,
    )
    start_logging(settings.log_level, settings.log_format)
    if misspelt := unknown(os.environ):
        _log.warning(
            "variables named HUDDLE_... that are no settings; 'huddle config' names them",
            extra={"count": len(misspelt)},
        )
    server.run()
    if not server.started:
        raise typer.Exit(FAILED)
