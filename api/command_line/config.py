"""`huddle config`: what is in force, and where it comes from."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

import typer

from api.command_line.resolve import JsonOption
from api.render.screen import Screen
from api.service.in_force import in_force, unknown

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def config(*, as_json: JsonOption = False) -> None:
    """Print the settings in force, each with its source and meaning; passwords are hidden.

    A setting is an environment variable; a secret may also stand in a file, which
    HUDDLE_DATABASE_URL_FILE and HUDDLE_OIDC_CLIENT_SECRET_FILE name.
    """
    settings = in_force(os.environ)
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in settings], indent=2) + "\n")
    else:
        rows = [[each.variable, each.value, each.source, each.means] for each in settings]
        Screen(sys.stdout).table(["Variable", "Value", "Source", "Meaning"], rows)
    warnings = Screen(sys.stderr)
    for sentence in unknown(os.environ):
        warnings.say(f"Warning: {sentence}")
