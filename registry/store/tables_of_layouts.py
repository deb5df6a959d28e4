"""The table of label layouts, beside those of `registry.store.tables`."""

import sqlalchemy as sa

from registry.store.tables import Key, metadata

__all__ = ["label_layouts", "metadata"]

label_layouts = sa.Table(
    "label_layouts",
    metadata,
    sa.Column("owner", Key, primary_key=True, comment="the enterprise's id; empty: the park"),
    sa.Column("name", Key, primary_key=True),
    sa.Column("document", sa.LargeBinary, nullable=False, comment="JSON: what it is called, the layout, its lines"),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    comment="Layouts of labels that enterprises and the park have made themselves.",
    sqlite_with_rowid=False,
)
