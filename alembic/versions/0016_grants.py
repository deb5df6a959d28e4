"""Grants, and groups of partners"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("id", Key, nullable=False),
        sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
        sa.Column("suffix", Key, nullable=True, comment="of the one record it is about; NULL: all"),
        sa.Column("template", Key, server_default="", nullable=False, comment="empty: whatever they are under"),
        sa.Column(
            "items", sa.Text(), server_default="", nullable=False, comment="codes separated by spaces; empty: all"
        ),
        sa.Column("indexes", sa.Text(), server_default="", nullable=False, comment="separated by spaces; empty: all"),
        sa.Column("kind", sa.String(16), nullable=False, comment="key, enterprise, group or link"),
        sa.Column("grantee", Key, nullable=False, comment="an id; empty for a link"),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        comment="Who may see partner-graded values of whom.",
    )
    op.create_index("ix_grants_prefix_grantee", "grants", ["prefix", "grantee"])
    op.create_index("ix_grants_grantee", "grants", ["grantee"])
    op.create_table(
        "groups",
        sa.Column("id", Key, nullable=False),
        sa.Column("enterprise", Key, nullable=True, comment="whose; NULL: the park's"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name=op.f("fk_groups_enterprise_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        comment="Enterprises under one name, to be let in together.",
    )
    op.create_index("ix_groups_enterprise", "groups", ["enterprise"])
    op.create_table(
        "group_members",
        sa.Column("group", Key, nullable=False),
        sa.Column("enterprise", Key, nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name=op.f("fk_group_members_group_groups")),
        sa.ForeignKeyConstraint(
            ["enterprise"], ["enterprises.id"], name=op.f("fk_group_members_enterprise_enterprises")
        ),
        sa.PrimaryKeyConstraint("group", "enterprise", name=op.f("pk_group_members")),
        comment="Which enterprises are in a group.",
    )
    op.create_index("ix_group_members_enterprise", "group_members", ["enterprise"])


def downgrade() -> None:
    op.drop_table("group_members")
    op.drop_table("groups")
    op.drop_table("grants")
