"""A problem in one shape for every door: RFC 9457 problem details, with the faults of the input."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from http import HTTPStatus
from typing import Any

from models.errors import Fault

MEDIA_TYPE = "application/problem+json"

LONGEST_FIELD = 200
"""Characters of a fault's field that are shown."""


def problem(status: int, detail: str, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """Return problem details as a mapping.

    Args:
        status: the HTTP status; the command line uses the one its HTTP twin would answer with.
        detail: what is wrong, in one sentence.
        faults: every single thing wrong with the input; left out when there is none.
    """
    details: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if faults:
        details["faults"] = [asdict(shortened(fault)) for fault in faults]
    return details


def problem_text(details: dict[str, Any]) -> str:
    """Write problem details as JSON in plain ASCII, whatever odd characters the input had."""
    return json.dumps(details)


def faults_detail(faults: Sequence[Fault]) -> str:
    """Say in one sentence how much is wrong, and the first of it."""
    if not faults:
        return "The input cannot be read."
    more = len(faults) - 1
    others = "" if not more else f" (and {more} more)"
    return f"{shortened(faults[0])}{others}"


def shortened(fault: Fault) -> Fault:
    """Return a fault whose field, which may be a key of any length, fits a line."""
    if len(fault.field) <= LONGEST_FIELD:
        return fault
    return replace(fault, field=f"{fault.field[: LONGEST_FIELD - 3]}...")
