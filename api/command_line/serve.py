"""`huddle serve`: the HTTP service."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import asdict
from typing import Annotated

import typer
import uvicorn

from api.command_line.keys import tell_first_key
from api.command_line.store import store
from api.render.screen import Screen
from api.service.app import create_app
from api.service.security.listening import for_address, server_options
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings, variables
from api.service.settings import Settings, variable_of

PATIENCE = 5
"""Seconds that a solve is given to end when the service is told to."""

app = typer.Typer(rich_markup_mode=None, add_completion=False)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    return str(int(value) if isinstance(value, bool) else value) or "none"


_DEFAULTS = {variable_of(name): value for name, value in asdict(Settings()).items()} | variables()
_VARIABLES = ", ".join(f"{name} ({_said(value)})" for name, value in _DEFAULTS.items())


@app.command(epilog=f"Read from the environment, with their defaults: {_VARIABLES}.")
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
) -> None:
    """Answer over HTTP until stopped, those who have a key ('huddle keys').

    Beyond this machine it answers by TLS alone: its own, or that of a trusted proxy.
    """
    settings = Settings.from_environment()
    door = for_address(SecuritySettings.from_environment(), host)
    with ExitStack() as held:
        if door.open:
            security = Security.opened(door)
            Screen(sys.stderr).say("HUDDLE_OPEN: no key is asked for on this machine.")
        else:
            database = held.enter_context(store())
            tell_first_key(database)
            security = Security.guarded(door, database)
        uvicorn.run(
            create_app(settings, security=security),
            host=host,
            port=port,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
            **server_options(door),
        )
