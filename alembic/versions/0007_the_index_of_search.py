"""The index of search: filled from the journal by the keeper"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="of what is indexed and how"),
        sa.Column("serial", sa.BigInteger(), nullable=False, comment="the journal's serial up to which it has come"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_state")),
        comment="One row: how far the index of search has come. It follows the journal and can be made anew from it.",
    )
    op.create_table(
        "search_postings",
        sa.Column(
            "segment", sa.BigInteger(), autoincrement=False, nullable=False, comment="65,536 serials of the journal"
        ),
        sa.Column("token", sa.LargeBinary(), nullable=False, comment="two characters, or a prefix, a day, a state"),
        sa.Column("holds", sa.LargeBinary(), nullable=False, comment="a bit for each serial, compressed"),
        sa.PrimaryKeyConstraint("segment", "token", name=op.f("pk_search_postings")),
    )
    op.create_table(
        "search_keys",
        sa.Column(
            "block", sa.BigInteger(), autoincrement=False, nullable=False, comment="1,024 serials of the journal"
        ),
        sa.Column("keys", sa.LargeBinary(), nullable=False, comment="the canonical keys of the changed records"),
        sa.PrimaryKeyConstraint("block", name=op.f("pk_search_keys")),
    )


def downgrade() -> None:
    for table in ("search_keys", "search_postings", "search_state"):
        op.drop_table(table)
