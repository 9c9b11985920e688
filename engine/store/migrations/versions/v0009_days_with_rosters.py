"""What a roster's publication did to kept days, and from when on its proposals tell of days.

On the way down it is forgotten, so that a publication is taken back without its days.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "roster_proposals",
        sa.Column(
            "first_day",
            sa.Date,
            comment="The first kept day that its answer tells of; null: none.",
        ),
    )
    op.add_column(
        "roster_publications",
        sa.Column(
            "days",
            sa.Text,
            comment="What became of kept days with it, as JSON; null: nothing.",
        ),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_column("roster_publications", "days")
    op.drop_column("roster_proposals", "first_day")
