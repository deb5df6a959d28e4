"""What becomes of rows of a file that are registered already"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("duplicates", sa.String(8), nullable=False, server_default="refuse"))
    op.add_column("jobs", sa.Column("updated", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("skipped", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("jobs") as jobs:
        for name in ("skipped", "updated", "duplicates"):
            jobs.drop_column(name)
