"""Layouts of labels"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "label_layouts",
        sa.Column("owner", Key, nullable=False, comment="the enterprise's id; empty: the park"),
        sa.Column("name", Key, nullable=False),
        sa.Column(
            "document", sa.LargeBinary(), nullable=False, comment="JSON: what it is called, the layout, its lines"
        ),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name=op.f("pk_label_layouts")),
        comment="Layouts of labels that enterprises and the park have made themselves.",
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("label_layouts")
