"""What every test may ask for: the fixtures of tests/support."""

from tests.support.postgres import durable_postgres, postgres, postgres_url

__all__ = ["durable_postgres", "postgres", "postgres_url"]
