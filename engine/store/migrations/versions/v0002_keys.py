"""Keys that open the service, and the sessions that are opened with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column(
            "digest",
            sa.String(64),
            nullable=False,
            comment="SHA-256 of the secret; it is not kept.",
        ),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("sites", sa.Text, comment="For which sites, as JSON; null: for every site."),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column(
            "used_on", sa.Date, comment="The last day it was used; the time is nobody's business."
        ),
        sa.Column("follows", sa.String(16), comment="The key that it replaces."),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
        sa.ForeignKeyConstraint(["follows"], ["keys.id"], name="fk_keys_keys"),
        sa.CheckConstraint(
            "scope IN ('read', 'propose', 'publish', 'admin')", name=op.f("ck_keys_scope")
        ),
    )
    op.create_table(
        "sessions",
        sa.Column(
            "digest", sa.String(64), nullable=False, comment="SHA-256 of the cookie's secret."
        ),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name="fk_sessions_keys"),
    )
    op.create_index("ix_sessions_key", "sessions", ["key"])


def downgrade() -> None:
    """Drop the tables: no key opens anything any more."""
    op.drop_table("sessions")
    op.drop_table("keys")
