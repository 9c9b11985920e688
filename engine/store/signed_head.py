"""The head of the audit, signed: proof, kept elsewhere, of how far the chain had come."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.store.audit import Entry, Head, entries, head_of, verify_entries
from engine.store.documents import canonical
from engine.store.errors import BadKey, Tampered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head of the chain and an Ed25519 signature over it, in base64."""

    head: Head
    signature: str

    def proven(self, key: Ed25519PublicKey) -> Head:
        """Return the head, which whoever holds the key has signed.

        Raises:
            Tampered: the signature is not of this head, or not of this key.
        """
        try:
            key.verify(base64.b64decode(self.signature), _said(self.head))
        except (InvalidSignature, ValueError):
            raise Tampered(self.head.position, "the head is not signed with this key") from None
        return self.head


def _said(head: Head) -> bytes:
    return canonical({"audit": "head", "position": head.position, "hash": head.hash}).encode()


def sign(head: Head, key: Ed25519PrivateKey) -> SignedHead:
    """Sign a head."""
    return SignedHead(head, base64.b64encode(key.sign(_said(head))).decode())


def signing_key(path: Path) -> Ed25519PrivateKey:
    """Read the key of a file; where there is none, make one that its owner alone may read.

    Raises:
        BadKey: the file cannot be read or made, or holds no Ed25519 key.
    """
    try:
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return _read(path)
        key = Ed25519PrivateKey.generate()
        with os.fdopen(handle, "wb") as file:
            file.write(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
    except OSError as error:
        raise BadKey(f"the audit's key file cannot be used: {error.strerror}") from None
    return key


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(
            "the audit's key file holds no Ed25519 key in PEM; remove it to make a new one"
        )
    return key


def export(conn: Connection, key: Ed25519PrivateKey) -> Iterator[str]:
    """Yield the audit as JSON lines without line ends: each entry, then the head, signed.

    Give it a connection that sees one state throughout (`Database.reading`).
    """
    for entry in entries(conn):
        yield canonical(entry.as_json())
    signed = sign(head_of(conn), key)
    yield canonical(
        {
            "head": {"position": signed.head.position, "hash": signed.head.hash},
            "signature": signed.signature,
        }
    )


def signed_head_of(line: str) -> SignedHead:
    """Read the last line of an export.

    Raises:
        Tampered: it is none.
    """
    try:
        said = json.loads(line)
        return SignedHead(Head(**said["head"]), said["signature"])
    except (ValueError, TypeError, KeyError):
        raise Tampered(0, "the last line is no signed head") from None


def verify_export(lines: Iterable[str], key: Ed25519PublicKey) -> Head:
    """See that an export is a whole chain that ends in a head signed with the key.

    Raises:
        Tampered: it is not.
    """
    kept: list[str] = [line for line in lines if line.strip()]
    if not kept:
        raise Tampered(1, "nothing stands here")
    head = signed_head_of(kept[-1]).proven(key)
    found = verify_entries(_entries(kept[:-1]), [head])
    if found != head:
        raise Tampered(head.position + 1, f"the chain goes on after its head, {head.position}")
    return found


def _entries(lines: Iterable[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, start=1):
        try:
            yield Entry.of_json(json.loads(line))
        except (ValueError, TypeError, KeyError):
            raise Tampered(number, "this line is no entry") from None
