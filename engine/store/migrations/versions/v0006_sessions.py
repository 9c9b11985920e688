"""Sessions of people who signed in at an issuer, and so have no key.

Sessions last for hours. None is carried over, on the way up or down: people sign in once more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table anew."""
    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column(
            "digest", sa.String(64), nullable=False, comment="SHA-256 of the cookie's secret."
        ),
        sa.Column("key", sa.String(16), comment="The key it was opened with; null: an issuer."),
        sa.Column("actor", sa.Text, comment="Who, as the issuer said; null with a key."),
        sa.Column("scope", sa.String(16), comment="As the issuer said."),
        sa.Column("sites", sa.Text, comment="As the issuer said, as JSON; null: every site."),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name="fk_sessions_keys"),
        sa.CheckConstraint(
            "key IS NOT NULL OR (actor IS NOT NULL AND scope IS NOT NULL)",
            name=op.f("ck_sessions_whose"),
        ),
    )
    op.create_index("ix_sessions_key", "sessions", ["key"])


def downgrade() -> None:
    """Make the table as it was: for keys alone."""
    op.drop_table("sessions")
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
