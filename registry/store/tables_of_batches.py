"""The tables of batches and of who drew which serials, beside those of `registry.store.tables`."""

import sqlalchemy as sa

from registry.store.tables import Key, metadata

__all__ = ["batches", "draws", "mapped_runs", "metadata"]

draws = sa.Table(
    "draws",
    metadata,
    sa.Column("prefix", Key, primary_key=True, comment="the prefix's key"),
    sa.Column("name", Key, primary_key=True, comment="of the rule"),
    sa.Column("last", sa.BigInteger, primary_key=True),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("actor", Key, nullable=False, comment="as the trail names who drew"),
    comment="Who drew which serials; what one caller drew without a gap is one row.",
)

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("prefix", Key, primary_key=True, comment="the prefix's key"),
    sa.Column("place", Key, primary_key=True, comment="form, text around the serial, first serial"),
    sa.Column("id", Key, nullable=False, unique=True),
    sa.Column("rule", Key, nullable=False, comment="the id of a version of a coding rule"),
    sa.Column("last", sa.BigInteger, nullable=False, comment="serial"),
    sa.Column("standing", sa.SmallInteger, nullable=False, comment="0 active, 1 retired"),
    sa.Column("since", sa.BigInteger, nullable=False, comment="the journal's serial of its registration"),
    sa.Column("serial", sa.BigInteger, nullable=False, comment="the journal's serial of its last change"),
    sa.Column("own", sa.BigInteger, nullable=False, server_default="0", comment="members with records of their own"),
    sa.Column("batch", sa.LargeBinary, nullable=False, comment="all of it, packed"),
    sa.Index("ix_batches_prefix_since", "prefix", "since"),
    comment="Runs of serials, each registered as one thing.",
    sqlite_with_rowid=False,
)

mapped_runs = sa.Table(
    "mapped_runs",
    metadata,
    sa.Column("place", Key, primary_key=True, comment="scheme, length, form, text around the serial, first serial"),
    sa.Column("form", sa.LargeBinary, nullable=False, comment="of the keys"),
    sa.Column("last", sa.BigInteger, nullable=False, comment="serial"),
    sa.Column("prefix", Key, nullable=False, comment="the prefix's key"),
    sa.Column("batch", Key, nullable=False, comment="its place among those of the prefix"),
    sa.Index("ix_mapped_runs_prefix_batch", "prefix", "batch"),
    comment="Other identifiers that the members of batches carry, one each.",
)
