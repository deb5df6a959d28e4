"""What every test may ask for: the fixtures of tests/support."""

from tests.support.books import book, clock, database_url, empty_book
from tests.support.postgres import durable_postgres, postgres, postgres_url

__all__ = ["book", "clock", "database_url", "durable_postgres", "empty_book", "postgres", "postgres_url"]
