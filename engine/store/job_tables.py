"""The tables of the jobs: what is to be solved, how far it has come, who works, who is told."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from engine.store.tables import UtcTime, metadata, sites

ANSWERS = ("working", "answered", "failed")
"""What has become of a question of a fan-out."""

DELIVERIES = ("waiting", "delivered", "given-up")
"""What has become of a delivery."""

solves = Table(
    "solves",
    metadata,
    Column("proposal", String(36), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("due", UtcTime, nullable=False, comment="Not begun before; the database's clock."),
    Column("paced", Boolean, nullable=False, comment="Whether it keeps its distance to others."),
    Column("started", UtcTime, comment="When it was first begun; null: it waits."),
    Column("attempts", Integer, nullable=False, comment="How often it was begun and not ended."),
    Column("owner", String(64), comment="The attempt that may answer it; null: none."),
    Index("ix_solves_site_date", "site", "date"),
)

progress = Table(
    "progress",
    metadata,
    Column("proposal", String(36), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("site", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("stage", Text, nullable=False),
    Column("ring", Integer, nullable=False),
    Column("cost", BigInteger),
    Column("lower_bound", BigInteger),
    Column("gap", Float),
    Column("seconds", Float, nullable=False),
    Column("sentence", Text, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("seen", UtcTime, nullable=False, comment="By the database's clock."),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("site", String(64), ForeignKey(sites.c.site), nullable=False),
    Column("url", Text, nullable=False),
    Column(
        "sealed",
        Text,
        nullable=False,
        comment="What deliveries are signed with, sealed; the key is not in the database.",
    ),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_webhooks_site", "site"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("webhook", String(36), nullable=False),
    Column("site", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("about", Text, nullable=False, comment="Ids and versions, as JSON."),
    Column("at", UtcTime, nullable=False),
    Column("status", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("problem", Text, comment="Why the last try was in vain."),
    Column("ended_at", UtcTime),
    Column("roster", String(64), comment="The roster, of which date is the last day; null: a day."),
    CheckConstraint(f"status IN {DELIVERIES}", name="status"),
    Index("ix_deliveries_webhook", "webhook"),
)

fan_outs = Table(
    "fan_outs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("cancelled_at", UtcTime),
)

fan_out_questions = Table(
    "fan_out_questions",
    metadata,
    Column("fan_out", String(36), ForeignKey(fan_outs.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("site", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("variant", Text, comment="What differs from the day as it stands, as JSON."),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, comment="How often it was begun and not ended."),
    Column("seconds", Float, comment="How long the answer took."),
    Column("digest", String(64)),
    Column("document", Text),
    Column("problem", Text, comment="Why there is no answer, as JSON."),
    CheckConstraint(f"status IN {ANSWERS}", name="status"),
    Index("ix_fan_out_questions_site_date", "site", "date"),
)
