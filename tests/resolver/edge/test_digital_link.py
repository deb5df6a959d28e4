"""Digital Links over real sockets and a real replica: the checks of GS1's own test suite, and its blind spots.

GS1DL-resolver-testsuite of June 2026, check by check, in our own words; then what it does not look at.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver.edge import heads
from resolver.edge.desk import Desk
from resolver.edge.digital_link import DESCRIPTION_PATH, METHODS, DigitalLinks
from resolver.edge.door import Door
from resolver.edge.page import Nameplate
from resolver.gs1.linkset import JSON_LD_CONTEXT
from resolver.replica.mappings import Pointer
from resolver.replica.reader import Reader
from resolver.tally import Tally
from schemas.change import Claimed
from schemas.counting import Channel, Class, Outcome
from schemas.errors import Busy
from schemas.link_types import DEFAULT, DEFAULT_MULTI, NAMESPACE, compact
from schemas.sentences.chinese import in_chinese
from tests.resolver.edge.standing import PaperShelf, counted, desk_at
from tests.resolver.edge.test_door import Answer, Street
from tests.resolver.edge.variants import run
from tests.resolver.gs1.goods import (
    BARE,
    BASE,
    OF_EACH_KEY,
    PLAIN,
    PUMP,
    TAG_BASE64,
    TAG_HEX,
    TAGGED,
    replica,
    shelf,
)
from tests.resolver.gs1.validating import description_in, linkset_in

LINKSET = "Accept: application/linkset+json"
BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TOP = f"{PUMP}/22/2A/10/LOT-1/21/S-1"
UNKNOWN = "/01/09506000134383"


async def open_links(folder: Path, desk: Desk) -> tuple[Street, web.AppRunner]:
    """A server with both doors."""
    app = web.Application()
    nameplate = Nameplate("云谷节点", "Yungu node")
    door = Door(desk, nameplate)
    app.add_routes(DigitalLinks(desk, nameplate, door.answer).routes())
    app.add_routes(door.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return Street(site.port, shelf(), folder / "counters"), runner


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """A server over a real replica, with a real tally."""
    reader = replica(tmp_path)

    async def heal(_key: bytes) -> bool:
        return False

    made, runner = await open_links(tmp_path, Desk(reader, Tally(tmp_path / "counters", "worker-1"), heal, base=BASE))
    yield made
    await runner.cleanup()
    reader.close()


# ---- the checks of the official suite ----


async def test_the_description_file_is_there(street: Street) -> None:
    answer = await street.ask(DESCRIPTION_PATH, "Accept: application/json")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert description_in(answer.body)["resolverRoot"] == BASE
    assert answer.headers["access-control-allow-origin"] == "*"
    assert (await street.ask(DESCRIPTION_PATH, method="HEAD")).body == b""
    assert (await street.ask(DESCRIPTION_PATH, method="OPTIONS")).status == 204


@pytest.mark.parametrize("target", [PUMP, TOP, f"{PLAIN}/", TAG_HEX])
async def test_options_says_the_methods_and_where_the_linkset_is(street: Street, target: str) -> None:
    answer = await street.ask(
        target,
        "Origin: https://ref.gs1.org/test-suites/resolver/",
        "Access-Control-Request-Method: GET,HEAD,OPTIONS",
        method="OPTIONS",
    )

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == answer.headers["allow"] == METHODS
    assert 'rel="linkset"' in answer.headers["link"]
    assert 'rel="gs1:' not in answer.headers["link"]


@pytest.mark.parametrize("target", [PUMP, TOP, *OF_EACH_KEY.values()])
async def test_a_path_with_something_wrong_added_is_400(street: Street, target: str) -> None:
    assert (await street.ask(f"{target}/foo")).status == 400


@pytest.mark.parametrize("target", [PUMP, TOP, *OF_EACH_KEY.values()])
async def test_a_slash_at_the_end_makes_no_difference(street: Street, target: str) -> None:
    one, other = await street.ask(target), await street.ask(f"{target}/")

    assert one.status == other.status == 307
    assert one.headers["location"] == other.headers["location"]


@pytest.mark.parametrize(
    "target",
    [f"{PUMP}/10/unknown", f"{PUMP}/21/unknown", f"{PUMP}/22/unknown", "/414/9506000134376/254/unknown"],
)
async def test_an_unknown_qualifier_walks_up(street: Street, target: str) -> None:
    assert (await street.ask(target)).status == 307


@pytest.mark.parametrize("word", ["linkset", "all"])
async def test_the_linkset_is_had_by_its_link_type(street: Street, word: str) -> None:
    assert (await street.ask(f"{PUMP}?linkType={word}")).status == 200
    answer = await street.ask(f"{PUMP}?linkType={word}", LINKSET)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/linkset+json")
    linkset_in(answer.body)


@pytest.mark.parametrize("target", [PUMP, TOP, PLAIN, BARE, f"{BARE}/21/7", TAG_BASE64, *OF_EACH_KEY.values()])
async def test_the_linkset_is_had_by_the_header_and_is_valid(street: Street, target: str) -> None:
    answer = await street.ask(target, LINKSET)

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/linkset+json")
    contexts = linkset_in(answer.body)
    assert any(len(context.get(DEFAULT, ())) == 1 for context in contexts)
    assert f'<{JSON_LD_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"' in [
        link.strip() for link in answer.headers["link"].split(",")
    ]
    assert "Accept" in answer.headers["vary"]


async def test_the_query_is_passed_on(street: Street) -> None:
    answer = await street.ask(f"{PUMP}?foo=bar")

    assert answer.headers["location"] == "https://a.example/pump?foo=bar"


@pytest.mark.parametrize("target", [PUMP, f"{PUMP}/10/LOT-1", TOP, PLAIN, BARE, *OF_EACH_KEY.values()])
async def test_every_link_of_the_linkset_is_led_to_as_the_suite_asks_for_it(street: Street, target: str) -> None:
    """The suite's walk: at the most single level that has a link type, each link by its own attributes, or a 300.

    But for variants of a default link above a thing that has a default link of its own: they do not lead away from it.
    """
    seen: set[str] = {"anchor", "itemDescription"}
    for context in linkset_in((await street.ask(target, LINKSET)).body):
        if DEFAULT in context and DEFAULT not in seen:
            assert (await street.ask(target)).headers["location"] == context[DEFAULT][0]["href"]
        elif DEFAULT in seen:
            seen.add(DEFAULT_MULTI)
        for link_type, links in context.items():
            if link_type in seen or link_type == DEFAULT:
                continue
            same = [[one for one in links if _attributes(one) == _attributes(link)] for link in links]
            for link, alike in zip(links, same, strict=True):
                answer = await _by_attributes(street, target, link_type, link, alone=len(links) == 1)
                if len(alike) > 1:
                    assert answer.status == 300, link
                else:
                    assert _stripped(answer.headers["location"], link_type) == _stripped(link["href"], link_type)
        seen |= context.keys()


def _attributes(link: dict[str, Any]) -> tuple[Any, ...]:
    return link.get("type"), link.get("hreflang"), link.get("context")


async def _by_attributes(street: Street, target: str, link_type: str, link: dict[str, Any], alone: bool) -> Answer:
    """A link of several is asked for by what it says of itself; where it says no media type, by none that exists."""
    query = [] if link_type == DEFAULT_MULTI else [f"linkType={compact(link_type)}"]
    if "context" in link:
        query.append(f"context={link['context'][0]}")
    wanted = [] if alone else [f"Accept: {link.get('type', 'undefined')}"]
    if "hreflang" in link:
        wanted.append(f"Accept-Language: {link['hreflang'][0]}")
    return await street.ask(f"{target}?{'&'.join(query)}", *wanted)


def _stripped(location: str, link_type: str) -> str:
    """An address without what the suite and its own question added, and without a fragment."""
    address = location.partition("#")[0]
    for added in (f"linkType={compact(link_type)}", r"context=[A-Z]+"):
        address = re.sub(rf"[?&]{added}", "", address)
    return address


async def test_a_link_type_that_is_not_there_is_404(street: Street) -> None:
    answer = await street.ask(f"{PUMP}?linkType=gs1:nosuchlt", BROWSER)

    assert answer.status == 404
    assert "gs1:nosuchlt"[4:] in answer.text
    assert "https://a.example/pump" in answer.text  # what there is


# ---- what it does not look at ----


@pytest.mark.parametrize(
    "target",
    [
        f"{PUMP}/21/S/10/L",
        f"{PUMP}/10/L/22/V",
        f"{PUMP}/10/L/10/L",
        f"{PUMP}/17/261231",
        f"{PUMP}/99/X",
        f"{PUMP}/235/T/10/L",
        "/01/09506000134375",
        "/01/950600013437",
        "/415/9506000134376",
        f"{PUMP}?17=261399",
        f"{PUMP}?21=S",
        f"{PUMP}//",
        f"{PUMP}/10/",
        f"{PUMP}/10/%zz",
        f"{PUMP}/10/a%20b",
        f"{PUMP}/10/%E4%BB%B6",
    ],
)
async def test_paths_that_break_the_syntax_are_400_in_words(street: Street, target: str) -> None:
    page, problem = await street.ask(target), await street.ask(target, LINKSET)

    assert page.status == problem.status == 400
    assert page.headers["content-security-policy"] == heads.CONTENT_SECURITY_POLICY
    assert problem.headers["content-type"] == "application/problem+json"
    said = json.loads(problem.body)
    assert (said["status"], said["code"]) == (400, "malformed")
    assert in_chinese(said["detail"]) in unescape(page.text)


async def test_a_slash_in_a_value_is_found_and_walks_up(street: Street) -> None:
    assert (await street.ask(OF_EACH_KEY["401"])).headers["location"] == "https://k.example/401"
    assert (await street.ask(f"{PUMP}/10/A%2FB")).headers["location"] == "https://a.example/pump"
    linkset = await street.ask(OF_EACH_KEY["401"], LINKSET)
    assert linkset_in(linkset.body)[0]["anchor"] == f"{BASE}/401/9506000CONS%2F1"


@pytest.mark.parametrize("target", [TAG_HEX, TAG_BASE64, f"/any/stem{TAG_HEX}", f"{TAG_HEX}/"])
async def test_the_bits_of_a_tag_lead_where_the_plain_link_leads(street: Street, target: str) -> None:
    answer = await street.ask(f"{target}?a=b")

    assert (answer.status, answer.headers["location"]) == (307, "https://b.example/tagged?a=b")
    assert f'<{BASE}{TAGGED}>; rel="owl:sameAs"' in answer.headers["link"]
    assert f'<{BASE}{TAGGED}?linkType=linkset>; rel="linkset"' in answer.headers["link"]
    contexts = linkset_in((await street.ask(target, LINKSET)).body)
    assert [context["anchor"] for context in contexts] == [f"{BASE}{TAGGED}"]


async def test_a_plain_link_says_nothing_of_being_compressed(street: Street) -> None:
    assert "sameAs" not in (await street.ask(TAGGED)).headers["link"]


@pytest.mark.parametrize("stem", ["/dl", "/a/b/c", "/x/01", "/00/faux"])
async def test_any_stem_may_stand_before_the_key(street: Street, stem: str) -> None:
    assert (await street.ask(f"{stem}{PUMP}")).headers["location"] == "https://a.example/pump"


async def test_a_handle_is_a_handle_whatever_its_suffix_looks_like(street: Street) -> None:
    for target in (f"/88.1000.1{PUMP}", f"/0.NA{PUMP}", f"/88.1000.9{TAG_HEX}", f"/api{PUMP}", f"/assets{PUMP}"):
        answer = await street.ask(target)
        assert answer.status in (400, 404)
        assert "link" not in answer.headers
    assert "88.1000.1" in (await street.ask(f"/88.1000.1{PUMP}?lang=en")).text


async def test_one_segment_that_is_no_link_is_the_public_doors(street: Street) -> None:
    answer = await street.ask("/nothing-at-all?lang=en")

    assert answer.status == 400
    assert "expected a slash" in answer.text


async def test_no_accept_header_gets_the_default_or_a_page_and_never_an_error(street: Street) -> None:
    assert (await street.ask(PUMP)).status == 307
    page = await street.ask(f"{PUMP}?linkType=linkset")
    assert (page.status, page.headers["content-type"]) == (200, heads.HTML)
    assert (await street.ask(UNKNOWN)).headers["content-type"] == heads.HTML


@pytest.mark.parametrize(
    ("language", "location"),
    [
        ("", "https://a.example/pump"),
        ("Accept-Language: vi", "https://a.example/pump"),
        ("Accept-Language: en;q=0.4, zh-CN;q=0.5", "https://a.example/zh"),
        ("Accept-Language: zh;q=0.4, en-AU;q=0.5", "https://a.example/en"),
        ("Accept-Language: ;;;q=q=q", "https://a.example/pump"),
    ],
)
async def test_languages_choose_a_variant_and_never_a_300(street: Street, language: str, location: str) -> None:
    answer = await street.ask(PUMP, *filter(None, [BROWSER, language]))

    assert (answer.status, answer.headers["location"]) == (307, location)


async def test_300_is_a_valid_linkset_or_a_page_to_choose_from(street: Street) -> None:
    target = f"{PUMP}/21/NEW?linkType=gs1:certificationInfo"
    choice, page = await street.ask(target, "Accept: application/json"), await street.ask(target, BROWSER)

    assert choice.status == page.status == 300
    assert choice.headers["content-type"] == "application/json"
    (context,) = linkset_in(choice.body)
    assert context["anchor"] == f"{BASE}{PUMP}"
    assert [link["href"] for link in context[f"{NAMESPACE}certificationInfo"]] == [
        "https://a.example/c1",
        "https://a.example/c2",
    ]
    assert "location" not in page.headers
    assert 'href="https://a.example/c1"' in page.text
    assert "Accept-Language" in page.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/linkset+json", "application/linkset+json"),
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("application/json;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0.1, application/json;q=0.2", "application/json"),
        ("image/png", "application/linkset+json"),
        ("*/*", heads.HTML),
        ("text/*", heads.HTML),
    ],
)
async def test_a_linkset_that_is_asked_for_comes_as_it_is_liked(street: Street, accept: str, kind: str) -> None:
    answer = await street.ask(f"{TOP}?linkType=linkset", f"Accept: {accept}")

    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    plain = linkset_in((await street.ask(TOP, LINKSET)).body)
    if kind != heads.HTML:
        document = json.loads(answer.body)
        assert document.pop("@context", None) == (JSON_LD_CONTEXT if kind == "application/ld+json" else None)
        assert document == {"linkset": plain}


async def test_the_page_of_a_linkset_holds_it_as_json_ld(street: Street) -> None:
    answer = await street.ask(f"{TOP}?linkType=linkset&lang=en", BROWSER)

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    assert found
    assert json.loads(found[1])["linkset"] == linkset_in((await street.ask(TOP, LINKSET)).body)
    assert answer.headers["content-security-policy"] == heads.CONTENT_SECURITY_POLICY
    for word in ("(01)09506000134376(21)S-1", "园区水泵 P-1", "Traceability of the piece", "Product information"):
        assert word in answer.text


async def test_a_linkset_of_unknown_things_is_404_in_every_form(street: Street) -> None:
    for accept in (LINKSET, "Accept: application/json", BROWSER):
        answer = await street.ask(f"{UNKNOWN}?linkType=linkset", accept)
        assert answer.status == 404


@pytest.mark.parametrize(
    ("target", "there"),
    [
        ("/01/04012345000016/21/A%2FB?x;y&linkType=gs1:pip", "/01/04012345000016/21/A%2FB?x;y&linkType=gs1:pip"),
        ("/414/4012345000009", "/414/4012345000009"),
        ("/8004/4012345ABC", "/8004/4012345ABC"),
    ],
)
async def test_what_is_not_known_here_is_handed_to_the_resolver_of_its_company(
    tmp_path: Path, target: str, there: str
) -> None:
    made = shelf()
    street, runner = await open_links(tmp_path, desk_at(tmp_path / "counters", made))
    before = (await street.ask(target)).status
    made.claims = (
        Claimed("gs1", "401234", "https://upper.example"),
        Claimed("gs1", "4012345", "https://r.example/dl"),
        Claimed("gs1", "40123459", "https://other.example"),
        Claimed("oid", "1.2.156.3001"),
    )

    answer = await street.ask(target)
    known = await street.ask(PUMP)
    beside = await street.ask("/01/04012356000012")
    await runner.cleanup()

    assert before == 404
    assert (answer.status, answer.headers["location"]) == (307, "https://r.example/dl" + there)
    path = there.partition("?")[0]
    assert f'<https://r.example/dl{there}>; rel="gs1:handledBy"' in answer.headers["link"]
    assert f"{path}?linkType=linkset" in answer.headers["link"]
    assert (known.status, "r.example" in known.headers["location"]) == (307, False)
    assert beside.status == 404
    assert street.counted()["", "redirect", "elsewhere", "external"] == 1


async def test_another_resolver_is_named_as_the_one_that_handles_it(street: Street) -> None:
    answer = await street.ask("/01/09506000149318/10/L?x;y")

    there = "https://resolver.maker.example/dl/01/09506000149318/10/L?x;y"
    assert (answer.status, answer.headers["location"]) == (307, there)
    assert f'<{there}>; rel="gs1:handledBy"' in answer.headers["link"]
    assert 'rel="linkset"' in answer.headers["link"]


async def test_a_suspended_prefix_says_so(street: Street) -> None:
    answer = await street.ask("/01/09506000149325?lang=en", BROWSER)

    assert answer.status == 403
    assert "does not answer at present" in answer.text


async def test_a_redirect_is_for_this_once_and_may_be_kept_as_long_as_its_value(street: Street) -> None:
    answer = await street.ask(PLAIN)

    assert answer.status == 307
    assert answer.kept == 600
    assert answer.headers["vary"] == "Origin, Accept, Accept-Language"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Link, Location"
    assert answer.headers["link"] == f'<{BASE}{PLAIN}?linkType=linkset>; rel="linkset"; type="application/linkset+json"'
    assert "https://b.example/plain" in answer.text


async def test_head_is_get_without_a_body(street: Street) -> None:
    for target in (PUMP, f"{PUMP}?linkType=linkset", UNKNOWN, f"{PUMP}/foo"):
        get, head = await street.ask(target), await street.ask(target, method="HEAD")
        assert head.body == b""
        assert head.status == get.status
        assert head.headers["content-length"] == str(len(get.body))
        assert {name: text for name, text in head.headers.items() if name not in ("date", "expires")} == {
            name: text for name, text in get.headers.items() if name not in ("date", "expires")
        }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_with_the_ones_there_are(street: Street, method: str) -> None:
    answer = await street.ask(PUMP, "Content-Length: 0", method=method)

    assert answer.status == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["allow"].split(","))


async def test_options_for_what_is_no_link_is_refused(street: Street) -> None:
    answer = await street.ask(f"{PUMP}/foo", method="OPTIONS")

    assert (answer.status, answer.headers["access-control-allow-origin"]) == (400, "*")


@pytest.mark.parametrize("forged", ["Host: evil.example", "X-Forwarded-Host: evil.example", "Forwarded: host=evil"])
async def test_nobody_elses_name_gets_into_an_answer(street: Street, forged: str) -> None:
    for target in (PUMP, f"{PUMP}?linkType=linkset", TAG_HEX, DESCRIPTION_PATH):
        for accept in (LINKSET, BROWSER):
            answer = await street.ask(target, forged.replace("Host: evil", "X-Host: evil"), accept)
            assert "evil" not in answer.text + str(answer.headers)


async def test_a_query_becomes_no_part_of_the_page(street: Street) -> None:
    query = "\"><script>alert(1)</script>&'x'"
    redirect = await street.ask(f"{PLAIN}?{query}")
    page = await street.ask(f"{PUMP}?linkType=linkset&{query}", BROWSER)
    refusal = await street.ask(f"{PUMP}/foo?{query}", BROWSER)

    assert redirect.headers["location"] == f"https://b.example/plain?{query}"
    for answer in (redirect, page, refusal):
        assert "<script>alert" not in answer.text


async def test_answers_are_counted_by_what_they_are(street: Street) -> None:
    asked = [
        (PUMP, BROWSER),
        (f"{PUMP}/21/NEW", BROWSER),
        (f"{PUMP}?linkType=linkset", BROWSER),
        (PUMP, LINKSET),
        (f"{PUMP}?linkType=gs1:certificationInfo", LINKSET.replace("linkset+", "")),
        (f"{PUMP}?linkType=gs1:nosuch", BROWSER),
        (UNKNOWN, LINKSET),
        (f"{PUMP}/foo", BROWSER),
        ("/01/09506000149325", BROWSER),
        ("/01/09506000149332", BROWSER),
    ]
    for target, accept in asked:
        await street.ask(target, accept)
    await street.ask(PUMP, method="OPTIONS")
    await street.ask(DESCRIPTION_PATH)

    assert street.counted() == {
        ("88.1000.1", "redirect", "found", "external"): 2,
        ("88.1000.1", "page", "found", "external"): 1,
        ("88.1000.1", "http", "found", "external"): 2,
        ("88.1000.1", "page", "no such value", "external"): 1,
        ("", "http", "absent", "external"): 1,
        ("", "page", "malformed", "external"): 1,
        ("88.1000.2", "page", "denied", "external"): 1,
        ("88.1000.3", "redirect", "elsewhere", "external"): 1,
    }


async def test_many_at_once_are_answered_each_for_itself(street: Street) -> None:
    targets = [f"{PUMP}/21/N{number}?n={number}" for number in range(40)]

    answers = await asyncio.gather(*map(street.ask, targets))

    assert [answer.headers["location"] for answer in answers] == [
        f"https://a.example/pump?n={number}" for number in range(40)
    ]


def with_damage() -> PaperShelf:
    """Goods with one record that cannot be read."""
    made = shelf()
    made.stray[f"gs1:{PLAIN}".encode()] = Pointer("88.1000.1/P-2", 1)
    made.damage("88.1000.1/P-2")
    return made


class Full(Tally):
    """A tally that has no room."""

    def add(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class, count: int = 1) -> None:
        raise Busy("the counters are full")


async def test_what_cannot_be_counted_or_read_is_put_off(tmp_path: Path) -> None:
    damaged = with_damage()
    desk = desk_at(tmp_path / "counters", damaged, able=False)
    street, runner = await open_links(tmp_path, desk)
    try:
        answer = await street.ask(PLAIN, LINKSET)
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        assert json.loads(answer.body)["code"] == "busy"
        assert counted(tmp_path / "counters") == {}
        desk.tally = Full(tmp_path / "full", "worker-2")
        answer = await street.ask(PUMP, BROWSER)
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    finally:
        await runner.cleanup()


async def test_a_damaged_entry_is_healed_before_it_answers(tmp_path: Path) -> None:
    damaged = with_damage()

    async def heal(key: bytes) -> bool:
        assert key == b"88.1000.1/P-2"
        damaged.entries[key] = shelf().entries[key]
        return True

    desk = Desk(damaged, Tally(tmp_path / "counters", "worker-1"), heal, base=BASE)
    street, runner = await open_links(tmp_path, desk)
    try:
        assert (await street.ask(PLAIN)).headers["location"] == "https://b.example/plain"
    finally:
        await runner.cleanup()


def test_the_real_replica_is_what_the_tests_were_told(tmp_path: Path) -> None:
    reader = replica(tmp_path)

    assert isinstance(reader, Reader)
    assert reader.mapped(f"gs1:{PUMP}".encode()) is not None
    reader.close()


PIECES = st.sampled_from(
    [
        "/",
        "//",
        "/01/",
        "/00/",
        "/8004/",
        "/10/",
        "/21/",
        PUMP,
        PLAIN,
        UNKNOWN,
        TAG_HEX,
        TAG_BASE64,
        "/ehffffffffffffffffffff",
        "/exAAAAAAAAAAAAAAAA",
        "/AQnYUc1gmiERBhQ0ytiyY",
        "%2F",
        "%",
        "%00",
        "%ff",
        "..",
        ".",
        "A",
        "件",
        "\udcff",
        "?",
        "&",
        ";",
        "=",
        "linkType=",
        "linkType=linkset",
        "linkType=gs1:pip",
        "gs1:",
        "context=",
        "17=",
        "261231",
        "lang=en",
    ]
)
HEADERS = st.sampled_from(
    [
        LINKSET,
        BROWSER,
        "Accept: application/ld+json",
        "Accept: ,;q=,*/*;q=2",
        "Accept-Language: zh,*;q=0",
        "Accept-Language: \udcff\udcfe",
        "Idnode-Class: probe",
    ]
)
QUESTIONS = st.tuples(
    st.lists(PIECES, max_size=9).map("".join)
    | st.text(st.characters(codec="utf-8", exclude_characters=" \r\n\0\t\x0b\x0c"), max_size=30),
    st.lists(HEADERS, max_size=3),
    st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions=st.lists(QUESTIONS, min_size=30, max_size=30))
def test_no_question_ever_comes_to_an_error_of_the_server(tmp_path: Path, questions: list[Any]) -> None:
    async def ask() -> list[int]:
        street, runner = await open_links(tmp_path, desk_at(tmp_path / "counters", shelf()))
        try:
            targets = [(target if target.startswith("/") else f"/{target}", *rest) for target, *rest in questions]
            answers = await asyncio.gather(
                *(street.ask(target, *headers, method=method) for target, headers, method in targets)
            )
            return [answer.status for answer in answers]
        finally:
            await runner.cleanup()

    assert {status // 100 for status in run(ask())} <= {2, 3, 4}
