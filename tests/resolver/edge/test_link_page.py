"""Pages about Digital Links: every link for people, the linkset for machines, and nothing stored becomes markup."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.edge.assets import load
from resolver.edge.link_page import LinkPages
from resolver.edge.page import Nameplate
from resolver.gs1.decide import Offering, Refusal, Why
from resolver.gs1.linkset import Context
from schemas.encodings.link import Link
from schemas.handle import Handle
from schemas.link_types import DEFAULT, NAMESPACE
from schemas.preference import Language
from tests.resolver.edge.test_page import Tags
from tests.resolver.gs1.goods import BASE, PUMP

PAGES = LinkPages(Nameplate("云谷节点", "Yungu node"), load(), BASE)
HANDLE = Handle.parse("88.1000.1/P-1")
LINKS = (
    Link(DEFAULT, "https://a.example/pump", "产品信息"),
    Link(f"{NAMESPACE}pip", "https://a.example/pump", "产品信息"),
    Link(f"{NAMESPACE}pip", "https://a.example/en", "Product information", hreflang=("en", "en-GB")),
    Link(f"{NAMESPACE}instructions", "https://a.example/i.pdf", "说明书", type="application/pdf", context=("CN",)),
    Link("https://schema.org/video", "https://a.example/video", "视频"),
)
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\'"&amp;<!--]]>'


class Rows(HTMLParser):
    """The addresses that a page leads to, in their order, and the data block in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.blocks: list[str] = []
        self._data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and told.get("rel"):
            self.hrefs.append(told["href"] or "")
        self._data = tag == "script"
        if self._data:
            assert told == {"type": "application/ld+json"}

    def handle_data(self, data: str) -> None:
        if self._data:
            self.blocks.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._data = False


def page(*links: Link, status: int = 200, language: Language = "en", about: str = "Pump", kind: str = "") -> str:
    context = Context(PUMP, about, links or LINKS)
    return PAGES.links(Offering(status, (context,), HANDLE, kind), language, "linkType=all")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ["云谷节点", "4 个链接", "默认", "语言", "产品信息页", "说明书", "(01)09506000134376"]),
        ("en", ["Yungu node", "4 links", "Default", "Language", "en, en-GB", "gs1:pip", "application/pdf · CN"]),
    ],
)
def test_every_link_is_there_once_and_the_default_is_marked(language: Language, words: list[str]) -> None:
    html = page(language=language)
    text = Tags(html).text

    assert [word for word in words if word not in text] == []
    assert Rows(html).hrefs == [
        "https://a.example/pump",
        "https://a.example/en",
        "https://a.example/i.pdf",
        "https://a.example/video",
    ]
    assert text.count("默认" if language == "zh-CN" else "Default") == 1


def test_a_default_that_no_other_link_describes_stands_first() -> None:
    assert Rows(page(LINKS[3], LINKS[0])).hrefs == ["https://a.example/pump", "https://a.example/i.pdf"]


@pytest.mark.parametrize(
    ("status", "language", "words"),
    [
        (300, "en", "There are several links of the type “instructions”"),
        (300, "zh-CN", "无法判断您需要哪一个"),
        (404, "en", "There is no link of the type"),
        (404, "zh-CN", "以下是已发布的链接"),
    ],
)
def test_a_choice_and_a_lack_say_what_they_are(status: int, language: Language, words: str) -> None:
    text = Tags(page(status=status, language=language, kind=f"{NAMESPACE}instructions")).text

    assert words.lower() in text.lower()


def test_the_block_of_data_is_the_linkset() -> None:
    (block,) = Rows(page()).blocks

    graph = json.loads(block)
    assert f"{BASE}{PUMP}" in json.dumps(graph)
    assert "https://a.example/i.pdf" in json.dumps(graph)


@given(title=st.text(min_size=1, max_size=40), about=st.text(max_size=40))
def test_nothing_stored_becomes_markup(title: str, about: str) -> None:
    harmless = {tag for tag, _ in Tags(page(status=404)).seen}
    pictures = [told for tag, told in Tags(page()).seen if tag == "img"]
    link = Link("https://x.example/'\"><b>", "https://a.example/x", HOSTILE + title, hreflang=("en",))

    for html in (page(link, about=HOSTILE + about), page(link, status=404, about=about, kind=HOSTILE)):
        rows, tags = Rows(html), Tags(html)
        assert {tag for tag, _ in tags.seen} <= harmless
        assert [told for tag, told in tags.seen if tag == "img"] == pictures
        assert not [name for _, told in tags.seen for name in told if name.startswith("on")]
        assert rows.hrefs == ["https://a.example/x"]
        assert HOSTILE in json.dumps(json.loads("".join(rows.blocks)), ensure_ascii=False).replace('\\"', '"')


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_refusal_says_why_and_what_was_asked(why: Why, language: Language) -> None:
    html = PAGES.refusal(Refusal(why, detail=f"broken {HOSTILE}"), f"/01/{HOSTILE}", language, "")
    tags = Tags(html)

    assert f"/01/{HOSTILE}" in tags.text
    assert f"broken {HOSTILE}" in tags.text
    assert "script" not in {tag for tag, _ in tags.seen}
    assert [told for tag, told in tags.seen if tag == "img" and told["src"] == "x"] == []
    assert not [name for _, told in tags.seen for name in told if name.startswith("on")]
