"""The tables of grants and of groups of partners, beside those of `registry.store.tables`."""

import sqlalchemy as sa

from registry.store.tables import Key, metadata

__all__ = ["grants", "group_members", "groups", "metadata"]

grants = sa.Table(
    "grants",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
    sa.Column("suffix", Key, nullable=True, comment="of the one record it is about; NULL: all"),
    sa.Column("template", Key, nullable=False, server_default="", comment="empty: whatever they are under"),
    sa.Column("items", sa.Text, nullable=False, server_default="", comment="codes separated by spaces; empty: all"),
    sa.Column("indexes", sa.Text, nullable=False, server_default="", comment="separated by spaces; empty: all"),
    sa.Column("kind", sa.String(16), nullable=False, comment="key, enterprise, group or link"),
    sa.Column("grantee", Key, nullable=False, comment="an id; empty for a link"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=True),
    sa.Column("revoked_at", sa.BigInteger, nullable=True),
    sa.Index("ix_grants_prefix_grantee", "prefix", "grantee"),
    sa.Index("ix_grants_grantee", "grantee"),
    comment="Who may see partner-graded values of whom.",
)

groups = sa.Table(
    "groups",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("enterprise", Key, sa.ForeignKey("enterprises.id"), nullable=True, comment="whose; NULL: the park's"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Index("ix_groups_enterprise", "enterprise"),
    comment="Enterprises under one name, to be let in together.",
)

group_members = sa.Table(
    "group_members",
    metadata,
    sa.Column("group", Key, sa.ForeignKey("groups.id"), primary_key=True),
    sa.Column("enterprise", Key, sa.ForeignKey("enterprises.id"), primary_key=True),
    sa.Index("ix_group_members_enterprise", "enterprise"),
    comment="Which enterprises are in a group.",
)
