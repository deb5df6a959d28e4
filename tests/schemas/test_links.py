"""The links of one record: which may stand together."""

from typing import Any

import msgspec
import pytest

from schemas.documents import read_values, value_document
from schemas.errors import Malformed
from schemas.link_types import NAMESPACE
from schemas.links import check_links, links_of
from schemas.value import Value

HERE = "https://a.example/p"


def link(index: int, link_type: str, href: str = HERE, permissions: int = 14, **more: Any) -> Value:
    """A value of type LINK."""
    data = msgspec.json.encode({"linkType": link_type, "href": href, "title": "A"} | more)
    return Value(index, "LINK", data, permissions=permissions)


DEFAULT = link(1, "gs1:defaultLink")
PIP = link(2, "gs1:pip")


@pytest.mark.parametrize(
    "values",
    [
        (),
        (Value(1, "URL", b"https://a.example/"),),
        (PIP,),
        (DEFAULT, PIP),
        (DEFAULT, PIP, link(3, "gs1:pip", hreflang=["zh"]), link(4, "gs1:pip", hreflang=["en"])),
        (DEFAULT, PIP, link(3, "gs1:defaultLinkMulti", hreflang=["zh"]), link(4, "gs1:defaultLinkMulti", type="a/b")),
        (Value(1, "URL", b"https://a.example/"), link(3, "gs1:defaultLinkMulti", hreflang=["zh"])),
        (link(7, "gs1:epcis", public=False, permissions=12),),
        (link(3, "gs1:pip", title="B"), link(4, "gs1:pip", "https://b.example/")),
    ],
)
def test_what_may_stand_together(values: tuple[Value, ...]) -> None:
    check_links(values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            (Value(5, "link", b"https://a.example/"),),
            "cannot read value 5 of type LINK: cannot read a link: the JSON is broken at octet 0 (invalid character)",
        ),
        (
            (link(5, "gs1:PIP"),),
            "cannot read value 5 of type LINK: linkType is 'gs1:PIP', expected gs1:pip",
        ),
        (
            (DEFAULT, PIP, link(9, "gs1:defaultLink", "https://b.example/")),
            "values 1 and 9 are default links, expected one of them alone",
        ),
        (
            (DEFAULT, link(3, "gs1:pip", "https://b.example/")),
            "default link of value 1 leads where no other link does, expected the same href in a LINK of a type that "
            "says what it is, as in gs1:pip",
        ),
        (
            (PIP, link(3, "https://gs1.org/voc/pip", title="B")),
            "values 2 and 3 are the same link of type gs1:pip, expected one",
        ),
        (
            (PIP, link(3, "gs1:defaultLinkMulti", hreflang=["zh"])),
            "value 3 is a variant of a default link that is not there, expected a LINK of type gs1:defaultLink or a "
            "URL beside it",
        ),
        (
            (DEFAULT, PIP, link(3, "gs1:defaultLinkMulti")),
            "variant of the default link in value 3 does not say for whom it is, expected hreflang, type or context",
        ),
        (
            (
                DEFAULT,
                PIP,
                link(3, "gs1:defaultLinkMulti", hreflang=["zh", "en"]),
                link(4, "gs1:defaultLinkMulti", "https://b.example/", hreflang=["en", "zh"]),
            ),
            "variants of the default link in values 3 and 4 are for the same askers, expected a difference in "
            "hreflang, type or context",
        ),
        (
            (link(7, "gs1:epcis", public=False),),
            "link of value 7 is not public, expected a value that is not: permissions 1100 hide it",
        ),
    ],
)
def test_what_contradicts(values: tuple[Value, ...], sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        check_links(values)

    assert refusal.value.sentence == sentence


def test_links_are_found_among_values_and_what_is_none_is_passed_over() -> None:
    found = links_of((Value(1, "LINKS", b"x"), Value(2, "LINK", b"{"), link(3, "gs1:pip"), Value(4, "URL", b"x")))

    assert [(value.index, one.link_type) for value, one in found] == [(3, f"{NAMESPACE}pip")]


def test_a_link_is_written_as_an_object_or_as_text_and_shown_as_an_object() -> None:
    shown = {
        "index": 3,
        "type": "LINK",
        "data": {"format": "link", "value": {"linkType": "gs1:pip", "href": HERE, "title": "A", "hreflang": ["zh"]}},
    }
    as_text = {"index": 3, "type": "LINK", "data": msgspec.json.encode(shown["data"]["value"]).decode()}  # type: ignore[index]

    one, other = (read_values(msgspec.json.encode([given])).values[0] for given in (shown, as_text))

    assert one == other
    assert value_document(one)["data"] == shown["data"]


def test_another_spelling_of_json_is_shown_as_the_text_it_is() -> None:
    text = '{"title": "A", "href": "https://a.example/", "linkType": "gs1:pip"}'

    assert value_document(Value(1, "LINK", text.encode()))["data"] == {"format": "string", "value": text}
    assert value_document(Value(1, "LINK", b"x"))["data"] == {"format": "string", "value": "x"}


def test_a_wrong_link_is_refused_where_it_stands() -> None:
    wrong = [
        {
            "index": 3,
            "type": "LINK",
            "data": {"format": "link", "value": {"linkType": "gs1:PIP", "href": HERE, "title": "A"}},
        }
    ]

    with pytest.raises(Malformed) as refusal:
        read_values(msgspec.json.encode(wrong))

    assert refusal.value.sentence == "linkType is 'gs1:PIP', expected gs1:pip (at values[0].data.value)"
