"""What a path, and the headers of a conditional or repeatable request, say."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request

from models.errors import BadInput, Fault

KEY = re.compile(r"[!-~]{1,200}")


_InPath = Path(alias="date", description="YYYY-MM-DD.", json_schema_extra={"format": "date"})


def _date(date_: Annotated[str, _InPath]) -> date:
    try:
        # Only the one form: `fromisoformat` would take week dates and dates without dashes, too.
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date_, re.ASCII):
            raise ValueError
        return date.fromisoformat(date_)
    except ValueError:
        fault = Fault("date", repr(date_[:40]), "no date", "YYYY-MM-DD, as in 2026-11-30")
        raise BadInput([fault]) from None


On = Annotated[date, Depends(_date)]
"""The date in the path."""


async def nameable(request: Request) -> None:
    """See that what stands in the path could be the name of something.

    Raises:
        BadInput: it could not, and some databases cannot even look for it.
    """
    for name, text in request.path_params.items():
        if not str(text).isprintable():
            fault = Fault(name, repr(text[:40]), "no reference", "letters, digits and the like")
            raise BadInput([fault])


def key_of(request: Request) -> str:
    """Return the sender's own name for an event.

    Raises:
        BadInput: there is none, or it is none.
    """
    given = request.headers.get("idempotency-key", "")
    if not KEY.fullmatch(given):
        problem = "missing" if not given else "not usable"
        expected = "1 to 200 visible ASCII characters, new for each event, the same when repeated"
        raise BadInput([Fault("Idempotency-Key", "", problem, expected)])
    return given


def expected_of(request: Request) -> str:
    """Return the tag of the day that whoever asks has seen.

    Raises:
        HTTPException: there is no `If-Match` (428), or it is not one tag (400).
    """
    given = request.headers.get("if-match", "").strip()
    if not given:
        raise HTTPException(428, "Say with 'If-Match' which state you have seen.")
    if not re.fullmatch(r'"[!#-~]{1,200}"', given):
        raise HTTPException(400, "'If-Match' takes the one ETag of the standing, in quotes.")
    return given[1:-1]


def tagged(tag: str) -> dict[str, str]:
    """Return the header that tells the tag of a day."""
    return {"ETag": f'"{tag}"'}
