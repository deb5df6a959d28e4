"""Quotas of keys and prefixes"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    quota = "identifiers that may answer; NULL: as many as there are"
    op.add_column("prefixes", sa.Column("quota", sa.BigInteger(), nullable=True, comment=quota))
    rate = "requests, as in 600/min; NULL: the node's usual rate"
    op.add_column("keys", sa.Column("rate", sa.String(16), nullable=True, comment=rate))
    left = "NULL: as many as it likes"
    op.add_column("keys", sa.Column("registrations_left", sa.BigInteger(), nullable=True, comment=left))


def downgrade() -> None:
    with op.batch_alter_table("keys") as keys:
        keys.drop_column("registrations_left")
        keys.drop_column("rate")
    with op.batch_alter_table("prefixes") as prefixes:
        prefixes.drop_column("quota")
