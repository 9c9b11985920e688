"""Secrets of webhooks are sealed; the keys are not in the database.

They are handed over with the migration (`schema.upgrade`), and are needed only where there are
webhooks. The way down leaves the secrets readable, as that version of the code wants them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import context, op

from engine.store.errors import BadKey

if TYPE_CHECKING:
    from engine.store.sealing import Sealing, SealingKeys

revision = "0005"
down_revision = "0004"

READABLE = "What deliveries are signed with."
SEALED = "What deliveries are signed with, sealed; the key is not in the database."


def upgrade() -> None:
    """Seal what there is."""
    if op.get_bind().dialect.name == "sqlite":
        # What is overwritten is gone from the file as well, not only from the table.
        op.execute("PRAGMA secure_delete=ON")
    rows = _rows("secret")
    if rows:
        sealing = _sealing(_keys())
        _write("secret", {each: sealing.seal(secret, each) for each, secret in rows.items()})
    _rename("secret", "sealed", SEALED)


def downgrade() -> None:
    """Open what there is."""
    rows = _rows("sealed")
    if rows:
        sealing = _keys().sealing()
        _write("sealed", {each: sealing.unseal(sealed, each) for each, sealed in rows.items()})
    _rename("sealed", "secret", READABLE)


def _sealing(keys: SealingKeys) -> Sealing:
    if keys.there():
        return keys.sealing()
    if op.get_bind().dialect.name == "sqlite":
        return keys.made()
    # Any command brings the tables up to date, on any machine: a key made there would be no
    # service's.
    raise BadKey(
        "webhook secrets are to be sealed, and there is no key: write one (openssl rand -base64 32)"
        " into the file that HUDDLE_WEBHOOK_KEY_FILE names, on every machine"
    )


def _keys() -> SealingKeys:
    keys: SealingKeys | None = context.config.attributes.get("sealing_keys")
    if keys is None:
        raise BadKey("webhook secrets cannot be brought to another version without their keys")
    return keys


def _table(column: str) -> sa.TableClause:
    return sa.table("webhooks", sa.column("id", sa.String), sa.column(column, sa.Text))


def _rows(column: str) -> dict[str, str]:
    table = _table(column)
    return {row[0]: row[1] for row in op.get_bind().execute(sa.select(table.c.id, table.c[column]))}


def _write(column: str, texts: dict[str, str]) -> None:
    table = _table(column)
    for webhook, text in texts.items():
        op.execute(sa.update(table).where(table.c.id == webhook).values({column: text}))


def _rename(column: str, to: str, means: str) -> None:
    op.execute(f"ALTER TABLE webhooks RENAME COLUMN {column} TO {to}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN webhooks.{to} IS '{means}'")
