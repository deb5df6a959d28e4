"""Suspending, restoring and ending an enterprise, with its prefixes and its keys."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.credentials import Pepper, issue, look_up
from registry.grant import change_standing, grant, rehome
from registry.stand import stand
from registry.store import prefixes
from registry.store.book import Book
from registry.store.tables import trail
from schemas.change import Mode, PrefixStanding
from schemas.errors import Conflict, Forbidden, Malformed, Unauthenticated
from schemas.life import Act, Standing
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from tests.support.applying import ADMIN, REVIEWER, entered
from tests.support.books import ROOT
from tests.support.practice import practice

FIRST, SECOND, THIRD = Prefix("88.1000.1"), Prefix("88.1000.2"), Prefix("88.1000.3")


@pytest.fixture
async def held(empty_book: Book, tmp_path: Path) -> tuple[Book, str]:
    async with empty_book.writing() as page:
        await grant(page, ROOT, Prefix("88.1000"), None)
        id = await entered(page, practice(tmp_path))
        for prefix in (FIRST, SECOND, THIRD):
            await grant(page, ROOT, prefix, id)
    async with empty_book.writing() as page:
        await change_standing(page, ROOT, SECOND, PrefixStanding.SUSPENDED)
        await change_standing(page, ROOT, THIRD, PrefixStanding.CLOSED)
    return empty_book, id


async def standings(book: Book, id: str) -> list[PrefixStanding]:
    async with book.reading() as page:
        return [each.standing for each in await prefixes.list_(page, id)]


async def test_prefixes_are_suspended_and_restored_along_and_no_others(held: tuple[Book, str]) -> None:
    book, id = held
    async with book.writing() as page:
        await stand(page, ADMIN, id, Act.SUSPEND, "证照过期")
    assert await standings(book, id) == [PrefixStanding.SUSPENDED, PrefixStanding.SUSPENDED, PrefixStanding.CLOSED]
    async with book.writing() as page:
        with pytest.raises(Conflict, match="which is suspended$"):
            await change_standing(page, ROOT, FIRST, PrefixStanding.ACTIVE)
        with pytest.raises(Conflict, match="is suspended and gets no prefix$"):
            await grant(page, ROOT, Prefix("88.1000.4"), id)
    async with book.writing() as page:
        await stand(page, ADMIN, id, Act.RESTORE)
    assert await standings(book, id) == [PrefixStanding.ACTIVE, PrefixStanding.SUSPENDED, PrefixStanding.CLOSED]
    async with book.reading() as page:
        rows = await page.rows(sa.select(trail.c.verb, trail.c.subject).order_by(trail.c.act.desc()).limit(4))
    assert [tuple(row) for row in rows] == [
        ("prefix active", "88.1000.1"),
        ("restore enterprise", id),
        ("prefix suspended", "88.1000.1"),
        ("suspend enterprise", id),
    ]


async def test_the_end_closes_prefixes_and_keys_for_good(held: tuple[Book, str]) -> None:
    book, id = held
    pepper = Pepper(bytes(32))
    async with book.writing() as page:
        _, text = await issue(page, ROOT, pepper, Role.ENTERPRISE_ADMIN, enterprise=id)
    async with book.reading() as page:
        assert (await look_up(page, pepper, text)).prefixes == (FIRST, SECOND, THIRD)
    async with book.writing() as page:
        mine = Principal("key:mine", Role.ENTERPRISE_ADMIN, enterprise=id)
        assert (await stand(page, mine, id, Act.CLOSE)).standing is Standing.CLOSING
        with pytest.raises(Forbidden):
            await stand(page, mine, id, Act.FINISH, "自行注销")
        with pytest.raises(Forbidden):
            await stand(page, REVIEWER, id, Act.FINISH, "注销")
        with pytest.raises(Malformed, match="takes a reason, got none"):
            await stand(page, ADMIN, id, Act.FINISH)
    assert await standings(book, id) == [PrefixStanding.ACTIVE, PrefixStanding.SUSPENDED, PrefixStanding.CLOSED]
    async with book.writing() as page:
        await stand(page, ADMIN, id, Act.FINISH, "已迁出")
    assert await standings(book, id) == [PrefixStanding.CLOSED] * 3
    async with book.reading() as page:
        with pytest.raises(Unauthenticated):
            await look_up(page, pepper, text)
        asked = sa.select(trail.c.detail).where(trail.c.verb == "finish enterprise")
        told = json.loads(await page.scalar(asked))
    assert told["keys"] == [text.split("_")[1]]
    async with book.writing() as page:
        with pytest.raises(Conflict, match="a prefix is never given out twice"):
            await grant(page, ROOT, FIRST, None)


async def test_a_prefix_moves_to_the_enterprises_own_node_and_back(held: tuple[Book, str]) -> None:
    book, _ = held
    async with book.writing() as page:
        moved = await rehome(page, ROOT, FIRST, Mode.DELEGATED, "https://node.maker.example")
        with pytest.raises(Conflict, match="is delegated already$"):
            await rehome(page, ROOT, FIRST, Mode.DELEGATED, "https://node.maker.example")
        with pytest.raises(Malformed, match="is hosted here and has no endpoint"):
            await rehome(page, ROOT, FIRST, Mode.HOSTED, "https://node.maker.example")
        with pytest.raises(Conflict, match="is closed$"):
            await rehome(page, ROOT, THIRD, Mode.MIRRORED)
        with pytest.raises(Forbidden):
            await rehome(page, REVIEWER, FIRST, Mode.HOSTED)
        back = await rehome(page, ROOT, FIRST, Mode.HOSTED)

    assert (moved.mode, moved.endpoint, back.mode, back.endpoint) == (
        Mode.DELEGATED,
        "https://node.maker.example",
        Mode.HOSTED,
        None,
    )
