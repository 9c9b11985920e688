"""Every test has a database of its own; those that take `database` run on both kinds."""

from __future__ import annotations

from tests.databases import (
    _ends_with_the_session,
    database,
    database_kind,
    database_url,
    empty_url,
)

__all__ = ["_ends_with_the_session", "database", "database_kind", "database_url", "empty_url"]
