"""Mappings: other identifiers of the things that have records, and which of them an enterprise may map"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mappings",
        sa.Column("key", Key, nullable=False, comment="scheme, colon, the identifier in its one spelling"),
        sa.Column("prefix", Key, nullable=False),
        sa.Column("suffix", Key, nullable=False, comment="with the prefix, the key of the record that carries it"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mappings")),
        comment="Other identifiers of the things that have records; none has two.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "claims",
        sa.Column("id", Key, nullable=False),
        sa.Column("enterprise", Key, nullable=False),
        sa.Column("scheme", sa.String(length=16), nullable=False),
        sa.Column("stem", Key, nullable=False, comment="what the identifiers begin with"),
        sa.Column("state", sa.String(length=16), nullable=False, comment="proposed, approved or refused"),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_person", Key, nullable=True, comment="the account behind it"),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name=op.f("fk_claims_enterprise_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        comment="Which identifiers of other schemes an enterprise may map.",
    )
    op.create_index("ix_claims_enterprise", "claims", ["enterprise"])
    op.create_index("ix_claims_scheme", "claims", ["scheme", "state"])


def downgrade() -> None:
    op.drop_table("claims")
    op.drop_table("mappings")
