"""Pages: what people are shown, in both languages; nothing stored becomes part of the page itself."""

import json
from html.parser import HTMLParser
from ipaddress import ip_address

import pytest

from resolver.edge import page as pages
from resolver.edge.assets import load
from resolver.edge.decide import Kind, Listing, Page
from resolver.edge.page import Nameplate, Pages, in_language
from resolver.edge.showing import MOST_CHARACTERS, of_system, shown
from resolver.replica.render import entry_of
from schemas.change import Holding, Mode, PrefixStanding, Put
from schemas.counting import Outcome
from schemas.encodings import admin, site, vlist
from schemas.encodings.admin import Admin
from schemas.markup import read_markup
from schemas.preference import Language
from schemas.site import Interface, Protocol, Server, Site
from schemas.value import Reference, Value
from tests.resolver.edge.stocked import AT, HOLDER, text, url

PAGES = Pages(Nameplate("赣江云谷二级节点", "Ganjiang Yungu node"), load())
HOLDING = Holding("88.1000.1", Mode.HOSTED, PrefixStanding.ACTIVE, "e1", HOLDER)
VALUES = (url("https://a.example/x"), text(2, "产品名称", "双面挠性印制电路板"))


class Tags(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data


def record(*values: Value, identifier: str = "88.1000.1/X", narrowed: bool = False, holder: str = HOLDER) -> Page:
    entry = entry_of(Put.of(identifier, values, 3, AT, AT + 86_400, 0), 7)
    holding = Holding("88.1000.1", Mode.HOSTED, PrefixStanding.ACTIVE, "e1", holder)
    return Page(Kind.FOUND, identifier, values, narrowed, entry, holding)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-CN",
            ["赣江云谷二级节点", "有效", "所属企业", HOLDER, "88.1000.1", "2023年11月15日 06:13", "第 3 版", "1 小时"],
        ),
        ("en", ["Ganjiang Yungu node", "Active", "Enterprise", HOLDER, "15 Nov 2023, 06:13 (UTC+8)", "1 hour", "URL"]),
    ],
)
def test_a_record_shows_its_values_its_holder_and_its_times(language: Language, words: list[str]) -> None:
    html = PAGES.html(record(*VALUES), language)

    seen = Tags(html)
    assert seen.seen[0] == ("html", {"lang": language})
    for word in [*words, "88.1000.1/X", "https://a.example/x", "双面挠性印制电路板"]:
        assert word in seen.text
    links = [attributes for tag, attributes in seen.seen if tag == "a"]
    assert {"href": "https://a.example/x", "rel": "noopener noreferrer nofollow"} in links
    assert {"href": "/api/handles/88.1000.1/X"} in links


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FOUND])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_refusal_has_a_page_and_a_document(kind: Kind, language: Language) -> None:
    refusal = Page(kind, "88.1000.1/件", holding=HOLDING, link="https://node.example/", detail="the reason")

    seen = Tags(PAGES.html(refusal, language))
    assert [tag for tag, _ in seen.seen].count("h1") == 1
    assert "88.1000.1/件" in seen.text
    document = json.loads(pages.json(refusal))
    assert document["handle"] == "88.1000.1/件"
    assert document["message"] == "the reason"
    assert document["responseCode"] in {3, 4, 100, 102, 301, 302}


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-CN", "“0”不是有效的索引，应为 1 至 4294967295 的整数"), ("en", "cannot read '0' as an index")],
)
def test_the_reason_is_in_the_language_of_the_page(language: Language, told: str) -> None:
    reason = "cannot read '0' as an index: expected a number from 1 to 4294967295"

    seen = Tags(PAGES.html(Page(Kind.QUESTION, "88.1000.1/A", detail=reason), language))
    untold = Tags(PAGES.html(Page(Kind.QUESTION, "88.1000.1/A", detail="what nobody ever said"), language))

    assert told in seen.text
    assert ("p", {"class": "detail" if language == "zh-CN" else "detail code", "lang": language}) in seen.seen
    assert ("p", {"class": "detail code", "lang": "en"}) in untold.seen


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</bdi></td></table><iframe src=javascript:alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% for a in b %}",
    "]]><!--",
    'https://a.example/"onmouseover=alert(1) x="',
    "https://a.example/'><script>alert(1)</script>",
    "data:text/html,<script>alert(1)</script>",
    "\u202e<b>",
    "&lt;script&gt;",
]
ELEMENTS = {"html", "head", "meta", "title", "link", "body", "header", "main", "footer", "section", "img", "a", "span"}
ELEMENTS |= {"h1", "h2", "p", "bdi", "dl", "dt", "dd", "div", "time", "details", "summary"}
ELEMENTS |= {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_stored_stays_text(payload: str, kind: Kind) -> None:
    types = ("URL", "EMAIL", "HS_ALIAS", "HS_ADMIN", "10320/loc", "HS_PUBKEY", "X")
    values = [text(index, type, payload) for index, type in enumerate(types, start=1)]
    if payload.isprintable():
        values.append(text(20, payload, payload))
    values.append(Value(21, "HS_ADMIN", admin.to_octets(Admin(payload, 1, 1)), timestamp=AT))
    values.append(Value(22, "HS_VLIST", vlist.to_octets((Reference(payload, 0),)), timestamp=AT))
    found = record(*values, identifier=f"88.1000.1/{payload}", holder=payload)
    whole = Page(kind, found.identifier, found.values, False, found.entry, found.holding, "", payload)

    html = PAGES.html(whole, "zh-CN", f"lang=en&{payload}")

    seen = Tags(html)
    assert {tag for tag, _ in seen.seen} <= ELEMENTS
    for tag, attributes in seen.seen:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        for name in ("href", "src"):
            if name in attributes:
                assert attributes[name].startswith(("https://a.example/", "/", "?", "mailto:")), (tag, attributes)
                assert not attributes[name].startswith("//")
    assert payload in seen.text


def test_without_escaping_it_would_not_stay_text() -> None:
    """The twin of the test above: the same payload put into a page as it is becomes an element."""
    assert {tag for tag, _ in Tags(f"<p>{PAYLOADS[1]}</p>").seen} == {"p", "img"}


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    for language in ("zh-CN", "en"):
        seen = Tags(PAGES.html(record(*VALUES), language))
        paths = {asset.path for asset in load().values()}
        assert not {"script", "style", "iframe", "object"} & {tag for tag, _ in seen.seen}
        loaded = {a.get("src", "") or a.get("href", "") for tag, a in seen.seen if tag in ("img", "link")}
        assert loaded == paths


@pytest.mark.parametrize(
    ("value", "lines", "links", "note"),
    [
        (url("https://a.example/"), ["https://a.example/"], ["https://a.example/"], ""),
        (
            url("https://例子.example/"),
            ["https://例子.example/"],
            ["https://xn--fsqu00a.example/"],
            "Leads to: https://xn--fsqu00a.example/",
        ),
        (
            url("ftp://a.example/"),
            ["ftp://a.example/"],
            [""],
            "Not a link: the address does not meet the safety rules",
        ),
        (text(1, "EMAIL", "a@a.example"), ["a@a.example"], ["mailto:a@a.example"], ""),
        (text(1, "EMAIL", "a@a.example?bcc=b@b.example"), ["a@a.example?bcc=b@b.example"], [""], ""),
        (text(1, "HS_ALIAS", "88.1/x y"), ["88.1/x y"], ["/88.1/x%20y"], ""),
        (text(1, "HS_ALIAS", "nothing"), ["nothing"], [""], ""),
        (Value(1, "X", b"\x00\xff"), ["AP8="], [""], "Binary data, 2 octets"),
        (Value(1, "X", b""), [""], [""], ""),
        (
            Value(1, "HS_ADMIN", admin.to_octets(Admin("0.NA/88.1", 300, 0xFFF))),
            ["Administered by value 300 of 0.NA/88.1, rights 111111111111"],
            [""],
            "",
        ),
        (
            Value(1, "HS_VLIST", vlist.to_octets((Reference("88.1/a", 3), Reference("88.1/b", 0)))),
            ["3:88.1/a", "88.1/b"],
            ["", ""],
            "",
        ),
    ],
)
def test_values_in_words(value: Value, lines: list[str], links: list[str], note: str) -> None:
    seen = shown(value, "en")

    assert [line.text for line in seen.lines] == lines
    assert [line.href for line in seen.lines] == links
    assert seen.note == note


def test_a_site_is_shown_by_its_servers() -> None:
    interface = Interface(admin=False, query=True, protocol=Protocol.TCP, port=2641)
    server = Server(1, ip_address("192.0.2.7"), b"", (interface, interface))
    octets = site.to_octets(Site(1, (2, 10), 1, True, False, servers=(server,)))

    assert [line.text for line in shown(Value(1, "HS_SITE", octets), "en").lines] == [
        "Server 192.0.2.7, TCP 2641, TCP 2641"
    ]


def test_a_long_text_is_cut_and_says_so() -> None:
    seen = shown(text(1, "X", "长" * (MOST_CHARACTERS + 1)), "zh-CN")

    assert seen.lines[0].text == "长" * MOST_CHARACTERS + "…"
    assert seen.note == "仅显示开头部分，共 2001 个字符"


def test_values_for_machines_stand_apart() -> None:
    assert [of_system(text(1, type, "")) for type in ("HS_ADMIN", "hs_site", "HS_ALIAS", "URL", "HSX")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("", "?lang=en"),
        ("noredirect", "?noredirect&lang=en"),
        ("lang=zh&type=URL&lang=x", "?type=URL&lang=en"),
        ("urlappend=%3Fa", "?urlappend=%3Fa&lang=en"),
        ('a="><b>', "?a=%22%3E%3Cb%3E&lang=en"),
    ],
)
def test_the_same_question_in_the_other_language(query: str, link: str) -> None:
    assert in_language(query, "en") == link


def test_a_record_as_a_document() -> None:
    document = json.loads(pages.json(record(*VALUES)))

    assert document["responseCode"] == 1
    assert [value["index"] for value in document["values"]] == [1, 2]
    assert json.loads(pages.json(record(narrowed=True))) == {
        "responseCode": 200,
        "handle": "88.1000.1/X",
        "values": [],
    }


def test_a_list_of_addresses_is_sound_xml_whatever_is_in_it() -> None:
    listed = pages.xml(
        Listing(({"href": "https://a.example/?a&b<\"'\x00\x0c\ud800", "{ns}x": "1", "id": "1"},), Outcome.FOUND)
    )

    root = read_markup(listed.encode(), "locations")
    assert [dict(location.attrib) for location in root] == [
        {"href": "https://a.example/?a&b<\"'\ufffd\ufffd\ufffd", "id": "1"}
    ]


def test_a_record_shows_the_code_that_leads_to_it_where_this_host_draws_codes() -> None:
    pages = Pages(Nameplate(), load(), "/symbols")

    seen = Tags(pages.html(record(identifier="88.1000.1/件 7?&"), "en"))

    pictures = [attributes for tag, attributes in seen.seen if tag == "img" and attributes["alt"]]
    assert [(one["src"], one["alt"]) for one in pictures] == [
        ("/symbols?identifier=88.1000.1%2F%E4%BB%B6%207%3F%26", "A QR code that opens this page")
    ]
    assert "symbol" not in PAGES.html(record(), "en").partition("<main>")[2]
