"""`huddle audit`: is the audit as it was written, and what stands in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from api.command_line.exits import GAPS_REMAIN
from api.command_line.inputs import read_bytes, refusal
from api.command_line.resolve import JsonOption
from api.render.screen import Screen
from api.service.settings import Settings
from engine.store.audit import Head, verify
from engine.store.database import Database
from engine.store.errors import Tampered
from engine.store.signed_head import export as exported
from engine.store.signed_head import signed_head_of, signing_key, verify_export

NOT_AS_WRITTEN = GAPS_REMAIN

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="The key (PEM), public or private; by default HUDDLE_AUDIT_KEY_FILE's.",
    ),
]


@app.callback()
def group() -> None:
    """Verify the audit, or export it with its head signed."""


@app.command(name="verify")
def verify_audit(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[EXPORT]", help="An export; by default the database's audit."),
    ] = None,
    *,
    known: Annotated[
        list[Path] | None,
        typer.Option(
            "--known",
            metavar="EXPORT",
            help="An earlier export that was kept elsewhere: the audit must go on from it.",
        ),
    ] = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether the audit is as it was written; exit code 3 where it is not.

    An end that was cut off, and a chain that was written anew from some entry on, are seen only
    with an earlier export that whoever did it could not reach.
    """
    settings = Settings.from_environment()
    try:
        heads = [_known(path, _public_key(key or settings.audit_key_file)) for path in known or ()]
        if file is not None:
            lines = _lines(file)
            head = verify_export(lines, _public_key(key or settings.audit_key_file))
            _goes_on(lines, heads)
        else:
            with _reading(settings) as database, database.reading() as conn:
                head = verify(conn, heads)
    except Tampered as error:
        _tell({"whole": False, "position": error.position, "problem": str(error)}, as_json=as_json)
        raise typer.Exit(NOT_AS_WRITTEN) from None
    _tell({"whole": True, "entries": head.position, "hash": head.hash}, as_json=as_json)


@app.command(name="export")
def export_audit(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write here, not to the screen."),
    ] = None,
) -> None:
    """Write every entry as a line of JSON, and a last line with the head, signed."""
    settings = Settings.from_environment()
    key = signing_key(settings.audit_key_file)
    with _reading(settings) as database, database.reading() as conn:
        lines = (f"{line}\n" for line in exported(conn, key))
        if out is None:
            sys.stdout.writelines(lines)
            return
        try:
            with out.open("w", encoding="utf-8") as file:
                file.writelines(lines)
        except OSError as error:
            problem = (error.strerror or "cannot be written").lower()
            raise refusal("--out", str(out), problem, "name a file that can be written") from None


@app.command(name="public-key")
def public_key() -> None:
    """Print the public key: with it anybody can verify an export, and nobody can sign one."""
    key = signing_key(Settings.from_environment().audit_key_file).public_key()
    said = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    sys.stdout.write(said.decode())


@contextmanager
def _reading(settings: Settings) -> Iterator[Database]:
    database = Database.open(settings.database_url.get_secret_value())
    try:
        database.check()
        yield database
    finally:
        database.close()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        problem = (getattr(error, "strerror", None) or "this is no text").lower()
        raise refusal("EXPORT", str(path), problem, "name a file from 'audit export'") from None


def _known(path: Path, key: Ed25519PublicKey) -> Head:
    lines = [line for line in _lines(path) if line.strip()]
    return signed_head_of(lines[-1] if lines else "").proven(key)


def _goes_on(lines: list[str], heads: list[Head]) -> None:
    """See that an export, whole by itself, has the heads that the chain had before."""
    hashes = {}
    for line in lines:
        said = json.loads(line) if line.strip() else {}
        hashes[said.get("position")] = said.get("hash")
    for head in heads:
        if head.position > 0 and hashes.get(head.position) != head.hash:
            raise Tampered(head.position, "it is not the one that was the head")


def _public_key(path: Path) -> Ed25519PublicKey:
    pem = read_bytes(path)
    key: object = None
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        key = load_pem_public_key(pem) if b"PUBLIC" in pem else load_pem_private_key(pem, None)
    if isinstance(key, Ed25519PrivateKey):
        return key.public_key()
    if not isinstance(key, Ed25519PublicKey):
        raise refusal("--key", str(path), "no Ed25519 key in PEM", "see 'audit public-key'")
    return key


def _tell(found: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    screen = Screen(sys.stdout)
    if found["whole"]:
        screen.say(f"The audit is as it was written: {found['entries']} entries.")
        screen.say(f"The last one's hash: {found['hash']}")
    else:
        screen.say(f"The audit is not as it was written: {found['problem']}.")
