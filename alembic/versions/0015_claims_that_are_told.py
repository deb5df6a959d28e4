"""Claims that those who answer are told of"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "claims",
        sa.Column(
            "handler", sa.Text(), nullable=False, server_default="", comment="the resolver for what is not known here"
        ),
    )
    op.add_column(
        "prefixes",
        sa.Column(
            "stems", sa.LargeBinary(), nullable=True, comment="what its enterprise has claimed, told with this prefix"
        ),
    )


def downgrade() -> None:
    op.drop_column("prefixes", "stems")
    op.drop_column("claims", "handler")
