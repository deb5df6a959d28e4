"""`GET /api/v1/search`: pages that follow each other, what is shown of each identifier, and who is refused what."""

from urllib.parse import quote

import pytest

from registry.applying.expect import expect
from registry.enroll import enroll
from registry.grant import grant
from registry.index.follow import Indexer
from schemas.enterprise import Enterprise
from schemas.prefix import Prefix
from tests.support.books import ROOT
from tests.support.own_api import OwnApi

HOLDER = Enterprise(id="", name="江西岫澜电路科技有限公司", name_en="Xiulan Circuits", uscc="91360121MAY1C7P03X")


async def rows(own: OwnApi, count: int) -> None:
    """Identifiers with a name in Chinese."""
    line = '{"handle":"88.1000.1/SN-%d","values":[{"index":1,"type":"NAME","data":"轴承座 %d"}]}\n'
    await own.send("".join(line % (number, number) for number in range(count)).encode())


async def test_pages_follow_each_other_by_the_link(own: OwnApi) -> None:
    await rows(own, 7)
    await Indexer(own.context.book, courtesy=0.0).catch_up()

    found, target = [], f"/search?q={quote('轴承')}&limit=3"
    while target:
        answer = await own.ask("GET", target, by="owner")
        assert answer.status == 200
        found += [item["handle"] for item in answer.json["items"]]
        link = answer.headers.get("Link", "")
        assert bool(link) is (answer.json["next"] is not None)
        target = link.partition("<")[2].partition(">")[0].removeprefix("/api/v1")

    assert found == [f"88.1000.1/SN-{number}" for number in range(6, -1, -1)]


async def test_what_is_found_is_shown_with_the_values_that_hold_the_words(own: OwnApi) -> None:
    await rows(own, 2)

    answer = await own.ask("GET", f"/search?q={quote('承座 1')}".replace("%201", "") + quote(" sn-1"), by="owner")

    assert answer.json == {
        "items": [
            {
                "handle": "88.1000.1/SN-1",
                "standing": "active",
                "version": 1,
                "registered_at": "2026-11-22T04:00:00Z",
                "changed_at": "2026-11-22T04:00:00Z",
                "found": [{"index": 1, "type": "NAME", "text": "轴承座 1"}],
            }
        ],
        "holders": [],
        "next": None,
        "behind": 0,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=%E6%89%BF%E5%BA%A7%20sn-1", ["88.1000.1/SN-1"]),
        ("q=%E6%89%BF%E5%BA%A7+sn-1", ["88.1000.1/SN-1"]),
        ("q=sn%2B1", []),
        ("q=a%2Bb", ["88.1000.1/A+B"]),
    ],
)
async def test_a_plus_between_words_is_a_space_as_curl_and_forms_write_it(
    own: OwnApi, query: str, found: list[str]
) -> None:
    await rows(own, 2)
    await own.send(b'{"handle":"88.1000.1/A+B","values":[]}\n')

    answer = await own.ask("GET", f"/search?{query}", by="owner")

    assert [item["handle"] for item in answer.json["items"]] == found


async def test_an_enterprise_is_found_by_its_name_and_so_is_what_it_has(own: OwnApi) -> None:
    async with own.context.book.writing() as page:
        await enroll(page, ROOT, HOLDER)
        await page.flush()
        await grant(page, ROOT, Prefix.parse("88.1000.7"), HOLDER.uscc)
    await own.ask("POST", "/identifiers", {"handle": "88.1000.7/A-1", "values": []}, by="park")

    staff = await own.ask("GET", f"/search?q={quote('岫澜')}", by="auditor")
    stranger = await own.ask("GET", f"/search?q={quote('岫澜')}", by="owner")

    assert [item["handle"] for item in staff.json["items"]] == ["88.1000.7/A-1"]
    assert staff.json["holders"] == [
        {"name": HOLDER.name, "name_en": HOLDER.name_en, "uscc": HOLDER.uscc, "prefixes": ["88.1000.7"]}
    ]
    assert (stranger.json["items"], stranger.json["holders"]) == ([], [])


async def test_state_and_days_narrow_a_search(own: OwnApi) -> None:
    await rows(own, 2)
    await own.ask("DELETE", "/identifiers/88.1000.1/SN-0", by="owner", If_Match="*")

    async def found(query: str) -> list[str]:
        answer = await own.ask("GET", f"/search?q=sn{query}", by="owner")
        return [item["handle"].partition("/")[2] for item in answer.json["items"]]

    assert await found("") == ["SN-1"]
    assert await found("&standing=retired") == ["SN-0"]
    assert await found("&standing=any&prefix=88.1000.1") == ["SN-0", "SN-1"]
    assert await found("&from=2026-11-22&to=2026-11-22") == ["SN-1"]
    assert await found("&from=2026-11-23") == []
    assert await found("&to=2026-11-21") == []


@pytest.mark.parametrize(
    ("query", "by", "detail"),
    [
        ("?q=sn", None, (401, "unauthenticated", "this needs a key: send it as `Authorization: Bearer KEY`")),
        ("?q=sn", "node", (403, "forbidden", None)),
        ("?q=sn&prefix=88.1000.10", "owner", (403, "forbidden", None)),
        ("?q=s", "owner", (400, "malformed", "cannot search for 's': expected at least 2 characters in each word")),
        ("", "owner", (400, "malformed", "search for what? expected words, a prefix, a template, or days")),
        ("?q=sn&from=today", "owner", (400, "malformed", "cannot read from='today': expected a day, as in 2026-11-22")),
        (
            "?q=sn&limit=201",
            "owner",
            (400, "malformed", "cannot read limit='201': expected a whole number between 1 and 200"),
        ),
        ("?q=sn&cursor=AAAA", "owner", (400, "malformed", "the cursor is not one that this list was answered with")),
        (
            "?q=sn&standing=odd",
            "owner",
            (400, "malformed", "cannot read standing='odd': expected active or retired or any"),
        ),
    ],
)
async def test_a_wrong_question_is_refused(own: OwnApi, query: str, by: str | None, detail: tuple[object, ...]) -> None:
    status, code, sentence = (await own.ask("GET", f"/search{query}", by=by)).detail

    assert (status, code) == detail[:2]
    assert detail[2] in (None, sentence)


async def test_a_cursor_belongs_to_its_question(own: OwnApi) -> None:
    await rows(own, 3)
    following = (await own.ask("GET", "/search?q=sn&limit=1", by="owner")).json["next"]

    assert (await own.ask("GET", f"/search?q=sn&limit=1&cursor={following}", by="owner")).status == 200
    assert (await own.ask("GET", f"/search?q=xx&limit=1&cursor={following}", by="owner")).status == 400


async def test_a_draft_is_found_by_nobody_and_names_stand_in_one_order(own: OwnApi) -> None:
    async with own.context.book.writing() as page:
        await expect(page, ROOT, "水泵 not yet")
        for name, uscc in (("a 水泵", "91360121MAY1C7P03X"), ("B 水泵", "91110000600037341L")):
            await enroll(page, ROOT, Enterprise(id="", name=name, uscc=uscc))

    found = (await own.ask("GET", f"/search?q={quote('水泵')}", by="auditor")).json["holders"]
    listed = (await own.ask("GET", "/enterprises", by="auditor")).json["items"]

    assert [holder["name"] for holder in found] == ["B 水泵", "a 水泵"]
    assert [firm["name"] for firm in listed] == ["B 水泵", "a 水泵"]
