"""Applications, their reviews and filings, documents, and the profiles of enterprises"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    # The release before goes on inserting rows without these: they have defaults, or may be NULL.
    for column in (
        sa.Column("categories", sa.Text(), server_default="", nullable=False, comment="separated by spaces"),
        sa.Column("standing", sa.String(length=16), server_default="active", nullable=False),
        sa.Column("profile", sa.Text(), server_default="", nullable=False, comment="JSON, without personal data"),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="personal data"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
    ):
        op.add_column("enterprises", column)
    op.add_column(
        "prefixes",
        sa.Column(
            "with_enterprise",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="suspended along with its enterprise, and to be restored along with it",
        ),
    )
    op.create_table(
        "applications",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="entry, change or prefix"),
        sa.Column("enterprise", Key, nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("uscc", sa.String(length=18), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False, comment="the enterprise's name, for lists"),
        sa.Column("profile", sa.Text(), server_default="", nullable=False, comment="JSON, without personal data"),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="personal data"),
        sa.Column("wish", sa.Text(), server_default="", nullable=False, comment="JSON: the prefix that is applied for"),
        sa.Column("hands", sa.Text(), nullable=False, comment="JSON: who has worked on it, names and persons"),
        sa.Column("submission", sa.Integer(), server_default="0", nullable=False, comment="number of the last one"),
        sa.Column("remarks", sa.Text(), server_default="", nullable=False, comment="JSON: of the last review"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise"], ["enterprises.id"], name=op.f("fk_applications_enterprise_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index("ix_applications_enterprise", "applications", ["enterprise"])
    op.create_index("ix_applications_standing", "applications", ["standing"])
    op.create_table(
        "submissions",
        sa.Column("application", Key, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wish", sa.Text(), server_default="", nullable=False),
        sa.Column("base", sa.Text(), server_default="", nullable=False, comment="what was in force then"),
        sa.Column("base_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of all that was submitted, documents too"
        ),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("application", "number", name=op.f("pk_submissions")),
        comment="What was submitted, each time; never changed.",
    )
    op.create_table(
        "reviews",
        sa.Column("application", Key, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False, comment="the number of what was looked at"),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=False, comment="returned, rejected or approved"),
        sa.Column("evidence", sa.String(length=64), nullable=False, comment="the digest of what was looked at"),
        sa.Column("remarks", sa.Text(), server_default="", nullable=False, comment="JSON"),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "number", name=op.f("pk_reviews")),
        comment="Who looked at what, when, and with which result: the verification record.",
    )
    op.create_table(
        "filings",
        sa.Column("id", Key, nullable=False),
        sa.Column("application", Key, nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False, comment="pending, passed or failed"),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("upstream", sa.Text(), server_default="", nullable=False, comment="what the national node calls it"),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
    )
    op.create_index("ix_filings_application", "filings", ["application"])
    op.create_table(
        "documents",
        sa.Column("id", Key, nullable=False),
        sa.Column("enterprise", Key, nullable=True, comment="whose; NULL until it is submitted with an application"),
        sa.Column("owner", sa.Text(), nullable=False, comment="the principal that brought it"),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False, comment="media type, by its octets"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of its octets"),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        comment="The octets lie in the data folder, sealed.",
    )


def downgrade() -> None:
    for table in ("documents", "filings", "reviews", "submissions", "applications"):
        op.drop_table(table)
    for table, columns in (
        ("prefixes", ("with_enterprise",)),
        ("enterprises", ("version", "sealed", "profile", "standing", "categories")),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
