"""`huddle restore`: a copy in the database's place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.inputs import refusal
from api.render.screen import Screen
from api.service.settings import Settings
from engine.store.copies import OnAServer, put_back
from engine.store.sealing import KeyFile

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy from 'huddle backup'.")],
) -> None:
    """Put a copy in the database's place; stop the service first.

    The copy is checked before anything is touched, and the database that was there is kept
    beside it. For PostgreSQL there is pg_restore.
    """
    settings = Settings.from_environment()
    url = settings.database_url.get_secret_value()
    try:
        restored = put_back(file, url, KeyFile(settings.webhook_key_file))
    except OnAServer:
        problem = "the database is PostgreSQL, which has its own tool for this"
        expected = f"write pg_restore --clean --dbname= with the database's address, and {file}"
        raise refusal("HUDDLE_DATABASE_URL", "", problem, expected) from None
    screen = Screen(sys.stdout)
    screen.say(f"{file} is in place as {restored.path}.")
    if restored.kept is not None:
        screen.say(f"What was there is {restored.kept} now; remove it when it is not wanted.")
