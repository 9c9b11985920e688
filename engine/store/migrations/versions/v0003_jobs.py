"""What the jobs keep: solves, their progress, workers, webhooks, fan-outs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "solves",
        sa.Column("proposal", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column(
            "due", INSTANT, nullable=False, comment="Not begun before; the database's clock."
        ),
        sa.Column(
            "paced",
            sa.Boolean,
            nullable=False,
            comment="Whether it keeps its distance to others.",
        ),
        sa.Column("started", INSTANT, comment="When it was first begun; null: it waits."),
        sa.Column(
            "attempts",
            sa.Integer,
            nullable=False,
            comment="How often it was begun and not ended.",
        ),
        sa.Column("owner", sa.String(64), comment="The attempt that may answer it; null: none."),
        sa.PrimaryKeyConstraint("proposal", name="pk_solves"),
    )
    op.create_index("ix_solves_site_date", "solves", ["site", "date"])
    op.create_table(
        "progress",
        sa.Column("proposal", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("ring", sa.Integer, nullable=False),
        sa.Column("cost", sa.BigInteger),
        sa.Column("lower_bound", sa.BigInteger),
        sa.Column("gap", sa.Float),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("proposal", "position", name="pk_progress"),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("seen", INSTANT, nullable=False, comment="By the database's clock."),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )
    _webhooks()
    _fan_outs()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "fan_out_questions",
        "fan_outs",
        "deliveries",
        "webhooks",
        "workers",
        "progress",
        "solves",
    ):
        op.drop_table(table)


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False, comment="What deliveries are signed with."),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["site"], ["sites.site"], name="fk_webhooks_sites"),
    )
    op.create_index("ix_webhooks_site", "webhooks", ["site"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("webhook", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.Text, nullable=False, comment="Ids and versions, as JSON."),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, comment="Why the last try was in vain."),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.CheckConstraint(
            "status IN ('waiting', 'delivered', 'given-up')", name=op.f("ck_deliveries_status")
        ),
    )
    op.create_index("ix_deliveries_webhook", "deliveries", ["webhook"])


def _fan_outs() -> None:
    op.create_table(
        "fan_outs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_fan_outs"),
    )
    op.create_table(
        "fan_out_questions",
        sa.Column("fan_out", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("variant", sa.Text, comment="What differs from the day as it stands, as JSON."),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column(
            "attempts",
            sa.Integer,
            nullable=False,
            comment="How often it was begun and not ended.",
        ),
        sa.Column("seconds", sa.Float, comment="How long the answer took."),
        sa.Column("digest", sa.String(64)),
        sa.Column("document", sa.Text),
        sa.Column("problem", sa.Text, comment="Why there is no answer, as JSON."),
        sa.PrimaryKeyConstraint("fan_out", "number", name="pk_fan_out_questions"),
        sa.ForeignKeyConstraint(["fan_out"], ["fan_outs.id"], name="fk_fan_out_questions_fan_outs"),
        sa.CheckConstraint(
            "status IN ('working', 'answered', 'failed')",
            name=op.f("ck_fan_out_questions_status"),
        ),
    )
    op.create_index("ix_fan_out_questions_site_date", "fan_out_questions", ["site", "date"])
