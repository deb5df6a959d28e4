"""Coding rules and their serials"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rules",
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "prefix",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
            comment="the prefix's key",
        ),
        sa.Column("name", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.LargeBinary(), nullable=False, comment="JSON; never changed"),
        sa.Column("standing", sa.String(length=16), nullable=False, comment="draft or published"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
        sa.UniqueConstraint("prefix", "name", "version", name=op.f("uq_rules_prefix_name_version")),
        comment="Coding rules: how suffixes are made. A new version is a new row.",
    )
    op.create_table(
        "serials",
        sa.Column(
            "prefix",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
            comment="the prefix's key",
        ),
        sa.Column(
            "name",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
            comment="of the rule; all its versions draw from here",
        ),
        sa.Column("next", sa.BigInteger(), nullable=False, comment="only ever grows"),
        sa.PrimaryKeyConstraint("prefix", "name", name=op.f("pk_serials")),
        comment="The next serial of each coding rule.",
    )


def downgrade() -> None:
    op.drop_table("serials")
    op.drop_table("rules")
