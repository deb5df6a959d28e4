"""Who may register against an enterprise's own template beside itself"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "template_users",
        sa.Column("template", Key, sa.ForeignKey("templates.id"), nullable=False),
        sa.Column("enterprise", Key, nullable=False, comment="its id; *: every enterprise"),
        sa.PrimaryKeyConstraint("template", "enterprise"),
        comment="Who may register against an enterprise's template beside itself.",
    )
    op.create_index("ix_template_users_enterprise", "template_users", ["enterprise"])


def downgrade() -> None:
    op.drop_table("template_users")
