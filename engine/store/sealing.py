"""What the service must read again and the database must not tell, sealed with keys kept elsewhere.

A text is sealed with AES-256-GCM and bound to what it belongs to, so that it cannot be read in
another's place. The keys stand in a file, one a line in base64; the first seals, each opens what
it sealed: so a key is changed by a new line before the old one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.store.errors import BadKey, Damaged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BYTES = 32
"""Of a key."""

NONCE = 12
"""Bytes of chance in each sealed text."""

MARK = "sealed"


class Sealing:
    """Seals with the first of some keys, and opens what any of them sealed.

    Args:
        keys: each of 32 bytes; one at least.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._by_name = {_name(key): AESGCM(key) for key in keys}
        self.first = _name(keys[0])

    def seal(self, text: str, of: str) -> str:
        """Return a text as only whoever has the key can read it.

        Args:
            text: what is sealed.
            of: what it belongs to; to open it takes the same.
        """
        nonce = secrets.token_bytes(NONCE)
        made = self._by_name[self.first].encrypt(nonce, text.encode(), of.encode())
        return f"{MARK}:{self.first}:{base64.b64encode(nonce + made).decode()}"

    def unseal(self, sealed: str, of: str) -> str:
        """Return the text that was sealed.

        Raises:
            BadKey: the key that it was sealed with is not among these.
            Damaged: it was changed, or belongs to something else.
        """
        mark, _, rest = sealed.partition(":")
        name, _, text = rest.partition(":")
        if mark != MARK:
            raise Damaged("a secret is not sealed as it should be")
        if name not in self._by_name:
            raise BadKey(f"a secret is sealed with key {name[:8]}, which is not in the key file")
        try:
            made = base64.b64decode(text, validate=True)
            opened = self._by_name[name].decrypt(made[:NONCE], made[NONCE:], of.encode())
        except (InvalidTag, binascii.Error, ValueError):
            raise Damaged("a sealed secret was changed, or is not in its own place") from None
        return opened.decode()


class SealingKeys(Protocol):
    """Where the keys are."""

    def there(self) -> bool:
        """Tell whether there are any."""

    def sealing(self) -> Sealing:
        """Return what seals with them.

        Raises:
            BadKey: they cannot be had.
        """

    def made(self) -> Sealing:
        """Make a key where there is none, and return what seals with it.

        Raises:
            BadKey: it cannot be made.
        """


class KeyFile:
    """A file with keys; read each time, so that a key is changed while services run.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def there(self) -> bool:
        """Tell whether there is such a file."""
        return self._path.exists()

    def sealing(self) -> Sealing:
        """Return what seals with the file's keys.

        Raises:
            BadKey: the file cannot be read, or does not hold keys.
        """
        try:
            lines = self._path.read_text(encoding="ascii").split()
            keys = [base64.b64decode(line, validate=True) for line in lines]
        except OSError as error:
            raise _unusable((error.strerror or "").lower()) from None
        except ValueError:
            raise _unusable("it is not text in base64") from None
        if not keys or any(len(key) != BYTES for key in keys):
            raise _unusable(f"each line is to be a key of {BYTES} bytes in base64")
        return Sealing(keys)

    def made(self) -> Sealing:
        """Make the file, with one key in it, for its owner alone; leave alone one that is there.

        Raises:
            BadKey: it can be neither made nor read.
        """
        part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(base64.b64encode(secrets.token_bytes(BYTES)) + b"\n")
                    file.flush()
                    # Without the key nobody can read what is sealed with it.
                    os.fsync(file.fileno())
                self._path.hardlink_to(part)
            except FileExistsError:
                pass  # Another process was quicker: its key is the one.
            finally:
                part.unlink()
        except OSError as error:
            raise _unusable((error.strerror or "").lower()) from None
        return self.sealing()


def _name(key: bytes) -> str:
    """Return what a key is called: it tells keys apart and nothing of them."""
    return hashlib.sha256(b"huddle: name of a sealing key" + key).hexdigest()[:8]


def _unusable(why: str) -> BadKey:
    return BadKey(f"the file with the keys of webhook secrets cannot be used: {why}")
