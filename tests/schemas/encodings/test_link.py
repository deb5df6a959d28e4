"""LINK: octets, documents, and what is refused."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.encodings.link import (
    LARGEST_LINK,
    Link,
    LinkDocument,
    from_document,
    from_octets,
    to_document,
    to_octets,
)
from schemas.errors import Malformed
from schemas.link_types import NAMESPACE, TERMS

PIP = f"{NAMESPACE}pip"
TITLES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip()) and text.isprintable()
)
TERM = st.sampled_from(sorted(set(TERMS) - {"defaultLink"}))
LINKS = st.builds(
    Link,
    TERM.map(lambda term: NAMESPACE + term) | st.just("https://schema.org/review"),
    st.sampled_from(["https://a.example/", "https://例子.example/件?批=1", "http://10.1.2.3:8080/x#y"]),
    TITLES,
    st.lists(st.sampled_from(["zh", "zh-CN", "en", "fr-CH"]), max_size=3, unique=True).map(tuple),
    st.sampled_from(["", "text/html", "application/ld+json"]),
    st.lists(st.sampled_from(["CN", "LK", "dscsaSaleableReturn"]), max_size=2, unique=True).map(tuple),
    st.none() | st.booleans(),
    st.none() | st.just(True),
)


@pytest.mark.parametrize(
    ("octets", "link"),
    [
        (
            b'{"linkType":"gs1:pip","href":"https://a.example/","title":"A"}',
            Link(PIP, "https://a.example/", "A"),
        ),
        (
            '{"linkType":"gs1:instructions","href":"https://例子.example/","title":"使用说明","hreflang":["zh-CN"],'
            '"type":"application/pdf","context":["CN"],"public":true,"fwqs":true}'.encode(),
            Link(
                f"{NAMESPACE}instructions",
                "https://例子.example/",
                "使用说明",
                ("zh-CN",),
                "application/pdf",
                ("CN",),
                True,
                True,
            ),
        ),
    ],
)
def test_octets_and_link_say_the_same(octets: bytes, link: Link) -> None:
    assert from_octets(octets) == link
    assert to_octets(link) == octets


@given(LINKS)
def test_there_and_back(link: Link) -> None:
    assert from_octets(to_octets(link)) == link
    assert from_document(to_document(link)) == link


@given(st.binary(max_size=60) | LINKS.map(to_octets) | st.dictionaries(st.text(), st.text()).map(msgspec.json.encode))
def test_whatever_comes_is_read_or_refused(octets: bytes) -> None:
    with suppress(Malformed):
        assert from_octets(to_octets(from_octets(octets))) == from_octets(octets)


def test_spellings_are_brought_to_one() -> None:
    given_ = LinkDocument(
        link_type="http://www.gs1.org/voc/pip",
        href="https://a.example/",
        title="A",
        hreflang=("ZH-cn", "EN"),
        type="Text/HTML",
    )

    assert from_document(given_) == Link(PIP, "https://a.example/", "A", ("zh-CN", "en"), "text/html")


def test_where_a_link_leads_is_ascii() -> None:
    assert Link(PIP, "https://例子.example/件", "A").location == "https://xn--fsqu00a.example/%E4%BB%B6"


GOOD = {"linkType": "gs1:pip", "href": "https://a.example/", "title": "A"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"linkType": "pipp", "href": "no"}, "linkType is 'pipp', expected gs1: and a term"),
        ({"href": None}, "cannot read a link: expected string, got null (at href)"),
        (
            {"href": "javascript:alert(1)"},
            "href of the link is 'javascript:alert(1)', expected an address with http or https that may be followed",
        ),
        (
            {"href": "https://good.example@evil.example/"},
            "href of the link is 'https://good.example@evil.example/', expected an address with http or https that may "
            "be followed",
        ),
        ({"title": " "}, "title of the link is ' ', expected 1 to 300 printable characters that say something"),
        ({"title": "a\nb"}, "title of the link is 'a\\nb', expected 1 to 300 printable characters that say something"),
        (
            {"hreflang": ["zh-Hans"]},
            "hreflang of the link is 'zh-Hans', expected two letters, or two and a country's two, as in zh-CN: "
            "anything else makes a GS1 linkset invalid",
        ),
        ({"hreflang": "zh"}, "cannot read a link: expected array, got string (at hreflang)"),
        ({"hreflang": ["zh", "ZH"]}, "hreflang of the link has 'zh' twice, expected it once"),
        ({"hreflang": ["zh"] * 21}, "hreflang of the link has 21 members, expected at most 20"),
        (
            {"type": "text/html;charset=utf-8"},
            "type of the link is 'text/html;charset=utf-8', expected a media type without parameters, as in text/html",
        ),
        (
            {"context": ["a b"]},
            "context of the link is 'a b', expected up to 64 letters, digits and the signs . _ : / -",
        ),
        (
            {"fwqs": False},
            "fwqs of the link is false, expected true or nothing: the query always goes along",
        ),
        (
            {"linkType": "gs1:defaultLink", "hreflang": ["zh"], "type": "text/html"},
            "default link has hreflang and type, expected a title and nothing else",
        ),
        ({"rel": "next"}, 'cannot read a link: unknown member "rel"'),
    ],
)
def test_refusals_say_what_and_where(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_octets(msgspec.json.encode(GOOD | changed))

    assert refusal.value.sentence.startswith(sentence)


def test_a_link_has_an_end() -> None:
    with pytest.raises(Malformed) as refusal:
        from_octets(msgspec.json.encode(GOOD | {"title": "x" * LARGEST_LINK}))

    assert refusal.value.sentence.startswith("a link has at most 4096 octets, got ")
    with pytest.raises(Malformed) as refusal:
        from_octets(b"{}")

    assert refusal.value.sentence == 'cannot read a link: missing member "linkType"'
