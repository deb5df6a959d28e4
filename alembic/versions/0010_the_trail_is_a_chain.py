"""The trail is a chain: each line has the digest of the one before; `idnode db upgrade` seals those that are there"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before writes lines without a digest, and they get theirs when this one writes again.
    op.add_column(
        "trail",
        sa.Column("serial", sa.BigInteger(), server_default="0", nullable=False, comment="of the last change; 0: none"),
    )
    op.add_column(
        "trail",
        sa.Column("content", sa.LargeBinary(), nullable=True, comment="SHA-256 of the changes as the journal has them"),
    )
    op.add_column(
        "trail",
        sa.Column("digest", sa.LargeBinary(), nullable=True, comment="SHA-256 of the one before and of this line"),
    )
    op.add_column(
        "journal_head",
        sa.Column(
            "sealed", sa.BigInteger(), server_default="0", nullable=False, comment="the last act that has a digest"
        ),
    )
    op.add_column("journal_head", sa.Column("digest", sa.LargeBinary(), nullable=True, comment="of that act"))


def downgrade() -> None:
    for column in ("sealed", "digest"):
        op.drop_column("journal_head", column)
    for column in ("serial", "content", "digest"):
        op.drop_column("trail", column)
