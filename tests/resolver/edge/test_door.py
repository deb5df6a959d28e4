"""The public door over a real socket: each row of handle-http.md §7, nasty paths, counting, damage."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from aiohttp import web

from resolver.edge.ask import Ors
from resolver.edge.desk import DESK, Desk
from resolver.edge.door import Door
from resolver.edge.heads import CONTENT_SECURITY_POLICY
from resolver.edge.opening import Opener
from resolver.edge.page import Nameplate
from resolver.edge.serving import Serving
from resolver.redirect import redirect_page
from schemas.counting import Channel, Class, Outcome
from schemas.errors import Busy
from tests.resolver.edge.standing import Healer, PaperShelf, counted, desk_at
from tests.resolver.edge.stocked import HOLDER, put, stocked, text, url


@dataclass
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def kept(self) -> float:
        """Seconds from `Date` to `Expires`."""
        date, expires = (parsedate_to_datetime(self.headers[name]) for name in ("date", "expires"))
        return (expires - date).total_seconds()


@dataclass
class Street:
    """A door with a real server behind it, and what it counted."""

    port: int
    shelf: PaperShelf
    folder: Path

    async def ask(self, target: str, *headers: str, method: str = "GET", version: str = "1.1") -> Answer:
        """Send one request, its target octet for octet, and read the answer until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"{method} {target} HTTP/{version}", "Host: node.example", "Connection: close", *headers]
        writer.write("\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape"))
        octets = await reader.read()
        writer.close()
        head, _, body = octets.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        pairs = [line.partition(": ") for line in rest]
        assert len({name.lower() for name, _, _ in pairs}) == len(pairs), "a header came twice"
        return Answer(int(first.split(" ")[1]), {name.lower(): value for name, _, value in pairs}, body)

    def counted(self) -> dict[tuple[str, str, str, str], int]:
        return counted(self.folder)


async def open_street(
    folder: Path,
    shelf: PaperShelf,
    *,
    able: bool = True,
    desk: Desk | None = None,
    ors: Ors | None = None,
    opener: Opener | None = None,
) -> tuple[Street, web.AppRunner]:
    app = web.Application()
    desk = desk or desk_at(folder, shelf, able=able)
    door = Door(
        desk, Nameplate("云谷节点", "Yungu node"), "Visitor-Country", ors=ors, opener=opener, chance=lambda: 0.5
    )
    app.add_routes(door.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return Street(site.port, shelf, folder), runner


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """The door with the stocked shelf behind it."""
    made, runner = await open_street(tmp_path, stocked())
    yield made
    await runner.cleanup()


@pytest.mark.parametrize(
    ("target", "status", "location"),
    [
        ("/88.1000.1/URL", 302, "https://a.example/x"),
        ("/88.1000.1/url", 302, "https://a.example/x"),
        ("/88.1000.1/TWO", 302, "https://second.example/"),
        ("/88.1000.1/IRI", 302, "https://xn--fsqu00a.example/%E4%BB%B6?%E6%89%B9=%E4%B8%80"),
        ("/88.1000.1/ALIAS", 301, "/88.1000.1/URL"),
        ("/88.1000.1/CHAIN?lang=en", 301, "/88.1000.1/ALIAS?lang=en"),
        ("/88.1000.1/AWAY", 301, "/10.1000/x%20y"),
        ("/88.1000.1/URL?action=dance", 302, "https://a.example/x"),
        ("/88.1000.1/URL?urlappend=%3Fa%3Db", 302, "https://a.example/x?a=b"),
        ("/88.1000.1/URL?urlappend=%23part", 302, "https://a.example/x#part"),
        ("/88.1000.1/URL?auth", 302, "https://a.example/x"),
        ("/88.1000.1/URL?cert=true", 302, "https://a.example/x"),
        ("/88.1000.1/LOC?locatt=id:rdf", 307, "https://park.example/"),
        ("/88.1000.1/BASE@x=7", 302, "https://a.example/base?x=7"),
        ("/88.1000.1/BADLOC", 302, "https://url.example/"),
        ("/88.1000.3/x", 302, "https://node.example/resolve/88.1000.3/x"),
        ("http://node.example/88.1000.1/URL", 302, "https://a.example/x"),
    ],
)
async def test_it_sends_on(street: Street, target: str, status: int, location: str) -> None:
    if target.endswith("locatt=id:rdf"):  # asked from loopback: the attribute goes before the address
        status, location = 302, "https://rdf.example/"

    answer = await street.ask(target)

    assert (answer.status, answer.headers["location"]) == (status, location)
    assert answer.headers["content-type"] == "text/html;charset=utf-8"
    assert 0 < len(answer.body) == int(answer.headers["content-length"]) < 600
    assert answer.kept == (300 if target.startswith("/88.1000.3") else 3_600)


async def test_a_redirect_is_what_the_lane_writes(street: Street) -> None:
    answer = await street.ask("/88.1000.1/LONG")

    names = ["content-type", "server", "vary", "date", "expires", "location", "content-length", "connection"]
    assert list(answer.headers) == names
    found = street.shelf.find(b"88.1000.1/LONG")
    assert found is not None
    assert answer.headers["location"].encode() == found.location
    assert answer.body == redirect_page(found.location)
    assert answer.kept == 172_800


async def test_the_lane_says_the_same_octets(tmp_path: Path) -> None:
    app = web.Application()
    app[DESK] = desk_at(tmp_path, stocked())
    app.add_routes(Door(app[DESK]).routes())
    serving = Serving(app)
    await serving.setup()
    try:
        _, port = await serving.listen("127.0.0.1", 0)
        said = []
        for weighty in ("", "Cookie: a=b\r\n"):  # a cookie is for the routes
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET /88.1000.1/TWO HTTP/1.1\r\nHost: node.example\r\n{weighty}\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]))
            writer.close()
            said.append(re.sub(rb"(Date|Expires): [^\r]*", rb"\1", head + body))
    finally:
        await serving.cleanup()

    assert said[0].startswith(b"HTTP/1.1 302 Found\r\n")
    assert said[0] == said[1]
    assert counted(tmp_path) == {("88.1000.1", "redirect", "found", "external"): 2}


async def test_whatever_is_accepted_a_url_redirects(street: Street) -> None:
    for accept in ("application/json", "text/html", "image/png", "*/*;q=0"):
        assert (await street.ask("/88.1000.1/URL", f"Accept: {accept}")).status == 302


async def test_the_choice_of_a_location(street: Street) -> None:
    here = await street.ask("/88.1000.1/LOC")
    assert (here.status, here.headers["location"]) == (307, "https://park.example/")  # loopback is in its addresses
    assert (here.headers["cache-control"], here.headers["vary"]) == ("private", "Origin, Accept")

    turtle = await street.ask("/88.1000.1/LOC", "Accept: text/turtle")
    assert turtle.headers["location"] == "https://rdf.example/"
    put(street.shelf, "88.1000.1/LAND", text(1, "10320/loc", LAND))
    assert (await street.ask("/88.1000.1/LAND", "Visitor-Country: cn")).headers["location"] == "https://cn.example/"
    assert (await street.ask("/88.1000.1/LAND", "X-Country: cn")).headers["location"] == "https://any.example/"


LAND = (
    '<locations><location href="https://cn.example/" country="CN"/><location href="https://any.example/"/></locations>'
)


async def test_http_1_0_is_redirected_too(street: Street) -> None:
    assert (await street.ask("/88.1000.1/URL", version="1.0")).status == 302


@pytest.mark.parametrize(
    ("target", "status", "words"),
    [
        ("/88.1000.1/URL?noredirect", 200, ["https://a.example/x", "a@a.example", HOLDER, "有效"]),
        ("/88.1000.1/URL?action=showvalues", 200, ["https://a.example/x"]),
        ("/88.1000.1/URL?type=EMAIL", 200, ["a@a.example"]),
        ("/88.1000.1/URL?index=2&lang=en", 200, ["a@a.example", "Information asked for"]),
        ("/88.1000.1/URL?type=PHONE", 200, ["该标识没有所查询的公开信息"]),
        ("/88.1000.1/NONE", 200, ["双面挠性印制电路板", "产品名称"]),
        ("/88.1000.1/EMPTY", 200, ["暂无公开信息"]),
        ("/88.1000.1/HIDDEN", 200, ["暂无公开信息"]),
        ("/88.1000.1/UNSAFE", 200, ["javascript:alert(1)", "该地址不符合安全规则"]),
        ("/88.1000.1/ADMIN", 200, ["系统数据", "0.NA/88.1000.1"]),
        ("/88.1000.1/ALIAS?ignore_aliases", 200, ["88.1000.1/URL", "also known as"]),
        ("/88.1000.1/SELF", 404, ["别名无法解析"]),
        ("/88.1000.1/PING", 404, ["别名无法解析"]),
        ("/88.1000.1/NOPE", 404, ["未找到该标识", HOLDER]),
        ("/88.1000.1/BASE@y", 404, ["未找到该标识"]),
        ("/10.1000/x", 400, ["本节点不解析该标识", "10.1000"]),
        ("/88.1000.1/GONE", 410, ["该标识已注销", "88.1000.1/GONE"]),
        ("/88.1000.2/URL", 403, ["该前缀已暂停解析"]),
        ("/88.1000.3/x?noredirect", 300, ["https://node.example/resolve/88.1000.3/x"]),
        ("/88.1000.4/x", 404, ["该节点尚未登记访问地址"]),
        ("/nothing?lang=en", 400, ["This is not an identifier", "expected a slash"]),
        ("/88.1000.1/?lang=en", 400, ["the suffix is empty"]),
        ("/88.1000.1/%ff", 400, ["无法识别的标识", "详细原因"]),
        ("/88.1000.1/URL?index=x", 400, ["无法识别的查询", "“x”不是有效的索引，应为 1 至"]),
        ("/88.1000.1/URL?lang=%ff", 400, ["无法识别的查询"]),
        ("/88.1000.1/URL?lang=en&index=0", 400, ["The question cannot be read"]),
    ],
)
async def test_it_shows_a_page(street: Street, target: str, status: int, words: list[str]) -> None:
    answer = await street.ask(target)

    assert answer.status == status
    assert "location" not in answer.headers
    for word in words:
        assert word in answer.text
    assert answer.headers["content-type"] == "text/html;charset=utf-8"
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["vary"] == "Origin, Accept, Accept-Language"
    assert answer.headers["content-language"] == ("en" if "lang=en" in target else "zh-CN")
    assert "hidden.example" not in answer.text


async def test_the_list_of_addresses(street: Street) -> None:
    answer = await street.ask("/88.1000.1/TWO?action=showurls")

    assert (answer.status, answer.headers["content-type"]) == (200, "text/xml;charset=utf-8")
    assert answer.text == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<locations><location href="https://second.example/" />'
        '<location href="https://first.example/" /></locations>\n'
    )
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("/88.1000.1/NONE", 200, 1),
        ("/88.1000.1/URL?noredirect", 200, 1),
        ("/88.1000.1/NONE?type=PHONE", 200, 200),
        ("/88.1000.1/NOPE", 404, 100),
        ("/88.1000.1/GONE", 410, 100),
        ("/10.1000/x", 400, 301),
        ("/88.1000.2/URL", 403, 301),
        ("/88.1000.4/x", 404, 302),
        ("/nothing", 400, 102),
        ("/88.1000.1/URL?index=x", 400, 4),
    ],
)
async def test_json_where_it_is_preferred(street: Street, target: str, status: int, code: int) -> None:
    answer = await street.ask(target, "Accept: application/json")

    document = json.loads(answer.body)
    assert (answer.status, document["responseCode"]) == (status, code)
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert "content-language" not in answer.headers
    assert ("values" in document) is (status == 200)


@pytest.mark.parametrize(
    ("target", "headers", "language"),
    [
        ("/88.1000.1/NONE", [], "zh-CN"),
        ("/88.1000.1/NONE", ["Accept-Language: en-GB,en;q=0.9"], "en"),
        ("/88.1000.1/NONE", ["Accept-Language: de", "Accept-Language: en;q=0.2"], "en"),
        ("/88.1000.1/NONE?lang=zh", ["Accept-Language: en"], "zh-CN"),
        ("/88.1000.1/NONE?lang=en", ["Accept-Language: zh"], "en"),
    ],
)
async def test_the_language_of_a_page(street: Street, target: str, headers: list[str], language: str) -> None:
    answer = await street.ask(target, *headers)

    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert ("Yungu node" if language == "en" else "云谷节点") in answer.text


@pytest.mark.parametrize("target", ["/88.1000.1/URL", "/88.1000.1/NONE", "/88.1000.1/NOPE", "/nothing"])
async def test_head_is_get_without_the_body(street: Street, target: str) -> None:
    whole, head = await street.ask(target), await street.ask(target, method="HEAD")

    assert (head.status, head.body) == (whole.status, b"")
    for answer in (whole, head):
        for moving in ("date", "expires"):
            answer.headers.pop(moving, "")
    assert head.headers == whole.headers


async def test_other_methods_are_not_the_door_s(street: Street) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert (await street.ask("/88.1000.1/URL", method=method)).status == 405
    assert street.counted() == {}


PATHS = [
    ("/88.1000.1/a+b//%E4%BB%B6", 302),
    ("/88.1000.1/a%2bb%2f%2F%e4%bb%b6", 302),
    ("/88.1000.1%2Fa+b//件", 400),  # octets that a target may not hold: aiohttp refuses them
    ("/88.1000.1/a%20b//%E4%BB%B6", 404),  # + is no space
    ("/88.1000.1/a+b/%E4%BB%B6", 404),  # // is not /
    ("/88.1000.1/../up", 302),
    ("/88.1000.1/%2e%2e/up", 302),
    ("/88.1000.1%2F..%2Fup", 302),
    ("/88.1000.1/%252e%252e/up", 404),  # decoded once
    ("/88.1000.1/../../../../../../etc/passwd", 404),
    ("/88.1000.1/..%2f..%2f..%2fetc%2fpasswd", 404),
    ("/88.1000.1/..%5c..%5cwindows", 404),
    ("/..%2f..%2fetc/passwd", 400),
    ("/../etc/passwd", 400),
    ("//etc/passwd", 400),
    ("//88.1000.1/URL", 400),
    ("//evil.example/%2f..", 400),
    ("/\\evil.example", 400),
    ("/88.1000.1/%c0%ae%c0%ae/", 400),
    ("/88.1000.1/%c0%af", 400),
    ("/88.1000.1/%00", 400),
    ("/88.1000.1/URL%00.html", 400),
    ("/88.1000.1/%0d%0aSet-Cookie:%20a=b", 400),
    ("/88.1000.1/%zz", 400),
    ("/88.1000.1/%", 400),
    ("/88.1000.1/\udcff", 400),
    ("/88.1000.1/" + "x" * 2_038, 404),
    ("/88.1000.1/" + "x" * 2_039, 400),
    ("/88.1000.1/%EF%BC%8E", 404),
    ("/８８.1000.1/URL", 400),
    ("/assets/../door.py", 404),
    ("/assets/door.css", 404),
    ("/assets/", 404),
    ("/assets", 404),
]


@pytest.mark.parametrize(("path", "status"), PATHS)
async def test_nasty_paths(street: Street, path: str, status: int) -> None:
    answer = await street.ask(path)

    assert answer.status == status
    assert "set-cookie" not in answer.headers
    assert b"root:" not in answer.body
    if status == 302:
        assert answer.headers["location"] in ("https://a.example/plus", "https://a.example/up")


@pytest.mark.parametrize("room", ["api", "assets", "console", "health", "hrls", "metrics"])
async def test_paths_of_other_rooms_are_no_identifiers(street: Street, room: str) -> None:
    for path in (f"/{room}", f"/{room}/", f"/{room}/x", f"/{room}/88.1000.1/URL"):
        answer = await street.ask(path)
        assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert street.counted() == {}
    assert (await street.ask(f"/{room}s.1/x")).headers["content-type"] == "text/html;charset=utf-8"


STORED = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://good.example@evil.example/",
    "https://a.example/\r\nSet-Cookie: a=b",
    "https://\u0430pple.example/",
    "https://a.example\u3002evil\u200b.example/",
    " https://a.example/",
    "ftp://a.example/",
]


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("query", ["", "?urlappend=.evil.example", "?index=1", "?type=URL", "?locatt=a:b"])
async def test_nobody_is_sent_outside_the_policy(street: Street, stored: str, query: str) -> None:
    escaped = stored.replace("&", "&amp;").replace("\r\n", "&#13;&#10;").replace("<", "&lt;")
    put(street.shelf, "88.1000.1/S", url(stored))
    put(street.shelf, "88.1000.1/L", text(1, "10320/loc", f'<locations><location href="{escaped}"/></locations>'))

    for target in (f"/88.1000.1/S{query}", f"/88.1000.1/L{query}"):
        answer = await street.ask(target)
        assert (answer.status, answer.headers.get("location"), answer.headers.get("set-cookie")) == (200, None, None)
        assert 'rel="noopener' not in answer.text


async def test_stored_markup_stays_text(street: Street) -> None:
    put(street.shelf, "88.1000.1/XSS", text(1, "<script>alert(1)</script>", "</td><img src=x onerror=alert(1)>"))

    answer = await street.ask("/88.1000.1/XSS")

    assert "<script" not in answer.text
    assert "<img src=x" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_the_files_of_the_pages(street: Street) -> None:
    html = (await street.ask("/88.1000.1/NONE")).text
    paths = {part.partition('"')[0] for part in html.split('"/assets/')[1:]}
    assert len(paths) == 2
    for path in paths:
        answer = await street.ask(f"/assets/{path}")
        assert (answer.status, answer.headers["x-content-type-options"]) == (200, "nosniff")
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].startswith("text/css" if path.endswith("css") else "image/svg+xml")


async def test_each_answer_is_counted_once_under_its_kind(street: Street) -> None:
    for target in ("URL", "ALIAS", "NONE", "NONE?type=X", "NOPE", "GONE", "URL?index=x", "SELF"):
        await street.ask(f"/88.1000.1/{target}")
    await street.ask("/88.1000.1/URL", "Idnode-Class: probe")
    await street.ask("/88.1000.1/URL", method="HEAD")
    for target in ("/88.1000.2/URL", "/88.1000.3/x", "/88.1000.4/x", "/10.1/x", "/nothing"):
        await street.ask(target)

    assert street.counted() == {
        ("88.1000.1", "redirect", "found", "external"): 3,
        ("88.1000.1", "redirect", "found", "probe"): 1,
        ("88.1000.1", "page", "found", "external"): 1,
        ("88.1000.1", "page", "no such value", "external"): 1,
        ("88.1000.1", "page", "absent", "external"): 2,
        ("88.1000.1", "page", "retired", "external"): 1,
        ("88.1000.1", "page", "malformed", "external"): 1,
        ("88.1000.2", "page", "denied", "external"): 1,
        ("88.1000.3", "redirect", "elsewhere", "external"): 1,
        ("88.1000.4", "page", "elsewhere", "external"): 1,
        ("", "page", "elsewhere", "external"): 1,
        ("", "page", "malformed", "external"): 1,
    }


async def test_damage_is_healed_and_never_served(street: Street) -> None:
    street.shelf.damage("88.1000.1/NONE")
    street.shelf.damage("88.1000.1/ALIAS")

    assert (await street.ask("/88.1000.1/NONE")).headers["location"] == "https://example.com/p/1"  # as healed
    assert (await street.ask("/88.1000.1/CHAIN")).status == 301


async def test_what_cannot_be_healed_is_put_off_and_not_counted(tmp_path: Path) -> None:
    shelf = stocked()
    shelf.damage("88.1000.1/NONE")
    street, runner = await open_street(tmp_path, shelf, able=False)
    try:
        answer = await street.ask("/88.1000.1/NONE")

        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        assert "暂时无法解析" in answer.text
        assert "双面" not in answer.text
        assert street.counted() == {}
    finally:
        await runner.cleanup()


class Full:
    """A tally without room, as on a full disk."""

    def __init__(self) -> None:
        self.counts = memoryview(b"").cast("B").cast("Q")
        self.epoch = 0

    def slot(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class) -> int:
        raise Busy("the counters are full and there is no room for more")

    def add(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class, count: int = 1) -> None:
        raise Busy("the counters are full and there is no room for more")


async def test_what_cannot_be_counted_is_not_answered(tmp_path: Path) -> None:
    shelf = stocked()
    street, runner = await open_street(tmp_path, shelf, desk=Desk(shelf, Full(), Healer(shelf)))
    try:
        for target in ("/88.1000.1/URL", "/88.1000.1/NONE", "/nothing"):
            answer = await street.ask(target)
            assert (answer.status, answer.headers["retry-after"]) == (503, "2")
            assert "a.example" not in answer.text
    finally:
        await runner.cleanup()


async def test_nothing_of_the_request_but_the_question_shows(street: Street) -> None:
    plain = await street.ask("/88.1000.1/NONE")
    for header in ("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: evil", "Forwarded: host=evil.example"):
        odd = await street.ask("/88.1000.1/NONE", header, "Origin: https://evil.example", "Referer: https://evil/")
        assert odd.body == plain.body
        assert "evil" not in str(odd.headers)
