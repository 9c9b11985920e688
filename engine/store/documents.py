"""Documents as they are kept: JSON text in their own order, and one digest for equal documents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from engine.store.errors import Damaged
from engine.store.recent import Recent
from models.events import Event

if TYPE_CHECKING:
    from datetime import datetime

Document = TypeVar("Document")

EVENT: TypeAdapter[Event] = TypeAdapter(Event)

_recent = Recent(most=4_000_000)
"""Documents by their text, which is all of an office of 200 providers and its day, or some dozen
small ones. Documents do not change, so that whoever reads the same text may share one."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[Document]):
    """A version of a document.

    Attributes:
        version: counted from 1.
        digest: SHA-256 over its canonical JSON, in hexadecimal.
        by: who put it there.
        at: when, in UTC.
    """

    document: Document
    version: int
    digest: str
    by: str
    at: datetime


def canonical(value: object) -> str:
    """Return the one JSON text of plain values: sorted keys, no spaces."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest_of(value: object) -> str:
    """Return the SHA-256 over the canonical JSON of a model or of plain values, in hexadecimal."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    return sha256(canonical(value).encode()).hexdigest()


def text_of(document: BaseModel) -> str:
    """Return a document as it is kept: every field written out, mappings in their own order."""
    return json.dumps(
        document.model_dump(mode="json"),
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def document_of(
    model: type[Document] | TypeAdapter[Document], text: str, what: str, *, remember: bool = False
) -> Document:
    """Read a document as it was kept.

    Args:
        model: what it is read into.
        text: as it was kept.
        what: what it is, for whoever is told that it cannot be read.
        remember: whether it is read again and again, so that it is worth keeping in memory.

    Raises:
        Damaged: it is not one that this version can read.
    """
    if not remember:
        return _read(model, text, what)
    known = _recent.get((model, text))
    if known is None:
        known = _read(model, text, what)
        _recent.put((model, text), known, len(text))
    return cast("Document", known)


def _read(model: type[Document] | TypeAdapter[Document], text: str, what: str) -> Document:
    reader: Any = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    try:
        read: Document = reader.validate_json(text)
    except ValidationError:
        raise Damaged(f"{what} is kept in a form that this version cannot read") from None
    return read
