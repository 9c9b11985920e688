"""Answers as JSON, by their own models."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response
from pydantic import BaseModel


def reply(
    answer: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a model as JSON."""
    return Response(
        answer.model_dump_json(by_alias=True),
        status_code=status,
        headers=dict(headers or {}),
        media_type="application/json",
    )
