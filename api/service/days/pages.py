"""How what is long is read page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

LARGEST = 2**31 - 1

After = Annotated[
    int, Query(ge=0, le=LARGEST, description="Only what comes after this number or position.")
]

Limit = Annotated[int, Query(ge=1, le=100, description="No more than so many.")]
