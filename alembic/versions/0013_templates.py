"""Templates, and what their unique items hold"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("id", Key, nullable=False),
        sa.Column("enterprise", Key, nullable=True, comment="NULL: shared by the park"),
        sa.Column(
            "particulars", sa.LargeBinary(), nullable=False, comment="JSON: names, description, standard, industry"
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name=op.f("fk_templates_enterprise_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        comment="Data templates (元数据模板).",
    )
    op.create_index("ix_templates_enterprise", "templates", ["enterprise"])
    op.create_table(
        "template_versions",
        sa.Column("template", Key, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", sa.LargeBinary(), nullable=False, comment="JSON; never changed once it is published"),
        sa.Column("standing", sa.String(16), nullable=False, comment="draft or published"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["template"], ["templates.id"], name=op.f("fk_template_versions_template_templates")),
        sa.PrimaryKeyConstraint("template", "version", name=op.f("pk_template_versions")),
        comment="Versions of templates: the items of each.",
    )
    op.create_table(
        "distinct_fields",
        sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
        sa.Column("template", Key, nullable=False),
        sa.Column("item", Key, nullable=False, comment="its code"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the text, the first 16 octets"),
        sa.Column("suffix", Key, nullable=False, comment="with the prefix, the key of the record that has it"),
        sa.PrimaryKeyConstraint("prefix", "template", "item", "digest", name=op.f("pk_distinct_fields")),
        comment="What unique items hold: no two records under a prefix have the same.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_distinct_fields_prefix_suffix", "distinct_fields", ["prefix", "suffix"])


def downgrade() -> None:
    op.drop_table("distinct_fields")
    op.drop_table("template_versions")
    op.drop_table("templates")
