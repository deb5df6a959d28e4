"""The template that the rows of a file are registered against"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("template", sa.Text(), server_default="", nullable=False, comment="product@1"))


def downgrade() -> None:
    op.drop_column("jobs", "template")
