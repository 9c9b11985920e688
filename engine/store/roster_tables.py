"""The tables of rosters that are kept: for each of a day's one, by reference in place of date."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.tables import STATUSES, UtcTime, metadata, sites


def _of_a_roster() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["site", "roster"], ["rosters.site", "rosters.roster"])


rosters = Table(
    "rosters",
    metadata,
    Column("site", String(64), ForeignKey(sites.c.site), primary_key=True),
    Column("roster", String(64), primary_key=True),
    Column("last", Date, nullable=False, comment="Its last day, by which it grows old."),
    Column("roster_version", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("publication_version", Integer, nullable=False),
    Column("last_proposal", Integer, nullable=False),
)

roster_versions = Table(
    "roster_versions",
    metadata,
    Column("site", String(64), primary_key=True),
    Column("roster", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    _of_a_roster(),
)

roster_events = Table(
    "roster_events",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("roster", String(64), nullable=False),
    Column("position", Integer, nullable=False, comment="Counted from 1 in its roster."),
    Column("key", String(64), nullable=False, comment="SHA-256 of the idempotency key."),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    _of_a_roster(),
    UniqueConstraint("site", "roster", "position"),
    UniqueConstraint("site", "key"),
)

roster_proposals = Table(
    "roster_proposals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("roster", String(64), nullable=False),
    Column("number", Integer, nullable=False, comment="Counted from 1 in its roster."),
    Column("status", String(16), nullable=False),
    Column("office_version", Integer, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("publication_version", Integer, nullable=False),
    Column("question", Text, comment="What was asked, as JSON."),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime, comment="When it was answered, failed, or was given up."),
    Column("digest", String(64)),
    Column("document", Text),
    Column("problem", Text, comment="Why it failed, as JSON."),
    Column("first_day", Date, comment="The first kept day that its answer tells of; null: none."),
    _of_a_roster(),
    UniqueConstraint("site", "roster", "number"),
    CheckConstraint(f"status IN {STATUSES}", name="status"),
)

roster_publications = Table(
    "roster_publications",
    metadata,
    Column("site", String(64), primary_key=True),
    Column("roster", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("document", Text, comment="The cells; null where an undo left none."),
    Column("proposal", String(36), comment="Whose cells they are; null after an undo."),
    Column("accepted", Text, comment="The cells accepted, as JSON; null: the whole roster."),
    Column("follows", Integer, comment="The version whose cells stood before; null: none."),
    Column("undoes", Integer, comment="The version that was taken back."),
    Column("restores", Integer, comment="The version whose cells are back; null: none."),
    Column("office_version", Integer, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("days", Text, comment="What became of kept days with it, as JSON; null: nothing."),
    _of_a_roster(),
)

roster_solves = Table(
    "roster_solves",
    metadata,
    Column("proposal", String(36), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("roster", String(64), nullable=False),
    Column("due", UtcTime, nullable=False, comment="Not begun before; the database's clock."),
    Column("paced", Boolean, nullable=False, comment="Whether it keeps its distance to others."),
    Column("started", UtcTime, comment="When it was first begun; null: it waits."),
    Column("attempts", Integer, nullable=False, comment="How often it was begun and not ended."),
    Column("owner", String(64), comment="The attempt that may answer it; null: none."),
    Index("ix_roster_solves_site_roster", "site", "roster"),
)

roster_progress = Table(
    "roster_progress",
    metadata,
    Column("proposal", String(36), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("site", String(64), nullable=False),
    Column("roster", String(64), nullable=False),
    Column("stage", Text, nullable=False),
    Column("ring", Integer, nullable=False),
    Column("cost", BigInteger),
    Column("lower_bound", BigInteger),
    Column("gap", Float),
    Column("seconds", Float, nullable=False),
    Column("sentence", Text, nullable=False),
)

OF_ROSTERS = (
    roster_publications,
    roster_proposals,
    roster_events,
    roster_versions,
    roster_solves,
    roster_progress,
)
"""What is removed with its roster."""
