"""People: accounts, their visits, and refused sign-ins"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", Key, nullable=False),
        sa.Column("login", Key, nullable=False, comment="small letters; never given to anybody else"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("enterprise", Key, nullable=True),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("password", sa.Text(), nullable=True, comment="argon2id; NULL until one was set"),
        sa.Column("secret", sa.LargeBinary(), nullable=True, comment="sealed; of the one-time passwords"),
        sa.Column(
            "counter", sa.BigInteger(), server_default="0", nullable=False, comment="the last one-time password used"
        ),
        sa.Column("invitation", sa.LargeBinary(), nullable=True, comment="keyed hash"),
        sa.Column("invited_until", sa.BigInteger(), nullable=True),
        sa.Column("subject", Key, nullable=True, comment="at the identity provider: issuer and sub"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name=op.f("fk_accounts_enterprise_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
        sa.UniqueConstraint("subject", name=op.f("uq_accounts_subject")),
        comment="People who sign in to the console.",
    )
    op.create_index("ix_accounts_enterprise", "accounts", ["enterprise"])
    op.create_table(
        "visits",
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("account", Key, nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_visits_account_accounts")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_visits")),
        comment="Sessions of people in the console; a row that is gone has ended.",
    )
    op.create_index("ix_visits_account", "visits", ["account"])
    op.create_table(
        "refusals",
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="keyed hash of a login name, existing or not"),
        sa.Column("count", sa.Integer(), nullable=False, comment="wrong passwords since the last right one"),
        sa.Column("until", sa.BigInteger(), nullable=False, comment="nobody is let in before"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_refusals")),
        comment="Sign-ins that were refused.",
    )
    op.create_index("ix_refusals_at", "refusals", ["at"])


def downgrade() -> None:
    op.drop_table("refusals")
    op.drop_table("visits")
    op.drop_table("accounts")
