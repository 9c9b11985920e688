"""`huddle webhooks`: the keys that the secrets of webhooks are sealed with."""

from __future__ import annotations

import sys

import typer

from api.command_line.keys import ACTOR
from api.command_line.store import store
from api.render.screen import Screen
from api.service.settings import Settings
from engine.store.sealing import KeyFile
from engine.store.webhook_secrets import seal_anew

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def group() -> None:
    """Change the key that the secrets of webhooks are sealed with.

    Keys stand in the file that HUDDLE_WEBHOOK_KEY_FILE names, one a line; the first seals, each
    opens what it sealed.
    """


@app.command()
def seal() -> None:
    """Seal every webhook's secret with the first key of the file.

    After that the other lines can go. The service may run meanwhile.
    """
    settings = Settings.from_environment()
    with store(settings) as database, database.writing() as conn:
        count = seal_anew(conn, KeyFile(settings.webhook_key_file), ACTOR)
    Screen(sys.stdout).say(f"Sealed with the first key: {count} that were not.")
