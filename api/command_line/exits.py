"""How a command ends: what its exit code says, and how a refusal is told."""

from __future__ import annotations

import sys

from api.problem import faults_detail, problem, problem_text, shortened
from api.render.screen import Screen
from models.errors import BadInput, HuddleError

ANSWERED = 0
BAD_INPUT = 2
GAPS_REMAIN = 3
STOPPED = 130


def refuse(error: HuddleError, *, as_json: bool) -> None:
    """Tell on standard error what is wrong: a line for each fault of the input, or JSON."""
    screen = Screen(sys.stderr)
    if isinstance(error, BadInput):
        if as_json:
            refuse_as_json(faults_detail(error.faults), error)
            return
        for fault in error.faults:
            screen.say(f"Error: {shortened(fault)}")
    elif as_json:
        refuse_as_json(str(error))
    else:
        screen.say(f"Error: {error}")


def refuse_as_json(detail: str, error: BadInput | None = None) -> None:
    """Tell what is wrong as problem details on standard error."""
    details = problem(422, detail, error.faults if error else ())
    sys.stderr.write(problem_text(details) + "\n")
