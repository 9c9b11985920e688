"""The store's first tables, and the guards that keep what was written as it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEPT = ("office_versions", "book_versions", "events", "publications")
"""Never changed; removed by a purge only."""

AUDIT = "audit_entries"
"""Never changed and never removed."""

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "sites",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("office_version", sa.Integer, nullable=False),
        sa.Column(
            "retention_days", sa.Integer, comment="Days that documents are kept; null: for ever."
        ),
        sa.PrimaryKeyConstraint("site", name="pk_sites"),
        sa.CheckConstraint("retention_days >= 0", name=op.f("ck_sites_retention")),
    )
    op.create_table(
        "days",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("book_version", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("publication_version", sa.Integer, nullable=False),
        sa.Column("last_proposal", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("site", "date", name="pk_days"),
        sa.ForeignKeyConstraint(["site"], ["sites.site"], name="fk_days_sites"),
    )
    op.create_table(
        "office_versions",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("site", "version", name="pk_office_versions"),
        sa.ForeignKeyConstraint(["site"], ["sites.site"], name="fk_office_versions_sites"),
    )
    op.create_table(
        "book_versions",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("site", "date", "version", name="pk_book_versions"),
        _of_a_day("book_versions"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, comment="Counted from 1 in its day."),
        sa.Column("key", sa.String(64), nullable=False, comment="SHA-256 of the idempotency key."),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        _of_a_day("events"),
        sa.UniqueConstraint("site", "date", "position", name="uq_events_site_date_position"),
        sa.UniqueConstraint("site", "key", name="uq_events_site_key"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, comment="Counted from 1 in its day."),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("office_version", sa.Integer, nullable=False),
        sa.Column("book_version", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("publication_version", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, comment="What was asked, as JSON."),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, comment="When it was answered, failed, or was given up."),
        sa.Column("digest", sa.String(64)),
        sa.Column("document", sa.Text),
        sa.Column("problem", sa.Text, comment="Why it failed, as JSON."),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        _of_a_day("proposals"),
        sa.UniqueConstraint("site", "date", "number", name="uq_proposals_site_date_number"),
        sa.CheckConstraint(
            "status IN ('working', 'open', 'superseded', 'published', 'cancelled', 'failed')",
            name=op.f("ck_proposals_status"),
        ),
    )
    op.create_table(
        "publications",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, comment="The plan; null where an undo left none."),
        sa.Column("proposal", sa.String(36), comment="Whose plan it is; null after an undo."),
        sa.Column(
            "accepted", sa.Text, comment="The visits accepted, as JSON; null: the whole plan."
        ),
        sa.Column(
            "follows", sa.Integer, comment="The version whose plan stood before; null: none."
        ),
        sa.Column("undoes", sa.Integer, comment="The version that was taken back."),
        sa.Column("restores", sa.Integer, comment="The version whose plan is back; null: none."),
        sa.Column("office_version", sa.Integer, nullable=False),
        sa.Column("book_version", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("site", "date", "version", name="pk_publications"),
        _of_a_day("publications"),
    )
    op.create_table(
        AUDIT,
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("site", sa.String(64)),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_entries"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one")),
    )
    op.bulk_insert(head, [{"id": 1, "position": 0, "hash": "0" * 64}])
    op.create_table(
        "purging",
        sa.Column("site", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_purging"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Drop the tables; their guards go with them."""
    for table in (
        "purging",
        "audit_head",
        AUDIT,
        "publications",
        "proposals",
        "events",
        "book_versions",
        "office_versions",
        "days",
        "sites",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION huddle_kept()")
        op.execute("DROP FUNCTION huddle_never()")


def _of_a_day(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site", "date"], ["days.site", "days.date"], name=f"fk_{table}_days"
    )


def _guard_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION huddle_never() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is kept as it was written', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION huddle_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM purging WHERE site = OLD.site) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '% is kept as it was written', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in (*KEPT, AUDIT):
        op.execute(
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION huddle_never()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION huddle_never()"
        )
        guard = "huddle_never" if table == AUDIT else "huddle_kept"
        op.execute(
            f"CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {guard}()"
        )


def _guard_sqlite() -> None:
    for table in (*KEPT, AUDIT):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is kept as it was written'); END"
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}")
        unless = (
            ""
            if table == AUDIT
            else "WHEN NOT EXISTS (SELECT 1 FROM purging WHERE site = OLD.site) "
        )
        op.execute(f"CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table} {unless}{refuse}")
