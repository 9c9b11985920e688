"""Rosters that are kept: the same tables as a day's, by reference in place of date.

On the way down rosters go, with what webhooks were to be told of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KEPT = ("roster_versions", "roster_events", "roster_publications")
"""Never changed; removed by a purge only."""

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "rosters",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("roster", sa.String(64), nullable=False),
        sa.Column("last", sa.Date, nullable=False, comment="Its last day, by which it grows old."),
        sa.Column("roster_version", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("publication_version", sa.Integer, nullable=False),
        sa.Column("last_proposal", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("site", "roster", name="pk_rosters"),
        sa.ForeignKeyConstraint(["site"], ["sites.site"], name="fk_rosters_sites"),
    )
    _documents()
    _proposals()
    _solves()
    op.add_column(
        "deliveries",
        sa.Column(
            "roster",
            sa.String(64),
            comment="The roster, of which date is the last day; null: a day.",
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Drop the tables; their guards go with them."""
    op.execute("DELETE FROM deliveries WHERE roster IS NOT NULL")
    op.execute("ALTER TABLE deliveries DROP COLUMN roster")
    for table in (
        "roster_progress",
        "roster_solves",
        "roster_publications",
        "roster_proposals",
        "roster_events",
        "roster_versions",
        "rosters",
    ):
        op.drop_table(table)


def _documents() -> None:
    op.create_table(
        "roster_versions",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("roster", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("site", "roster", "version", name="pk_roster_versions"),
        _of_a_roster("roster_versions"),
    )
    op.create_table(
        "roster_events",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("roster", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False, comment="Counted from 1 in its roster."),
        sa.Column("key", sa.String(64), nullable=False, comment="SHA-256 of the idempotency key."),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roster_events"),
        _of_a_roster("roster_events"),
        sa.UniqueConstraint(
            "site", "roster", "position", name="uq_roster_events_site_roster_position"
        ),
        sa.UniqueConstraint("site", "key", name="uq_roster_events_site_key"),
    )


def _proposals() -> None:
    op.create_table(
        "roster_proposals",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("roster", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, comment="Counted from 1 in its roster."),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("office_version", sa.Integer, nullable=False),
        sa.Column("roster_version", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("publication_version", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, comment="What was asked, as JSON."),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, comment="When it was answered, failed, or was given up."),
        sa.Column("digest", sa.String(64)),
        sa.Column("document", sa.Text),
        sa.Column("problem", sa.Text, comment="Why it failed, as JSON."),
        sa.PrimaryKeyConstraint("id", name="pk_roster_proposals"),
        _of_a_roster("roster_proposals"),
        sa.UniqueConstraint(
            "site", "roster", "number", name="uq_roster_proposals_site_roster_number"
        ),
        sa.CheckConstraint(
            "status IN ('working', 'open', 'superseded', 'published', 'cancelled', 'failed')",
            name=op.f("ck_roster_proposals_status"),
        ),
    )
    op.create_table(
        "roster_publications",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("roster", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, comment="The cells; null where an undo left none."),
        sa.Column("proposal", sa.String(36), comment="Whose cells they are; null after an undo."),
        sa.Column(
            "accepted", sa.Text, comment="The cells accepted, as JSON; null: the whole roster."
        ),
        sa.Column(
            "follows", sa.Integer, comment="The version whose cells stood before; null: none."
        ),
        sa.Column("undoes", sa.Integer, comment="The version that was taken back."),
        sa.Column("restores", sa.Integer, comment="The version whose cells are back; null: none."),
        sa.Column("office_version", sa.Integer, nullable=False),
        sa.Column("roster_version", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("site", "roster", "version", name="pk_roster_publications"),
        _of_a_roster("roster_publications"),
    )


def _solves() -> None:
    op.create_table(
        "roster_solves",
        sa.Column("proposal", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("roster", sa.String(64), nullable=False),
        sa.Column(
            "due", INSTANT, nullable=False, comment="Not begun before; the database's clock."
        ),
        sa.Column(
            "paced", sa.Boolean, nullable=False, comment="Whether it keeps its distance to others."
        ),
        sa.Column("started", INSTANT, comment="When it was first begun; null: it waits."),
        sa.Column(
            "attempts", sa.Integer, nullable=False, comment="How often it was begun and not ended."
        ),
        sa.Column("owner", sa.String(64), comment="The attempt that may answer it; null: none."),
        sa.PrimaryKeyConstraint("proposal", name="pk_roster_solves"),
    )
    op.create_index("ix_roster_solves_site_roster", "roster_solves", ["site", "roster"])
    op.create_table(
        "roster_progress",
        sa.Column("proposal", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("roster", sa.String(64), nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("ring", sa.Integer, nullable=False),
        sa.Column("cost", sa.BigInteger),
        sa.Column("lower_bound", sa.BigInteger),
        sa.Column("gap", sa.Float),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("proposal", "position", name="pk_roster_progress"),
    )


def _of_a_roster(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site", "roster"], ["rosters.site", "rosters.roster"], name=f"fk_{table}_rosters"
    )


def _guard_postgresql() -> None:
    # The functions are those of the first tables.
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION huddle_never()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION huddle_never()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION huddle_kept()"
        )


def _guard_sqlite() -> None:
    for table in KEPT:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is kept as it was written'); END"
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table}"
            f" WHEN NOT EXISTS (SELECT 1 FROM purging WHERE site = OLD.site) {refuse}"
        )
