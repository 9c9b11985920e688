"""`huddle keys`: the keys that open the service. A key is shown once, when it is made."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Annotated, Any

import typer

from api.command_line.inputs import refusal
from api.command_line.resolve import JsonOption
from api.command_line.store import store
from api.render.screen import Screen
from engine.store.database import Database
from engine.store.errors import NotThere
from engine.store.keys import (
    PREFIX,
    Key,
    NewKey,
    create_key,
    first_key,
    id_in,
    keys_of,
    revoke_key,
    rotate_key,
)
from engine.store.sessions import end_sessions
from engine.store.tables import now
from models.access import Scope

ACTOR = "command-line"
"""Who the audit says it was: whoever can run this can read the database, too."""

FIRST_LASTS = timedelta(days=1)
"""How long the first key opens anything: as long as it takes to make those that last."""

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

DaysOption = Annotated[int, typer.Option("--days", min=1, max=3650, help="How long it opens.")]
KeyArgument = Annotated[str, typer.Argument(metavar="ID", help="Which; 'list' shows them.")]


@app.callback()
def group() -> None:
    """Create, list and revoke the keys that open the service.

    The database is the one that HUDDLE_DATABASE_URL names.
    """


@app.command()
def create(
    *,
    scope: Annotated[Scope, typer.Option("--scope", help="How far it goes.")],
    label: Annotated[str, typer.Option("--label", help="Who has it: a reference, never a name.")],
    site: Annotated[
        list[str] | None, typer.Option("--site", help="For which site; may be given again.")
    ] = None,
    all_sites: Annotated[bool, typer.Option("--all-sites", help="For every site.")] = False,
    days: DaysOption = 365,
    as_json: JsonOption = False,
) -> None:
    """Make a key and show it: this once, for it is kept as a hash only."""
    if all_sites == bool(site):
        raise refusal("--site", "", "for which sites?", "name them, or write --all-sites")
    with store() as database, database.writing() as conn:
        made = create_key(
            conn, scope, None if all_sites else site, label, timedelta(days=days), ACTOR
        )
    _show(made, as_json=as_json)


@app.command(name="list")
def list_keys(*, as_json: JsonOption = False) -> None:
    """List every key with what it opens; no key itself, for nobody has that but its holder."""
    with store() as database, database.reading() as conn:
        keys = keys_of(conn)
    if as_json:
        sys.stdout.write(json.dumps([_facts(key) for key in keys]) + "\n")
        return
    headers = ["Key", "Label", "Scope", "Sites", "Expires", "Last used", "State"]
    Screen(sys.stdout).table(headers, [_row(key) for key in keys])


@app.command()
def revoke(key: KeyArgument, *, as_json: JsonOption = False) -> None:
    """Have a key open nothing any more, from now on; its sessions end."""
    key_id = id_in(key)
    with store() as database, database.writing() as conn:
        try:
            revoked = revoke_key(conn, key_id, ACTOR)
        except NotThere as error:
            raise _unknown(key_id, error) from None
    if as_json:
        sys.stdout.write(json.dumps(_facts(revoked)) + "\n")
    else:
        Screen(sys.stdout).say(f"Revoked: {revoked.id} ({revoked.label}).")


@app.command()
def rotate(
    key: KeyArgument,
    *,
    days: DaysOption = 365,
    overlap: Annotated[
        int, typer.Option("--overlap", min=0, max=90, help="Days that the old one opens still.")
    ] = 7,
    as_json: JsonOption = False,
) -> None:
    """Make a key in place of another: same scope, sites and label."""
    key_id = id_in(key)
    with store() as database, database.writing() as conn:
        try:
            made = rotate_key(conn, key_id, timedelta(days=days), timedelta(days=overlap), ACTOR)
        except NotThere as error:
            raise _unknown(key_id, error) from None
    _show(made, as_json=as_json)


@app.command(name="sign-out")
def sign_out(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Who, as the audit has it.")],
) -> None:
    """End the sessions of whoever the audit calls 'key:...' or 'oidc:...'.

    For people who have signed in at an issuer and shall not go on: close their account there
    first. A bearer token that they have opens until its time is over.
    """
    kind, _, name = actor.partition(":")
    if kind not in {"key", "oidc"} or not name:
        raise refusal("ACTOR", "", "nobody is called so", "as in the audit: key:... or oidc:...")
    with store() as database, database.writing() as conn:
        count = end_sessions(conn, actor, ACTOR)
    Screen(sys.stdout).say(f"Sessions ended: {count}.")


def tell_first_key(database: Database) -> None:
    """Make the first key where there never was one, and show it."""
    with database.writing() as conn:
        made = first_key(conn, FIRST_LASTS, ACTOR)
    if made is None:
        return
    screen = Screen(sys.stderr)
    screen.say("This is the first start. A key for everything, shown this once, good for a day:")
    screen.say(made.text)
    screen.say("'huddle keys create' makes those that last; 'huddle keys revoke' ends this one.")


def _show(made: NewKey, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(_facts(made.key) | {"key": made.text}) + "\n")
        return
    # Alone on standard output, so that it can be handed on without anybody seeing it.
    sys.stdout.write(made.text + "\n")
    until = f"{made.key.expires_at:%Y-%m-%d}"
    Screen(sys.stderr).say(f"Shown this once, and kept nowhere; it opens until {until}.")


def _facts(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "label": key.label,
        "scope": key.scope,
        "sites": None if key.sites is None else sorted(key.sites),
        "by": key.by,
        "at": key.at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
        "revoked_at": None if key.revoked_at is None else key.revoked_at.isoformat(),
        "used_on": None if key.used_on is None else key.used_on.isoformat(),
        "follows": key.follows,
        "opens": key.opens(now()),
    }


def _row(key: Key) -> list[str]:
    state = "revoked" if key.revoked_at else "open" if key.opens(now()) else "expired"
    return [
        key.id,
        key.label,
        key.scope,
        "all" if key.sites is None else ", ".join(sorted(key.sites)),
        f"{key.expires_at:%Y-%m-%d}",
        "never" if key.used_on is None else key.used_on.isoformat(),
        state,
    ]


def _unknown(key_id: str, error: NotThere) -> Exception:
    # What begins like a key and is none may still be most of a secret.
    shown = "" if key_id.startswith(PREFIX) else key_id
    return refusal("ID", shown, "no such key", str(error).partition("; ")[2])
