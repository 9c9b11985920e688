"""The command line: `huddle` and its commands, each loaded when it is called."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.command_line.commands import Commands
from api.version import version

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"huddle {version()}")
        raise typer.Exit


@app.callback()
def huddle(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Re-plan an outpatient office's day when somebody is out.

    Exit codes: 0 answered; 2 the input is wrong; 3 answered, and gaps in cover or law remain
    (for 'check': or a rule is broken; for 'import': or rows were rejected; for 'audit': or it is
    not as it was written); 130 stopped by Ctrl-C.
    """


def main() -> None:
    """Run the command line; the entry point of `huddle`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its code; it does not stop the answer.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="huddle")
