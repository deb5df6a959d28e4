"""The trail by what was done to whom: without looking at every registration"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = sa.text("verb <> 'register'")
    op.create_index("ix_trail_subject", "trail", ["subject", "act"], sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    op.drop_index("ix_trail_subject", table_name="trail")
