"""What every test may ask for: the fixtures of tests/support."""

from hypothesis import HealthCheck, settings

from tests.support.books import book, clock, database_url, empty_book
from tests.support.postgres import durable_postgres, postgres, postgres_url

__all__ = ["book", "clock", "database_url", "durable_postgres", "empty_book", "postgres", "postgres_url"]

# How long an example takes says nothing on a machine that does other things, too.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if settings.get_current_profile_name() == "default":
    settings.load_profile("unhurried")
