"""Other identifiers that the members of batches carry"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mapped_runs",
        sa.Column("place", Key, nullable=False, comment="scheme, length, form, text around the serial, first serial"),
        sa.Column("form", sa.LargeBinary(), nullable=False, comment="of the keys"),
        sa.Column("last", sa.BigInteger(), nullable=False, comment="serial"),
        sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
        sa.Column("batch", Key, nullable=False, comment="its place among those of the prefix"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_mapped_runs")),
        comment="Other identifiers that the members of batches carry, one each.",
    )
    op.create_index("ix_mapped_runs_prefix_batch", "mapped_runs", ["prefix", "batch"])


def downgrade() -> None:
    op.drop_table("mapped_runs")
