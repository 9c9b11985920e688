"""`huddle backup`: a copy of the database, also while it is in use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.inputs import refusal
from api.render.screen import Screen
from api.service.settings import Settings
from engine.store.copies import OnAServer, take

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; not there yet.")],
) -> None:
    """Copy the database as it is at this instant, and check the copy; the service may go on.

    The copy is one file for its owner alone. The key that signs the audit is not in it, nor are
    those that webhook secrets are sealed with. For PostgreSQL there is pg_dump.
    """
    settings = Settings.from_environment()
    try:
        copied = take(settings.database_url.get_secret_value(), file)
    except OnAServer:
        problem = "the database is PostgreSQL, which has its own tool for this"
        expected = f"write pg_dump --format=custom --file={file} and the database's address"
        raise refusal("HUDDLE_DATABASE_URL", "", problem, expected) from None
    screen = Screen(sys.stdout)
    screen.say(f"Copied to {copied.path}: {copied.size:,} bytes, checked and whole.")
    screen.say(f"SHA-256 {copied.digest}, tables of version {copied.revision}.")
    screen.say(f"Not in it: the audit's key, {settings.audit_key_file}.")
    screen.say(f"Nor the keys of webhook secrets, {settings.webhook_key_file}.")
