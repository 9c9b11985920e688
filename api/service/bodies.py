"""Request bodies: counted while they come, JSON and nothing else, and read into models."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Never, TypeVar
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request
from pydantic import BaseModel

from api.service.settings import Settings
from models.errors import BadInput, Fault
from models.reading import read

Model = TypeVar("Model", bound=BaseModel)

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20


async def read_request(request: Request, model: type[Model], settings: Settings) -> Model:
    """Read and validate a request's body, off the event loop.

    Raises:
        HTTPException: the body is no JSON, too large or too slow.
        BadInput: what it says is wrong.
    """
    _expect_json(request)
    try:
        async with asyncio.timeout(settings.body_seconds):
            body = await _received(request, settings.most_bytes)
    except TimeoutError:
        raise HTTPException(408, "The body did not come in time.") from None
    return await asyncio.to_thread(_validated, model, body)


async def read_form(request: Request, settings: Settings, most_bytes: int) -> dict[str, str]:
    """Read a request's body as a form, each of whose fields stands there once.

    Raises:
        HTTPException: the body is no form, too large or too slow.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise HTTPException(415, f"The body must be a form, with 'Content-Type: {FORM}'.")
    try:
        async with asyncio.timeout(settings.body_seconds):
            body = await _received(request, most_bytes)
    except TimeoutError:
        raise HTTPException(408, "The body did not come in time.") from None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "The body is no form.") from None
    if len(dict(pairs)) < len(pairs):
        raise HTTPException(400, "A field stands twice in the form.")
    return dict(pairs)


def _expect_json(request: Request) -> None:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != "application/json" or charset not in {"", "utf-8"}:
        raise HTTPException(
            415, "The body must be JSON in UTF-8, with 'Content-Type: application/json'."
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "The body must come as it is, without 'Content-Encoding'.")


async def _received(request: Request, most_bytes: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "The body broke off.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        # What has come counts, whatever the request's header says of its length.
        if len(body) > most_bytes:
            raise HTTPException(413, f"The body is larger than {most_bytes:,} bytes.")
    return bytes(body)


def _validated(model: type[Model], body: bytes) -> Model:
    try:
        return read(model, _decoded(body), "request")
    except BadInput as error:
        # Faults name the body's own fields: 'day.date', not 'request.day.date'.
        raise BadInput(
            Fault(fault.field.removeprefix("request."), fault.value, fault.problem, fault.expected)
            for fault in error.faults
        ) from None


def _decoded(body: bytes) -> object:
    try:
        decoded = json.loads(
            body.decode("utf-8"), object_pairs_hook=_without_twins, parse_constant=_no_constant
        )
        if rb"\u" in body:
            # Half a character can be written as an escape, and be stored and hashed by nobody.
            json.dumps(decoded, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        problem = error.msg.lower().removesuffix(" at")
        raise HTTPException(400, f"Not JSON: {problem} at {where}.") from None
    except UnicodeEncodeError:
        problem, expected = "half a character stands alone", "write whole characters"
        raise BadInput([Fault("request", "", problem, expected)]) from None
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"Not UTF-8 at byte {error.start}.") from None
    except RecursionError:
        raise HTTPException(400, "The JSON is nested too deeply.") from None
    except ValueError as error:
        raise HTTPException(400, f"Not JSON: {str(error)[:80]}.") from None
    return decoded


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return mapping


def _no_constant(constant: str) -> Never:
    raise ValueError(f"{constant} is no number")
