"""Sightings: what the audit has of a day already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sightings",
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("about", sa.Text, nullable=False, comment="As in the audit."),
        sa.PrimaryKeyConstraint("actor", "on", "site", "about", name="pk_sightings"),
    )


def downgrade() -> None:
    """Take it down."""
    op.drop_table("sightings")
