"""What no caller does, whatever its role: change what is suspended, pass as a look-alike, say what is not its to say.

Who may do what, route by route: test_every_route.py.
"""

from typing import Any

import pytest

from tests.support.own_api import OwnApi

URL = {"index": 1, "type": "URL", "data": "https://erp.example/1"}
NEW = {"handle": "88.1000.1/NEW", "values": [URL]}
PRESENT = "/identifiers/88.1000.1/PRESENT"


@pytest.mark.parametrize("who", ["owner", "suspended", "park"])
async def test_a_suspended_prefix_takes_nothing_from_anybody(own: OwnApi, who: str) -> None:
    wanted = {"handle": "88.1000.3/X", "values": []}
    before = await own.serial()

    one = await own.ask("POST", "/identifiers", wanted, by=who)
    many = await own.send(b'{"handle":"88.1000.3/X","values":[]}\n', by=who)

    assert one.detail == (403, "forbidden", "the prefix 88.1000.3 is suspended and takes no changes")
    assert many.lines[0]["status"] == 403
    assert await own.serial() == before


async def test_a_derived_prefix_belongs_to_its_holder_and_a_lookalike_does_not(own: OwnApi) -> None:
    for text, status in (("88.1000.10/X", 403), ("88.1000/X", 403), ("88.1000.1.5/X", 421), ("88.1000.01/X", 421)):
        assert (await own.ask("POST", "/identifiers", {"handle": text, "values": []}, by="owner")).status == status


@pytest.mark.parametrize(
    "more",
    [{"version": 7}, {"standing": "retired"}, {"registered_at": "2020-01-01T00:00:00Z"}, {"prefix": "88.1000.10"}],
)
async def test_what_is_not_the_callers_to_say_is_refused(own: OwnApi, more: dict[str, Any]) -> None:
    await own.ask("POST", "/identifiers", {"handle": "88.1000.1/PRESENT", "values": [URL]}, by="owner")
    before = await own.serial()

    posted = await own.ask("POST", "/identifiers", NEW | more, by="owner")
    put = await own.ask("PUT", PRESENT, {"values": [URL]} | more, by="owner", If_Match="*")
    patched = await own.ask("PATCH", PRESENT, {"put": [URL | more]}, by="owner", If_Match="*")

    assert [answer.status for answer in (posted, put, patched)] == [400, 400, 400]
    assert f'unknown member "{next(iter(more))}"' in posted.detail[2]
    assert await own.serial() == before
