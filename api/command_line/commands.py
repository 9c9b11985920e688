"""The table of commands; none is loaded before it is called, so that `huddle` starts at once."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from api.command_line.exits import BAD_INPUT, STOPPED, refuse, refuse_as_json
from models.errors import HuddleError

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter

COMMANDS = {
    "demo": ("demo", "Re-plan an example day and show the answer."),
    "resolve": ("resolve", "Re-plan a day after what has happened."),
    "why": ("why", "Say why a visit is moved, swapped, dropped or kept."),
    "why-not": ("why_not", "Say why a visit is not somewhere else."),
    "conflict": ("conflict", "Say what stands against what is asked for."),
    "help-me": ("help_me", "Say what would help."),
    "frontier": ("frontier", "Say how many can be seen with how many calls."),
    "what-if": ("what_if", "Compare variants of a day side by side."),
    "check": ("check", "Say what the rules find in a plan."),
    "roster": ("roster", "Build, repair or check a roster over weeks."),
    "scenarios": ("scenarios", "List the example days, or show one."),
    "packs": ("packs", "List the rule packs, or show one."),
    "schema": ("schema", "Print the JSON Schema of the documents."),
    "import": ("import_book", "Turn an appointment book into a day."),
    "serve": ("serve", "Answer over HTTP."),
    "worker": ("worker", "Do a service's solves, as one of many."),
    "fanout": ("fanout", "Have many kept days answered at once."),
    "keys": ("keys", "Create, list and revoke the keys that open the service."),
    "webhooks": ("webhooks", "Seal the secrets of webhooks with another key."),
    "config": ("config", "Print the settings in force."),
    "backup": ("backup", "Copy the database, also while it is in use."),
    "restore": ("restore", "Put a copy in the database's place."),
    "audit": ("audit", "Verify or export the audit."),
    "bench": ("bench", "Run the benchmark suites."),
}
"""By name: the module that holds the command's `app`, and what it does in a few words."""


class Commands(TyperGroup):
    """A group that knows its commands by name, and turns every refusal into words and a code."""

    def __init__(self, **attrs: Any) -> None:  # noqa: ANN401 -- whatever Typer hands over
        super().__init__(**attrs)
        # The names alone are enough to list commands and to guess what a misspelt one meant.
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """Load the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = get_command(import_module(f"api.command_line.{module}").app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Note before all else whether the answer is to be JSON: so is then a refusal."""
        ctx.meta["huddle.as_json"] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> object:
        """Run the command; what is wrong with the input is told, and is no traceback."""
        as_json = bool(ctx.meta["huddle.as_json"])
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(STOPPED) from None
        except typer.TyperException as error:
            if not as_json:
                raise
            refuse_as_json(error.format_message())
        except HuddleError as error:
            refuse(error, as_json=as_json)
        raise typer.Exit(BAD_INPUT)
