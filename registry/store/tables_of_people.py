"""The tables of people who sign in to the console, beside those of `registry.store.tables`."""

import sqlalchemy as sa

from registry.store.tables import Key, metadata

__all__ = ["accounts", "metadata", "refusals", "visits"]

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("login", Key, nullable=False, unique=True, comment="small letters; never given to anybody else"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("enterprise", Key, sa.ForeignKey("enterprises.id"), nullable=True),
    sa.Column("standing", sa.String(16), nullable=False),
    sa.Column("password", sa.Text, nullable=True, comment="argon2id; NULL until one was set"),
    sa.Column("secret", sa.LargeBinary, nullable=True, comment="sealed; of the one-time passwords"),
    sa.Column("counter", sa.BigInteger, nullable=False, server_default="0", comment="the last one-time password used"),
    sa.Column("invitation", sa.LargeBinary, nullable=True, comment="keyed hash"),
    sa.Column("invited_until", sa.BigInteger, nullable=True),
    sa.Column("subject", Key, nullable=True, unique=True, comment="at the identity provider: issuer and sub"),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Index("ix_accounts_enterprise", "enterprise"),
    comment="People who sign in to the console.",
)


visits = sa.Table(
    "visits",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the cookie"),
    sa.Column("account", Key, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("begun_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Column("address", sa.Text, nullable=False, server_default=""),
    sa.Column("agent", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_visits_account", "account"),
    comment="Sessions of people in the console; a row that is gone has ended.",
)


refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="keyed hash of a login name, existing or not"),
    sa.Column("count", sa.Integer, nullable=False, comment="wrong passwords since the last right one"),
    sa.Column("until", sa.BigInteger, nullable=False, comment="nobody is let in before"),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("ix_refusals_at", "at"),
    comment="Sign-ins that were refused.",
)
