"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency",
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency")),
    )
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.create_index("ix_idempotency_created_at", ["created_at"], unique=False)

    op.create_table(
        "journal",
        sa.Column(
            "last",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="serial of the last change in this row",
        ),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False, comment="the trail's line for these changes"),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("last", name=op.f("pk_journal")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False, comment="identifiers ever registered"),
        sa.Column("holdings", sa.BigInteger(), nullable=False, comment="prefixes ever granted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
        comment="One row. Whoever has locked it has the pen.",
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=False, comment="keyed hash of the secret; the secret is not kept"
        ),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("prefixes", sa.Text(), nullable=False, comment="separated by spaces"),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
    )
    op.create_table(
        "node",
        sa.Column("name", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_node")),
        comment="Facts about this node: since when it operates, its name.",
    )
    op.create_table(
        "parks",
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("division", sa.String(length=6), server_default="", nullable=False, comment="GB/T 2260"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parks")),
    )
    op.create_table(
        "records",
        sa.Column("prefix", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "suffix",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
            comment="upper-cased in ASCII; with the prefix, the handle's key",
        ),
        sa.Column(
            "spelling", sa.Text(), nullable=True, comment="the handle as registered, where it differs from the key"
        ),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False, comment="0 active, 1 retired"),
        sa.Column("serial", sa.BigInteger(), nullable=False, comment="the journal's serial of the last change"),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "suffix", name=op.f("pk_records")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "registrations",
        sa.Column("day", sa.String(length=10), nullable=False, comment="Asia/Shanghai"),
        sa.Column("prefix", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("registered", sa.BigInteger(), nullable=False, comment="first registrations"),
        sa.Column("retired", sa.BigInteger(), nullable=False),
        sa.Column("revived", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "prefix", name=op.f("pk_registrations")),
        comment="How many identifiers that count were registered, retired and revived.",
    )
    op.create_table(
        "resolutions",
        sa.Column(
            "source",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
            comment="which counter: one of one worker's life",
        ),
        sa.Column("day", sa.String(length=10), nullable=False, comment="Asia/Shanghai"),
        sa.Column("prefix", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("channel", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("class", sa.SmallInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "day", "prefix", "channel", "outcome", "class", name=op.f("pk_resolutions")),
        comment="A grow-only counter: a source only ever says a larger number.",
    )
    with op.batch_alter_table("resolutions", schema=None) as batch_op:
        batch_op.create_index("ix_resolutions_day_prefix", ["day", "prefix"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the session id"),
        sa.Column("identity", sa.Text(), nullable=False, comment="300:88.1000.1/ADMIN; empty when ended"),
        sa.Column("proof", sa.LargeBinary(), nullable=False, comment="SHA-256 of the key that was proved to be held"),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
        comment="Sessions of the Handle HTTP API that have been authenticated, or ended.",
    )
    op.create_table(
        "trail",
        sa.Column("act", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("act", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index("ix_trail_at", ["at"], unique=False)

    op.create_table(
        "enterprises",
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False, comment="统一社会信用代码, GB 32100-2015"),
        sa.Column("division", sa.String(length=6), server_default="", nullable=False, comment="GB/T 2260"),
        sa.Column("industry", sa.String(length=5), server_default="", nullable=False, comment="GB/T 4754"),
        sa.Column("park", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True),
        sa.Column("above_scale", sa.Boolean(), server_default=sa.false(), nullable=False, comment="规上"),
        sa.Column("above_scale_year", sa.Integer(), nullable=True, comment="the first year the flag holds for"),
        sa.Column("joined_on", sa.String(length=10), nullable=True, comment="first day in the park"),
        sa.Column("left_on", sa.String(length=10), nullable=True, comment="last day in the park"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["park"], ["parks.id"], name=op.f("fk_enterprises_park_parks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
        sa.UniqueConstraint("uscc", name=op.f("uq_enterprises_uscc")),
    )
    op.create_table(
        "prefixes",
        sa.Column(
            "prefix",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
            comment="the prefix's key",
        ),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column(
            "enterprise",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=True,
            comment="NULL: the node's own",
        ),
        sa.Column("mode", sa.String(length=16), server_default="hosted", nullable=False),
        sa.Column("standing", sa.String(length=16), server_default="active", nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=True, comment="where a delegated prefix is resolved"),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), server_default="0", nullable=False, comment="records that answer now"),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name=op.f("fk_prefixes_enterprise_enterprises")),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_prefixes")),
    )
    with op.batch_alter_table("prefixes", schema=None) as batch_op:
        batch_op.create_index("ix_prefixes_enterprise", ["enterprise"], unique=False)

    head = sa.table("journal_head", *(sa.column(name) for name in ("id", "serial", "act", "records", "holdings")))
    op.bulk_insert(head, [{"id": 1, "serial": 0, "act": 0, "records": 0, "holdings": 0}])


def downgrade() -> None:
    with op.batch_alter_table("prefixes", schema=None) as batch_op:
        batch_op.drop_index("ix_prefixes_enterprise")

    op.drop_table("prefixes")
    op.drop_table("enterprises")
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_at")

    op.drop_table("trail")
    op.drop_table("sessions")
    with op.batch_alter_table("resolutions", schema=None) as batch_op:
        batch_op.drop_index("ix_resolutions_day_prefix")

    op.drop_table("resolutions")
    op.drop_table("registrations")
    op.drop_table("records")
    op.drop_table("parks")
    op.drop_table("node")
    op.drop_table("keys")
    op.drop_table("journal_head")
    op.drop_table("journal")
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.drop_index("ix_idempotency_created_at")

    op.drop_table("idempotency")
