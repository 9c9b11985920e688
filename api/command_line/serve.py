"""`huddle serve`: the HTTP service."""

from __future__ import annotations

import ipaddress
import sys
from dataclasses import asdict
from typing import Annotated

import typer
import uvicorn

from api.render.screen import Screen
from api.service.app import create_app
from api.service.settings import Settings, variable_of

PATIENCE = 5
"""Seconds that a solve is given to end when the service is told to."""

app = typer.Typer(rich_markup_mode=None, add_completion=False)


_VARIABLES = ", ".join(
    f"{variable_of(name)} ({value})" for name, value in asdict(Settings()).items()
)


@app.command(epilog=f"Read from the environment, with their defaults: {_VARIABLES}.")
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
) -> None:
    """Answer over HTTP until stopped."""
    service = create_app(Settings.from_environment())
    if not _own_machine(host):
        Screen(sys.stderr).say(f"There is no sign-in: whoever reaches {host} can use the service.")
    uvicorn.run(
        service, host=host, port=port, server_header=False, timeout_graceful_shutdown=PATIENCE
    )


def _own_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
