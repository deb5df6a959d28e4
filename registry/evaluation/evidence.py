"""Evidence: the rows a number came from, as a query that anyone with the database can ask again.

A fingerprint is the SHA-256 of the rows, each as one line of compact JSON, in the order of the query.
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading


class Evidence(msgspec.Struct, frozen=True):
    """Where a number came from."""

    name: str
    query: str
    rows: int
    fingerprint: str
    """`sha256:` and 64 hexadecimal digits."""


class Gathered(msgspec.Struct, frozen=True):
    """The rows of one question, and what proves them."""

    rows: Sequence[Any]
    evidence: Evidence


async def gather(page: Reading, name: str, statement: sa.Select[Any]) -> Gathered:
    """Ask, and keep the question and the answer's fingerprint. The statement says its own order."""
    rows = await page.rows(statement)
    return Gathered(rows, Evidence(name, query_of(page, statement), len(rows), fingerprint(rows)))


def fingerprint(rows: Sequence[Any]) -> str:
    """The fingerprint of rows.

    >>> fingerprint([("88.1000.1", 3)])
    'sha256:91970ebf62faf7fcf58c58193ae12ce8c984ddff8cd3c6442d0c329b848a4f74'
    """
    digest = hashlib.sha256()
    for row in rows:
        digest.update(msgspec.json.encode([_plain(part) for part in row]) + b"\n")
    return f"sha256:{digest.hexdigest()}"


def query_of(page: Reading, statement: sa.Select[Any]) -> str:
    """The statement as it can be typed into the database's own shell, on one line."""
    options = {"literal_binds": True, "render_postcompile": True}
    compiled = statement.compile(dialect=page.connection.dialect, compile_kwargs=options)
    return " ".join(str(compiled).split())


def _plain(part: Any) -> Any:
    """As SQLite has it: PostgreSQL adds whole numbers up to a decimal, and it has truth values of their own."""
    return int(part) if isinstance(part, (bool, Decimal)) else part
