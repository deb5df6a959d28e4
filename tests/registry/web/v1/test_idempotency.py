"""Idempotency-Key: a request is done at most once, however often it is sent."""

import asyncio

import pytest

from tests.support.books import Clock
from tests.support.own_api import NDJSON, OwnApi

DAY = 86_400


def wanted(suffix: str) -> dict[str, object]:
    return {"handle": f"88.1000.1/{suffix}", "values": []}


async def test_the_same_request_gets_the_same_answer_and_is_done_once(own: OwnApi) -> None:
    first = await own.ask("POST", "/identifiers", wanted("A"), by="owner", Idempotency_Key='"k-1"')
    before = await own.serial()
    again = await own.ask("POST", "/identifiers", wanted("A"), by="owner", Idempotency_Key="k-1")

    assert (first.status, again.status, await own.serial()) == (201, 201, before)
    assert first.body == again.body
    assert {name: first.headers[name] for name in ("Location", "ETag")} == {
        name: again.headers[name] for name in ("Location", "ETag")
    }


async def test_without_a_key_the_second_is_a_conflict(own: OwnApi) -> None:
    answers = [(await own.ask("POST", "/identifiers", wanted("B"), by="owner")).status for _ in range(2)]

    assert answers == [201, 409]


@pytest.mark.parametrize(
    ("target", "body"),
    [("/identifiers", wanted("OTHER")), ("/identifiers?dry_run=false", wanted("C"))],
)
async def test_a_key_stands_for_one_request(own: OwnApi, target: str, body: dict[str, object]) -> None:
    await own.ask("POST", "/identifiers", wanted("C"), by="owner", Idempotency_Key="k")

    answer = await own.ask("POST", target, body, by="owner", Idempotency_Key="k")

    sentence = "this Idempotency-Key was used for another request: expected a new key for a new request"
    assert answer.detail == (422, "key-reused", sentence)


async def test_keys_of_different_callers_are_different_keys(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("D"), by="owner", Idempotency_Key="k")

    other = {"handle": "88.1000.10/D", "values": []}
    answer = await own.ask("POST", "/identifiers", other, by="stranger", Idempotency_Key="k")

    assert answer.status == 201


async def test_a_key_is_remembered_for_a_day(own: OwnApi, clock: Clock) -> None:
    await own.ask("POST", "/identifiers", wanted("E"), by="owner", Idempotency_Key="k")

    clock.now += DAY
    within = await own.ask("POST", "/identifiers", wanted("E"), by="owner", Idempotency_Key="k")
    clock.now += 1
    after = await own.ask("POST", "/identifiers", wanted("F"), by="owner", Idempotency_Key="k")

    assert (within.status, after.status) == (201, 201)
    assert await own.stored("88.1000.1/F") == ["88.1000.1/F"]


async def test_what_was_refused_may_be_tried_again_under_its_key(own: OwnApi) -> None:
    refused = await own.ask(
        "POST", "/identifiers", {"handle": "88.1000.10/X", "values": []}, by="owner", Idempotency_Key="k"
    )
    tried = await own.ask("POST", "/identifiers", wanted("X"), by="owner", Idempotency_Key="k")

    assert (refused.status, tried.status) == (403, 201)


async def test_sent_twice_at_once_it_is_done_once(own: OwnApi) -> None:
    answers = await asyncio.gather(
        *(own.ask("POST", "/identifiers", wanted("T"), by="owner", Idempotency_Key="k") for _ in range(8))
    )

    assert {answer.status for answer in answers} <= {201, 409}
    assert sum(answer.status == 201 for answer in answers) >= 1
    in_flight = "a request with this Idempotency-Key is being answered now: expected one at a time"
    for answer in answers:
        if answer.status == 409:
            assert answer.detail == (409, "in-flight", in_flight)
    assert (await own.ask("GET", "/history/88.1000.1/T", by="owner")).json["items"][0]["version"] == 1


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "键"])
async def test_a_key_that_is_none_is_refused(own: OwnApi, key: str) -> None:
    answer = await own.ask("POST", "/identifiers", b"", by="owner", Content_Type=NDJSON, Idempotency_Key=key)

    assert answer.detail == (
        400,
        "malformed",
        "an Idempotency-Key has 1 to 255 visible ASCII characters and comes once",
    )
