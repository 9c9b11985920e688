"""The tables of the store. Migrations make them; a test holds the two equal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from models.access import Scope

if TYPE_CHECKING:
    from sqlalchemy import Dialect

STATUSES = ("working", "open", "superseded", "published", "cancelled", "failed")


class UtcTime(TypeDecorator[datetime]):
    """An instant in UTC, which is what comes back on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand an instant over in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read an instant; SQLite keeps no zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """Return the instant it is, in UTC."""
    return datetime.now(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row per site and per day: the newest version of everything, and what writers lock.
sites = Table(
    "sites",
    metadata,
    Column("site", String(64), primary_key=True),
    Column("office_version", Integer, nullable=False),
    Column("retention_days", Integer, comment="Days that documents are kept; null: for ever."),
    CheckConstraint("retention_days >= 0", name="retention"),
)

days = Table(
    "days",
    metadata,
    Column("site", String(64), ForeignKey(sites.c.site), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("book_version", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("publication_version", Integer, nullable=False),
    Column("last_proposal", Integer, nullable=False),
)

office_versions = Table(
    "office_versions",
    metadata,
    Column("site", String(64), ForeignKey(sites.c.site), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

book_versions = Table(
    "book_versions",
    metadata,
    Column("site", String(64), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    ForeignKeyConstraint(["site", "date"], ["days.site", "days.date"]),
)

events = Table(
    "events",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("position", Integer, nullable=False, comment="Counted from 1 in its day."),
    Column("key", String(64), nullable=False, comment="SHA-256 of the idempotency key."),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    ForeignKeyConstraint(["site", "date"], ["days.site", "days.date"]),
    UniqueConstraint("site", "date", "position"),
    UniqueConstraint("site", "key"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("number", Integer, nullable=False, comment="Counted from 1 in its day."),
    Column("status", String(16), nullable=False),
    Column("office_version", Integer, nullable=False),
    Column("book_version", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("publication_version", Integer, nullable=False),
    Column("question", Text, comment="What was asked, as JSON."),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime, comment="When it was answered, failed, or was given up."),
    Column("digest", String(64)),
    Column("document", Text),
    Column("problem", Text, comment="Why it failed, as JSON."),
    ForeignKeyConstraint(["site", "date"], ["days.site", "days.date"]),
    UniqueConstraint("site", "date", "number"),
    CheckConstraint(f"status IN {STATUSES}", name="status"),
)

publications = Table(
    "publications",
    metadata,
    Column("site", String(64), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("document", Text, comment="The plan; null where an undo left none."),
    Column("proposal", String(36), comment="Whose plan it is; null after an undo."),
    Column("accepted", Text, comment="The visits accepted, as JSON; null: the whole plan."),
    Column("follows", Integer, comment="The version whose plan stood before; null: none."),
    Column("undoes", Integer, comment="The version that was taken back."),
    Column("restores", Integer, comment="The version whose plan is back; null: none."),
    Column("office_version", Integer, nullable=False),
    Column("book_version", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    ForeignKeyConstraint(["site", "date"], ["days.site", "days.date"]),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("site", String(64)),
    Column("about", Text, nullable=False),
    Column("digest", String(64)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="one"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the secret; it is not kept."),
    Column("label", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("sites", Text, comment="For which sites, as JSON; null: for every site."),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("used_on", Date, comment="The last day it was used; the time is nobody's business."),
    Column("follows", String(16), ForeignKey("keys.id"), comment="The key that it replaces."),
    CheckConstraint(f"scope IN {tuple(str(scope) for scope in Scope)}", name="scope"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the cookie's secret."),
    Column(
        "key",
        String(16),
        ForeignKey(keys.c.id),
        index=True,
        comment="The key it was opened with; null: an issuer.",
    ),
    Column("actor", Text, comment="Who, as the issuer said; null with a key."),
    Column("scope", String(16), comment="As the issuer said."),
    Column("sites", Text, comment="As the issuer said, as JSON; null: every site."),
    Column("at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("sid", String(64), comment="Hash of what the issuer calls the session; null: nothing."),
    CheckConstraint("key IS NOT NULL OR (actor IS NOT NULL AND scope IS NOT NULL)", name="whose"),
)

# What the audit has of today already: who looks again is not written down again.
sightings = Table(
    "sightings",
    metadata,
    Column("actor", Text, primary_key=True),
    Column("on", Date, primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("about", Text, primary_key=True, comment="As in the audit."),
)

# A row stands here only inside the transaction of a purge: the guards let it remove what is old.
purging = Table("purging", metadata, Column("site", String(64), primary_key=True))
