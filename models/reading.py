"""Read documents into models; what is wrong comes out as faults, never as a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from models.errors import BadInput, Fault

Model = TypeVar("Model", bound=BaseModel)

MOST_FAULTS = 50
"""Faults listed of one document; a document of junk is not answered with a megabyte."""


def read(model: type[Model], data: object, name: str) -> Model:
    """Validate a document; `name` says which document it is in the faults' field paths.

    Raises:
        BadInput: with a fault for each thing that is wrong, at most `MOST_FAULTS`.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadInput(faults_of(error, name)) from None


def faults_of(error: ValidationError, name: str) -> list[Fault]:
    """Turn Pydantic's errors into faults: field, value, what is wrong, what would be right."""
    details = error.errors(include_url=False)[:MOST_FAULTS]
    return [fault_of(detail, ".".join([name, *map(str, detail["loc"])])) for detail in details]


def fault_of(detail: Mapping[str, Any], field: str) -> Fault:
    """Turn one of Pydantic's errors into a fault of that field."""
    problem, expected = _words(detail["type"], detail["msg"], detail.get("ctx") or {})
    return Fault(field, _shown(detail["type"], detail.get("input")), problem, expected)


def _words(kind: str, message: str, context: dict[str, object]) -> tuple[str, str]:
    match kind:
        case "extra_forbidden":
            return "this field is unknown", "leave it out, or check its spelling"
        case "missing":
            return "this field is missing", "add it"
        case "enum" | "literal_error":
            return "not one of the values allowed", f"write one of {context.get('expected')}"
        case "union_tag_invalid":
            return "this type is unknown", f"write one of {context.get('expected_tags')}"
        case "union_tag_not_found":
            return "'type' is missing", "say which type it is"
        case "string_pattern_mismatch":
            return "not a reference", "use letters, digits, '.', '_', ':' and '-', at most 64"
        case _:
            return message.removeprefix("Value error, "), ""


def _shown(kind: str, value: object) -> str:
    if kind == "missing" or isinstance(value, dict | list | tuple) or value is None:
        return ""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
