"""Signed links at the public door: what is opened is shown and never kept; what is not is what everybody gets."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from resolver.edge.opening import Asked
from schemas.errors import Busy
from schemas.handle import Handle
from schemas.value import Value
from tests.resolver.edge.standing import PaperShelf
from tests.resolver.edge.stocked import stocked
from tests.resolver.edge.test_door import Street, open_street

PRICE = Value(9, "price", b"38.60 <b>", permissions=28)
PUBLIC = (Value(1, "URL", b"https://a.example/x"), PRICE)


class PaperOpener:
    """An opener that knows one link of one record, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, request: web.Request, handle: Handle, link: str, asked: Asked) -> tuple[Value, ...]:
        self.asked.append((handle.text, link))
        if link == "lnk_busy":
            raise Busy("the database is away")
        shown = asked(PUBLIC) if (handle.suffix_key, link) == ("URL", "lnk_good") else ()
        return shown if PRICE in shown else ()


@pytest.fixture
def opener() -> PaperOpener:
    return PaperOpener()


@pytest.fixture
async def street(tmp_path: Path, opener: PaperOpener) -> AsyncIterator[Street]:
    """The door with the stocked shelf behind it, and somebody who knows of links."""
    made, runner = await open_street(tmp_path, stocked(), opener=opener)
    yield made
    await runner.cleanup()


async def test_whoever_has_the_link_is_shown_the_page_and_not_led_on(street: Street) -> None:
    shown = await street.ask("/88.1000.1/URL?link=lnk_good&lang=en")

    assert (shown.status, shown.headers["cache-control"]) == (200, "private, no-store")
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "38.60 &lt;b&gt;" in shown.text
    assert "Some of this is for whoever was given this link" in shown.text
    assert 'href="/api/v1/identifiers/88.1000.1/URL?link=lnk_good"' in shown.text
    assert "?link=lnk_good&amp;lang=zh-CN" in shown.text
    assert street.counted() == {("88.1000.1", "page", "found", "external"): 1}


async def test_programs_get_the_same_as_json(street: Street) -> None:
    shown = await street.ask("/88.1000.1/URL?link=lnk_good", "Accept: application/json")

    assert (shown.status, shown.headers["cache-control"]) == (200, "private, no-store")
    assert [value["index"] for value in json.loads(shown.body)["values"]] == [1, 9]


@pytest.mark.parametrize(
    "query", ["link=lnk_wrong", "link=", "link=lnk_good&link=lnk_wrong", "link=lnk_good&type=URL", "%6Cink=x"]
)
async def test_a_link_that_opens_nothing_is_answered_as_everybody_is_but_kept_by_no_cache(
    street: Street, query: str
) -> None:
    answer, usual = await street.ask(f"/88.1000.1/URL?{query}"), await street.ask("/88.1000.1/URL")

    assert (answer.status, answer.headers["location"], answer.body) == (302, usual.headers["location"], usual.body)
    assert answer.headers["cache-control"] == "private, no-store"
    assert ("expires" in answer.headers, "expires" in usual.headers) == (False, True)
    assert "cache-control" not in usual.headers


async def test_only_what_is_asked_for_is_opened(street: Street, opener: PaperOpener) -> None:
    shown = await street.ask("/88.1000.1/URL?index=9&link=lnk_good", "Accept: application/json")

    assert [value["index"] for value in json.loads(shown.body)["values"]] == [9]
    assert opener.asked == [("88.1000.1/URL", "lnk_good")]


@pytest.mark.parametrize(
    ("target", "status"), [("88.1000.1/NOBODY", 404), ("88.1000.1/ALIAS", 301), ("88.1000.3/x", 302), ("10.5/x", 400)]
)
async def test_what_is_not_here_is_not_looked_up(street: Street, opener: PaperOpener, target: str, status: int) -> None:
    answer = await street.ask(f"/{target}?link=lnk_good")

    assert (answer.status, answer.headers["cache-control"]) == (status, "private, no-store")
    assert opener.asked == []


async def test_what_cannot_be_looked_up_or_noted_now_is_not_shown(street: Street) -> None:
    answer = await street.ask("/88.1000.1/URL?link=lnk_busy")

    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert street.counted() == {}


async def test_without_anybody_who_knows_links_open_nothing(tmp_path: Path) -> None:
    made, runner = await open_street(tmp_path, PaperShelf())
    assert (await made.ask("/88.1000.1/URL?link=lnk_good")).status == 400
    await runner.cleanup()
