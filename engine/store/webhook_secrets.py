"""The secrets that webhooks are signed with: sealed, with keys that are not in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from engine.store.audit import record
from engine.store.errors import BadKey, Damaged, NotThere
from engine.store.job_tables import webhooks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.store.sealing import Sealing, SealingKeys


def sealing_for(conn: Connection, keys: SealingKeys | None) -> Sealing:
    """Return what a new secret is sealed with; the first key is made for the first webhook.

    Where there are webhooks there was a key: it is not made anew then, for only the old one opens
    their secrets.

    Raises:
        BadKey: the keys cannot be had.
    """
    found = at_hand(keys)
    if not found.there() and conn.scalar(select(webhooks.c.id).limit(1)) is None:
        return found.made()
    return found.sealing()


def secret_of(conn: Connection, keys: SealingKeys | None, webhook: str) -> tuple[str, str]:
    """Return a webhook's address and secret.

    Raises:
        NotThere: there is no such webhook.
        BadKey: the key that its secret is sealed with cannot be had.
        Damaged: its secret was changed.
    """
    row = conn.execute(
        select(*webhooks.c["url", "sealed"]).where(webhooks.c.id == webhook)
    ).one_or_none()
    if row is None:
        raise NotThere(f"there is no webhook {webhook}")
    return row.url, at_hand(keys).sealing().unseal(row.sealed, webhook)


def seal_anew(conn: Connection, keys: SealingKeys, by: str) -> int:
    """Seal every secret with the first of the keys, and return how many were with another.

    Raises:
        BadKey: the keys cannot be had, or one that sealed a secret is not among them.
        Damaged: a secret was changed.
    """
    rows = conn.execute(select(*webhooks.c["id", "sealed"]).with_for_update()).all()
    sealing, count = keys.sealing() if rows else None, 0
    for row in rows:
        assert sealing is not None
        if row.sealed.split(":")[1:2] == [sealing.first]:
            continue
        secret = sealing.unseal(row.sealed, row.id)
        conn.execute(
            update(webhooks)
            .where(webhooks.c.id == row.id)
            .values(sealed=sealing.seal(secret, row.id))
        )
        count += 1
    if count and sealing is not None:
        record(conn, by, "webhook secrets sealed", None, f"{count}, with key {sealing.first}")
    return count


def count_shut(conn: Connection, keys: SealingKeys | None) -> int:
    """Return how many secrets cannot be opened with the keys at hand."""
    rows = conn.execute(select(*webhooks.c["id", "sealed"])).all()
    if not rows:
        return 0
    try:
        sealing = at_hand(keys).sealing()
    except BadKey:
        return len(rows)
    return sum(not _opens(sealing, row.sealed, row.id) for row in rows)


def at_hand(keys: SealingKeys | None) -> SealingKeys:
    """Return the keys.

    Raises:
        BadKey: none are named.
    """
    if keys is None:
        raise BadKey("no file is named with the keys of webhook secrets")
    return keys


def _opens(sealing: Sealing, sealed: str, webhook: str) -> bool:
    try:
        sealing.unseal(sealed, webhook)
    except (BadKey, Damaged):
        return False
    return True
