"""Passwords of the Handle API are not guessed by the thousand (threats.md): after a few each wrong one waits longer."""

from pathlib import Path

import pytest

from registry.guesses import Guesses
from registry.store.book import Book
from tests.support.books import Clock
from tests.support.handle_api import Api, basic, furnished, password_of, serving

USER = "300%3A88.1000.1/ADMIN"
TARGET = "/api/handles/88.1000.1/Sn-1"


async def tried(api: Api, clock: Clock, count: int) -> list[int]:
    """The statuses of so many wrong passwords, one a second."""
    statuses = []
    for number in range(count):
        statuses.append((await api.ask("GET", TARGET, by=basic(USER, f"guess {number}"))).status)
        clock.now += 1
    return statuses


@pytest.mark.parametrize(("free", "looked_at"), [(3, 8), (0, 40)])
async def test_of_forty_guesses_in_forty_seconds(
    book: Book, tmp_path: Path, clock: Clock, free: int, looked_at: int
) -> None:
    """With the protection off (0) all of them are looked at: that is the twin."""
    await furnished(book)
    async with serving(book, tmp_path / "api", clock, guesses=Guesses(free, clock)) as api:
        statuses = await tried(api, clock, 40)

        assert statuses.count(401) == looked_at
        assert set(statuses) <= {401, 429}
        right = await api.ask("GET", TARGET, by=password_of("88.1000.1"))
        # While it waits the right one is not looked at either: a guesser would learn which one it is.
        assert right.status == (429 if free else 200)
        clock.now += 3_600
        assert (await api.ask("GET", TARGET, by=password_of("88.1000.1"))).status == 200


async def test_the_refusal_says_how_long(book: Book, tmp_path: Path, clock: Clock) -> None:
    await furnished(book)
    async with serving(book, tmp_path / "api", clock, guesses=Guesses(1, clock)) as api:
        for _ in range(2):
            await api.ask("GET", TARGET, by=basic(USER, "wrong"))
        refused = await api.ask("GET", TARGET, by=basic(USER, "wrong"))

        assert (refused.status, refused.headers["Retry-After"]) == (429, "2")
        assert '"responseCode":603' in refused.text
        assert (await api.ask("GET", TARGET)).status == 200
