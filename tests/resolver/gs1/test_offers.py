"""Offers: what the record of a thing has to offer, with links of its own and without."""

import pytest

from resolver.gs1.levels import Level
from resolver.gs1.offers import Offered, offered, with_own_page
from resolver.replica.render import entry_of
from schemas.change import Put
from schemas.handle import Handle
from schemas.link_types import DEFAULT, DEFAULT_MULTI, HANDLED_BY, NAMESPACE
from schemas.value import Value
from tests.resolver.gs1.goods import AT, PUMP, link, mapping, records, text

H = Handle.parse("88.1000.1/X")


def of(*values: Value, path: str = PUMP) -> Offered:
    return offered(Level(path, H, entry_of(Put.of(H.text, values, 1, AT, AT, 0), 1)))


def said(offer: Offered) -> list[tuple[str, str]]:
    return [(one.link.link_type.removeprefix(NAMESPACE), one.link.location) for one in offer.links]


def test_links_are_offered_in_their_order_and_the_default_apart() -> None:
    offer = of(*records()["88.1000.1/P-1"])

    assert offer.description == "园区水泵 P-1"
    assert offer.default is not None
    assert (offer.default.link.link_type, offer.default.link.location) == (DEFAULT, "https://a.example/pump")
    assert said(offer)[:3] == [
        ("pip", "https://a.example/pump"),
        ("defaultLinkMulti", "https://a.example/zh"),
        ("defaultLinkMulti", "https://a.example/en"),
    ]
    assert len(offer.of_type(DEFAULT_MULTI)) == len(offer.variants) == 3
    assert offer.of_type(DEFAULT) == (offer.default,)
    assert offer.of_type(f"{NAMESPACE}nosuch") == ()
    assert offer.handler is None


@pytest.mark.parametrize(
    ("path", "term"),
    [
        (PUMP, "pip"),
        (f"{PUMP}/21/S", "pip"),
        ("/414/9506000134376/254/X", "locationInfo"),
        ("/00/395060001343760001", "logisticsInfo"),
        ("/415/9506000134376/8020/R", "paymentLink"),
        ("/8004/9506000A", "pip"),
    ],
)
def test_a_plain_address_is_the_default_link_and_has_a_type_as_well(path: str, term: str) -> None:
    offer = of(mapping(path), text(1, "URL", "https://b.example/件"), text(2, "NAME", "泵"), path=path)

    there = "https://b.example/%E4%BB%B6"
    assert offer.default is not None
    assert (offer.default.link.location, offer.default.link.title) == (there, "泵")
    assert said(offer) == [(term, there)]


def test_an_address_that_a_link_describes_is_described_once() -> None:
    offer = of(text(1, "URL", "https://b.example/"), link(2, "gs1:homepage", "https://b.example/", "Home"))

    assert said(offer) == [("homepage", "https://b.example/")]
    assert offer.default is not None


def test_a_default_link_comes_before_an_address() -> None:
    offer = of(
        text(1, "URL", "https://url.example/"),
        link(2, "gs1:defaultLink", "https://link.example/"),
        link(3, "gs1:pip", "https://link.example/"),
    )

    assert offer.default is not None
    assert offer.default.link.location == "https://link.example/"
    assert said(offer) == [("pip", "https://link.example/")]


def test_an_address_that_may_not_be_followed_is_not_offered() -> None:
    offer = of(text(1, "URL", "javascript:alert(1)"), Value(2, "LINK", b'{"linkType":"gs1:pip"}', timestamp=AT))

    assert (offer.default, offer.links) == (None, ())


def test_a_link_that_is_not_for_everybody_is_not_offered() -> None:
    hidden = Value(2, "LINK", link(2, "gs1:epcis", "https://e.example/", public=False).data, 60, AT, permissions=12)
    shown = link(3, "gs1:epcis", "https://e.example/", public=False)

    assert of(hidden, shown).links == ()


@pytest.mark.parametrize(
    ("values", "description"),
    [
        ((text(1, "NAME", "泵"), text(2, "DESC", "Ein\n Tier ")), "Ein Tier"),
        ((text(1, "name", "泵"),), "泵"),
        ((text(1, "产品名称", "双面板"), text(2, "产品名称", "另")), "双面板"),
        (
            (link(1, "gs1:homepage", "https://a.example/", "Home"), link(2, "gs1:defaultLink", "https://a.example/")),
            "A",
        ),
        ((link(1, "gs1:homepage", "https://a.example/", "Home"),), "Home"),
        ((text(1, "DESC", " "),), "(01)09506000134376"),
        ((text(1, "DESC", "x" * 400),), "x" * 300),
        ((text(1, "DESC", "a\u202eb\u0007c"),), "abc"),
        ((Value(1, "DESC", b"\xff\xfe", timestamp=AT),), "(01)09506000134376"),
        ((), "(01)09506000134376"),
    ],
)
def test_a_thing_is_described_in_its_records_own_words(values: tuple[Value, ...], description: str) -> None:
    assert of(*values).description == description


def test_the_nodes_own_page_is_the_last_resort() -> None:
    offer = with_own_page(of(text(1, "NAME", "泵")), "https://id.park.example/88.1000.1/X")

    assert offer.default is not None
    assert offer.default.link.title == "泵"
    assert said(offer) == [("pip", "https://id.park.example/88.1000.1/X")]


def test_a_record_with_nothing_but_a_handler_hands_over() -> None:
    handler = link(1, "gs1:handledBy", "https://maker.example/")

    assert of(handler).handler is not None
    assert of(handler, text(2, "URL", "https://a.example/")).handler is None
    assert of(handler, link(2, "gs1:pip", "https://a.example/")).handler is None
    assert of(handler, link(2, "gs1:pip", "https://a.example/")).of_type(HANDLED_BY)
