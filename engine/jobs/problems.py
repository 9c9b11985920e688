"""Why a job has no answer, in plain values that may be kept and shown."""

from __future__ import annotations

import logging
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.errors import BadInput, HuddleError

Problem = dict[str, Any]

_log = logging.getLogger("huddle.jobs")


def problem_of(error: Exception, job: str, what: str = "day") -> Problem:
    """Return what is wrong, for whoever asked; what they cannot know of is logged.

    Neither holds what an unknown error says of itself, which could be anything.

    Args:
        error: what was raised.
        job: of which proposal or fan-out, for the log.
        what: what was to be solved.
    """
    if isinstance(error, BadInput):
        return {
            "type": "bad-input",
            "title": f"The {what} cannot be solved as it is written.",
            "faults": [asdict(fault) for fault in error.faults],
        }
    if isinstance(error, HuddleError):
        return {"type": "refused", "title": f"The {what} cannot be solved: {error}"}
    kind, place = type(error).__name__, _place(error)
    _log.error("%s could not be worked out: %s at %s", job, kind, place)
    return {
        "type": "internal",
        "title": (
            f"The {what} could not be solved because of an error in the program; the log says where"
            f" ({kind}). The {what} is solved again with the next event, or when asked for."
        ),
    }


def set_aside(attempts: int, what: str = "day") -> Problem:
    """Return what is said of a job that ended its worker time and again."""
    return {
        "type": "set-aside",
        "title": (
            f"The {what} could not be solved: {attempts} attempts ended before there was an answer,"
            " each together with the process that made it. Perhaps the machine has too little"
            f" memory. The {what} is solved again with the next event, or when asked for."
        ),
    }


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return "?" if not frames else f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
