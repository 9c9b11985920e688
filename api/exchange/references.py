"""Opaque references: what names an appointment elsewhere becomes a keyed hash here."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

DIGITS = 20
"""Hexadecimal digits kept: 80 bits, so that no two appointments of an office share one."""


def random_key() -> bytes:
    """Return a key that nobody else has and nobody keeps: references cannot be followed back."""
    return secrets.token_bytes(32)


def opaque_reference(values: tuple[str, ...], key: bytes) -> str:
    """Return the reference of an appointment: the same values under the same key give the same.

    Without the key nobody can tell from a record number which reference is its own, not even by
    trying all numbers.
    """
    named = "\x1f".join(" ".join(value.split()) for value in values)
    return "a-" + hmac.new(key, named.encode(), sha256).hexdigest()[:DIGITS]
