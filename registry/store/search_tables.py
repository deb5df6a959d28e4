"""The tables of search, beside those of the registry: they can be emptied at any time and are filled anew."""

import sqlalchemy as sa

from registry.store.tables import metadata

search_state = sa.Table(
    "search_state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False, comment="of what is indexed and how"),
    sa.Column("serial", sa.BigInteger, nullable=False, comment="the journal's serial up to which it has come"),
    comment="One row: how far the index of search has come. It follows the journal and can be made anew from it.",
)

search_postings = sa.Table(
    "search_postings",
    metadata,
    sa.Column("segment", sa.BigInteger, primary_key=True, autoincrement=False, comment="65,536 serials of the journal"),
    sa.Column("token", sa.LargeBinary, primary_key=True, comment="two characters, or a prefix, a day, a state"),
    sa.Column("holds", sa.LargeBinary, nullable=False, comment="a bit for each serial, compressed"),
)

search_keys = sa.Table(
    "search_keys",
    metadata,
    sa.Column("block", sa.BigInteger, primary_key=True, autoincrement=False, comment="1,024 serials of the journal"),
    sa.Column("keys", sa.LargeBinary, nullable=False, comment="the canonical keys of the changed records"),
)
