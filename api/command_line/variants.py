"""Variants of a day as the command line is handed them: a file, or a line for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from api.command_line.events import events_of
from api.command_line.inputs import refusal
from api.files import read_document
from api.planner import Variant
from models.errors import BadInput
from models.reading import faults_of

_VARIANTS: TypeAdapter[tuple[Variant, ...]] = TypeAdapter(tuple[Variant, ...])


def variants_of(file: Path | None, texts: Sequence[str]) -> tuple[Variant, ...]:
    """Read the variants to compare.

    Raises:
        BadInput: there is none, or one cannot be read.
    """
    variants = (*(_in_file(file) if file else ()), *(_on_a_line(text) for text in texts))
    if not variants:
        raise refusal("VARIANTS", "", "no variant is given", "name a file, or use --variant")
    return variants


def _in_file(path: Path) -> tuple[Variant, ...]:
    document = read_document(path)
    if isinstance(document, dict) and set(document) == {"variants"}:
        document = document["variants"]
    try:
        return _VARIANTS.validate_python(document)
    except ValidationError as error:
        raise BadInput(faults_of(error, path.name)) from None


def _on_a_line(text: str) -> Variant:
    name, colon, rest = text.partition(":")
    if not colon or not name.strip():
        raise refusal("--variant", text, "no name", "write 'name: event; event', or 'name:' alone")
    rest = rest.strip()
    # YAML may hold a semicolon of its own; several such events are written as one YAML list.
    texts = [rest] if rest[:1] in {"{", "["} else [part for part in rest.split(";") if part.strip()]
    events = events_of(texts, f"--variant {name.strip()}")
    try:
        return Variant(name=name.strip(), events=events)
    except ValidationError as error:
        raise BadInput(faults_of(error, "--variant")) from None
