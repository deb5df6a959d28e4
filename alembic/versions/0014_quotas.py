"""Quotas of keys and prefixes"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("prefixes", sa.Column("quota", sa.BigInteger(), nullable=True))
    op.add_column("keys", sa.Column("rate", sa.String(16), nullable=True))
    op.add_column("keys", sa.Column("registrations_left", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("keys") as keys:
        keys.drop_column("registrations_left")
        keys.drop_column("rate")
    with op.batch_alter_table("prefixes") as prefixes:
        prefixes.drop_column("quota")
