"""The tables of templates and of what records under them have, beside those of `registry.store.tables`."""

import sqlalchemy as sa

from registry.store.tables import Key, metadata

__all__ = ["distinct_fields", "metadata", "template_users", "template_versions", "templates"]

templates = sa.Table(
    "templates",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("enterprise", Key, sa.ForeignKey("enterprises.id"), nullable=True, comment="NULL: shared by the park"),
    sa.Column("particulars", sa.LargeBinary, nullable=False, comment="JSON: names, description, standard, industry"),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Index("ix_templates_enterprise", "enterprise"),
    comment="Data templates (元数据模板).",
)

template_versions = sa.Table(
    "template_versions",
    metadata,
    sa.Column("template", Key, sa.ForeignKey("templates.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("definition", sa.LargeBinary, nullable=False, comment="JSON; never changed once it is published"),
    sa.Column("standing", sa.String(16), nullable=False, comment="draft or published"),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("published_at", sa.BigInteger, nullable=True),
    comment="Versions of templates: the items of each.",
)

template_users = sa.Table(
    "template_users",
    metadata,
    sa.Column("template", Key, sa.ForeignKey("templates.id"), primary_key=True),
    sa.Column("enterprise", Key, primary_key=True, comment="its id; *: every enterprise"),
    sa.Index("ix_template_users_enterprise", "enterprise"),
    comment="Who may register against an enterprise's template beside itself.",
)

distinct_fields = sa.Table(
    "distinct_fields",
    metadata,
    sa.Column("prefix", Key, primary_key=True, comment="the prefix's key"),
    sa.Column("template", Key, primary_key=True),
    sa.Column("item", Key, primary_key=True, comment="its code"),
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the text, the first 16 octets"),
    sa.Column("suffix", Key, nullable=False, comment="with the prefix, the key of the record that has it"),
    sa.Index("ix_distinct_fields_prefix_suffix", "prefix", "suffix"),
    comment="What unique items hold: no two records under a prefix have the same.",
    sqlite_with_rowid=False,
)
