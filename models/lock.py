"""Locks: what a manager has pinned, by whom and why."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from models.base import Fact, Ref


class Pinned(StrEnum):
    """What a lock holds fast."""

    TIME = "time"
    PROVIDER = "provider"
    ROOM = "room"
    SITE = "site"
    MODALITY = "modality"
    DO_NOT_CALL = "do-not-call"
    DUTIES = "duties"


class Lock(Fact):
    """Something that stays as published, with who said so and why."""

    holds: tuple[Pinned, ...] = Field(min_length=1)
    author: Ref
    reason: str = Field(min_length=1, max_length=200)
