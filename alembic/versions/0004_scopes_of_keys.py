"""Keys: whose they are, who made them, what for and from where"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("keys", sa.Column("enterprise", Key, nullable=True, comment="whose prefixes; NULL: the park's"))
    op.add_column("keys", sa.Column("person", Key, nullable=True, comment="the account that made it"))
    op.add_column(
        "keys",
        sa.Column(
            "scopes",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="empty: all that its role may",
        ),
    )
    op.add_column(
        "keys",
        sa.Column(
            "networks",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="empty: from anywhere",
        ),
    )
    op.create_index("ix_keys_enterprise", "keys", ["enterprise"])


def downgrade() -> None:
    op.drop_index("ix_keys_enterprise", "keys")
    for name in ("networks", "scopes", "person", "enterprise"):
        op.drop_column("keys", name)
