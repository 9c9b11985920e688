"""Which Huddle this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of


def version() -> str:
    """Return the installed version, or say that this is a checkout."""
    try:
        return version_of("huddle")
    except PackageNotFoundError:
        return "(not installed)"
