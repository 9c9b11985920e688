"""Documents as they are kept: JSON text in their own order, and one digest for equal documents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from engine.store.errors import Damaged
from models.events import Event

if TYPE_CHECKING:
    from datetime import datetime

Document = TypeVar("Document")

EVENT: TypeAdapter[Event] = TypeAdapter(Event)


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


def document_of(model: type[Document] | TypeAdapter[Document], text: str, what: str) -> Document:
    """Read a document as it was kept.

    Raises:
        Damaged: it is not one that this version can read.
    """
    reader: Any = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    try:
        read: Document = reader.validate_json(text)
    except ValidationError:
        raise Damaged(f"{what} is kept in a form that this version cannot read") from None
    return read
