"""The tables of applications, their reviews, filings and documents, beside those of `registry.store.tables`.

Personal data is sealed (`registry.sealing`): no column but `sealed` and `base_sealed` may hold any.
"""

import sqlalchemy as sa

from registry.store.tables import Key, metadata

__all__ = ["applications", "documents", "filings", "metadata", "reviews", "submissions"]

applications = sa.Table(
    "applications",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False, comment="entry, change or prefix"),
    sa.Column("enterprise", Key, sa.ForeignKey("enterprises.id"), nullable=False),
    sa.Column("standing", sa.String(16), nullable=False),
    sa.Column("uscc", sa.String(18), nullable=False, server_default=""),
    sa.Column("title", sa.Text, nullable=False, server_default="", comment="the enterprise's name, for lists"),
    sa.Column("profile", sa.Text, nullable=False, server_default="", comment="JSON, without personal data"),
    sa.Column("sealed", sa.LargeBinary, nullable=True, comment="personal data"),
    sa.Column("wish", sa.Text, nullable=False, server_default="", comment="JSON: the prefix that is applied for"),
    sa.Column("hands", sa.Text, nullable=False, comment="JSON: who has worked on it, names and persons"),
    sa.Column("submission", sa.Integer, nullable=False, server_default="0", comment="number of the last one"),
    sa.Column("remarks", sa.Text, nullable=False, server_default="", comment="JSON: of the last review"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    sa.Column("submitted_at", sa.BigInteger, nullable=True),
    sa.Column("decided_at", sa.BigInteger, nullable=True),
    sa.Index("ix_applications_enterprise", "enterprise"),
    sa.Index("ix_applications_standing", "standing"),
)

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("application", Key, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=True),
    sa.Column("wish", sa.Text, nullable=False, server_default=""),
    sa.Column("base", sa.Text, nullable=False, server_default="", comment="what was in force then"),
    sa.Column("base_sealed", sa.LargeBinary, nullable=True),
    sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of all that was submitted, documents too"),
    sa.Column("submitted_at", sa.BigInteger, nullable=False),
    sa.Column("submitted_by", sa.Text, nullable=False),
    comment="What was submitted, each time; never changed.",
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("application", Key, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("submission", sa.Integer, nullable=False, comment="the number of what was looked at"),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=True),
    sa.Column("result", sa.String(16), nullable=False, comment="returned, rejected or approved"),
    sa.Column("evidence", sa.String(64), nullable=False, comment="the digest of what was looked at"),
    sa.Column("remarks", sa.Text, nullable=False, server_default="", comment="JSON"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("at", sa.BigInteger, nullable=False),
    comment="Who looked at what, when, and with which result: the verification record.",
)

filings = sa.Table(
    "filings",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("application", Key, nullable=False),
    sa.Column("submission", sa.Integer, nullable=False),
    sa.Column("standing", sa.String(16), nullable=False, comment="pending, passed or failed"),
    sa.Column("message", sa.Text, nullable=False, server_default=""),
    sa.Column("upstream", sa.Text, nullable=False, server_default="", comment="what the national node calls it"),
    sa.Column("sent_at", sa.BigInteger, nullable=False),
    sa.Column("answered_at", sa.BigInteger, nullable=True),
    sa.Column("answered_by", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_filings_application", "application"),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("enterprise", Key, nullable=True, comment="whose; NULL until it is submitted with an application"),
    sa.Column("owner", sa.Text, nullable=False, comment="the principal that brought it"),
    sa.Column("person", sa.Text, nullable=True),
    sa.Column("type", sa.String(40), nullable=False, comment="media type, by its octets"),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of its octets"),
    sa.Column("uploaded_at", sa.BigInteger, nullable=False),
    comment="The octets lie in the data folder, sealed.",
)
