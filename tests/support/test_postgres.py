"""The PostgreSQL that tests stand on: real, separate for each test, and it survives being killed."""

import asyncio
import re

import asyncpg

from tests.support.postgres import Postgres


def ask(url: str, sql: str) -> object:
    """One value from the database at `url`."""
    match = re.fullmatch(r"postgresql\+asyncpg://(?P<user>\w+)@/(?P<database>\w+)\?host=(?P<host>.+)", url)
    assert match is not None

    async def asked() -> object:
        connection = await asyncpg.connect(**match.groupdict())
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(asked())


def fill(url: str) -> None:
    ask(url, "create table filled as select '水表' as name")


def test_each_database_is_a_new_one(postgres: Postgres, postgres_url: str) -> None:
    ask(postgres_url, "create table things (name text)")

    other = postgres.database()

    assert ask(other, "select to_regclass('things')::text") is None
    postgres.drop(other)


def test_a_database_may_begin_as_a_copy_of_a_filled_one(postgres: Postgres) -> None:
    first, second = postgres.database(fill), postgres.database(fill)

    ask(first, "delete from filled")

    assert ask(second, "select name from filled") == "水表"
    postgres.drop(first)
    postgres.drop(second)


def test_it_sorts_by_code_point(postgres_url: str) -> None:
    assert ask(postgres_url, "select string_agg(x, '' order by x) from unnest(array['b','B','a','中']) x") == "Bab中"


def test_only_the_durable_one_waits_for_the_disk(postgres: Postgres, durable_postgres: Postgres) -> None:
    assert ask(postgres.url(), "show fsync") == "off"
    assert ask(durable_postgres.url(), "show fsync") == "on"


def test_what_was_acknowledged_is_there_after_a_kill(durable_postgres: Postgres) -> None:
    url = durable_postgres.database()
    ask(url, "create table kept as select 42 as n")

    durable_postgres.kill()
    durable_postgres.start()

    assert ask(url, "select n from kept") == 42
