"""Limits over HTTP: rates with their headers, quotas by key and prefix, and guessing."""

from collections.abc import AsyncIterator

import pytest

from registry.guesses import Guesses
from registry.store.book import Book
from schemas.rate import Rate
from tests.support.books import Clock
from tests.support.own_api import OwnApi, furnished, serving


@pytest.fixture
async def strict(book: Book, clock: Clock) -> AsyncIterator[OwnApi]:
    """A node whose keys ask thrice a minute, and which takes two wrong credentials."""
    guesses = Guesses(free=2, clock=clock)
    await furnished(book)
    async with serving(book, clock, usual_rate=Rate(3, 60), guesses=guesses) as own:
        yield own


async def test_a_rate_is_told_and_kept(strict: OwnApi, clock: Clock) -> None:
    answers = [await strict.ask("GET", "/prefixes", by="owner") for _ in range(4)]

    assert [each.status for each in answers] == [200, 200, 200, 429]
    told = [each.headers["RateLimit"] for each in answers]
    assert told == ['"key";r=2;t=20', '"key";r=1;t=40', '"key";r=0;t=60', '"key";r=0;t=60']
    assert {each.headers["RateLimit-Policy"] for each in answers} == {'"key";q=3;w=60'}
    assert answers[3].headers["Retry-After"] == "20"
    assert answers[3].detail[:2] == (429, "requests-used-up")
    assert (await strict.ask("GET", "/prefixes", by="stranger")).status == 200
    clock.now += 20
    assert (await strict.ask("GET", "/prefixes", by="owner")).status == 200


async def test_a_key_has_a_rate_of_its_own(own: OwnApi) -> None:
    made = (await own.ask("POST", "/keys", {"role": "auditor", "rate": "1/h", "registrations": 5}, by="park")).json
    assert (made["rate"], made["registrations_left"]) == ("1/h", 5)
    assert [(await own.ask("GET", "/prefixes", by=made["key"])).status for _ in range(2)] == [200, 429]

    freed = await own.ask("PATCH", f"/keys/{made['id']}", {"rate": None}, by="park")
    assert (freed.json["rate"], freed.json["registrations_left"]) == (None, 5)
    answer = await own.ask("GET", "/prefixes", by=made["key"])
    assert (answer.status, "RateLimit" in answer.headers) == (200, False)
    wrong = await own.ask("PATCH", f"/keys/{made['id']}", {"rate": "often"}, by="park")
    assert wrong.detail[:2] == (400, "malformed")
    assert wrong.detail[2] == "cannot read 'often' as a rate: expected one as in 10/s, 600/min or 90000/d"


async def test_quotas_are_refused_with_codes_of_their_own(own: OwnApi) -> None:
    one, two = ({"handle": f"88.1000.1/{name}", "values": []} for name in "AB")
    limited = await own.ask("PATCH", "/prefixes/88.1000.1", {"quota": 1}, by="park")
    assert (limited.json["quota"], limited.json["identifiers"]) == (1, 0)
    assert (await own.ask("POST", "/identifiers", one, by="owner")).status == 201

    refused = await own.ask("POST", "/identifiers", two, by="owner")
    assert refused.detail == (403, "prefix-full", "the prefix 88.1000.1 has room for no more, wanted 1")
    assert "Retry-After" not in refused.headers
    (line, _) = (await own.send(b'{"handle":"88.1000.1/B","values":[]}\n', by="owner")).lines
    assert (line["status"], line["code"]) == (403, "prefix-full")
    await own.ask("PATCH", "/prefixes/88.1000.1", {"quota": None}, by="park")
    id = next(
        key["id"]
        for key in (await own.ask("GET", "/keys", by="park")).json["items"]
        if key["prefixes"] == ["88.1000.1"]
    )
    await own.ask("PATCH", f"/keys/{id}", {"registrations": 0}, by="park")
    refused = await own.ask("POST", "/identifiers", two, by="owner")
    assert refused.detail == (403, "registrations-used-up", f"key:{id} may register no more, wanted 1")


async def test_wrong_keys_are_slowed_down_and_right_ones_are_not(strict: OwnApi, clock: Clock) -> None:
    wrong = "idn_0123456789ab_" + "x" * 43
    statuses = [(await strict.ask("GET", "/prefixes", by=wrong)).status for _ in range(4)]

    assert statuses == [401, 401, 401, 429]
    assert (await strict.ask("GET", "/prefixes", by="owner")).status == 200
    clock.now += 2
    assert (await strict.ask("GET", "/prefixes", by=wrong)).status == 401
