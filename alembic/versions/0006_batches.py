"""Batches, and who drew which serials"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

_COMMENTS = (
    ("journal_head", "records", "identifiers ever registered", "identifiers that ever had a record of their own"),
    ("prefixes", "records", "records that answer now", "identifiers that answer now"),
)


def upgrade() -> None:
    op.add_column(
        "prefixes",
        sa.Column(
            "forms", sa.LargeBinary(), nullable=True, comment="of the suffixes in its batches; NULL: it has none"
        ),
    )
    op.add_column(
        "journal_head",
        sa.Column("batches", sa.BigInteger(), nullable=False, server_default="0", comment="batches ever registered"),
    )
    op.create_table(
        "batches",
        sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
        sa.Column("place", Key, nullable=False, comment="form, text around the serial, first serial"),
        sa.Column("id", Key, nullable=False),
        sa.Column("rule", Key, nullable=False, comment="the id of a version of a coding rule"),
        sa.Column("last", sa.BigInteger(), nullable=False, comment="serial"),
        sa.Column("standing", sa.SmallInteger(), nullable=False, comment="0 active, 1 retired"),
        sa.Column("since", sa.BigInteger(), nullable=False, comment="the journal's serial of its registration"),
        sa.Column("serial", sa.BigInteger(), nullable=False, comment="the journal's serial of its last change"),
        sa.Column(
            "own", sa.BigInteger(), nullable=False, server_default="0", comment="members with records of their own"
        ),
        sa.Column("batch", sa.LargeBinary(), nullable=False, comment="all of it, packed"),
        sa.PrimaryKeyConstraint("prefix", "place", name=op.f("pk_batches")),
        sa.UniqueConstraint("id", name=op.f("uq_batches_id")),
        comment="Runs of serials, each registered as one thing.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_batches_prefix_since", "batches", ["prefix", "since"])
    draws = op.create_table(
        "draws",
        sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
        sa.Column("name", Key, nullable=False, comment="of the rule"),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("actor", Key, nullable=False, comment="as the trail names who drew"),
        sa.PrimaryKeyConstraint("prefix", "name", "last", name=op.f("pk_draws")),
        comment="Who drew which serials; what one caller drew without a gap is one row.",
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, column, before, now in _COMMENTS:
            op.alter_column(table, column, existing_type=sa.BigInteger(), comment=now, existing_comment=before)
    # What was drawn before this stands in the trail alone: `88.1000.1: sn`, {"first": 1, "last": 100, …}.
    trail = sa.table("trail", *map(sa.column, ("act", "actor", "verb", "subject", "detail")))
    lines = op.get_bind().execute(
        sa.select(trail.c.actor, trail.c.subject, trail.c.detail)
        .where(trail.c.verb == "allocate")
        .order_by(trail.c.act)
    )
    runs: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for actor, subject, detail in lines:
        prefix, _, name = subject.partition(": ")
        drawn = json.loads(detail)
        of_rule = runs.setdefault((prefix.upper(), name), [])
        first, last = drawn["first"], drawn["last"]
        if of_rule and of_rule[-1][1:] == (first - 1, actor):
            first = of_rule.pop()[0]
        of_rule.append((first, last, actor))
    rows = [
        {"prefix": prefix, "name": name, "last": last, "first": first, "actor": actor}
        for (prefix, name), of_rule in runs.items()
        for first, last, actor in of_rule
    ]
    for at in range(0, len(rows), 1000):
        op.bulk_insert(draws, rows[at : at + 1000])


def downgrade() -> None:
    op.drop_table("draws")
    op.drop_table("batches")
    op.drop_column("journal_head", "batches")
    op.drop_column("prefixes", "forms")
