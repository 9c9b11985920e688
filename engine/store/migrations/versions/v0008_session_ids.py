"""What the issuer calls a session, so that it can end it.

Sessions from before have no such name; they end as they would have, or with all of their person.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "sessions",
        sa.Column(
            "sid",
            sa.String(64),
            comment="Hash of what the issuer calls the session; null: nothing.",
        ),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_column("sessions", "sid")
