"""Linksets and the description file: what they hold, that they are valid, and that the schema sees each trap."""

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from resolver.gs1.description import description
from resolver.gs1.levels import levels_of
from resolver.gs1.linkset import JSON_LD_CONTEXT, Context, json_ld, linkset
from resolver.gs1.offers import offered
from schemas.encodings.link import Link
from schemas.identifiers.gs1.link import CANONICAL_STEM, KEYS, read_link
from schemas.link_types import DEFAULT, NAMESPACE
from tests.resolver.gs1.goods import BASE, PUMP, shelf
from tests.resolver.gs1.validating import description_in, is_description, is_linkset, linkset_in

PIP = Link(
    f"{NAMESPACE}pip", "https://例子.example/件", "产品", ("zh-CN",), "text/html", ("CN",), public=True, fwqs=True
)
CONTEXT = Context(PUMP, "泵", (PIP, Link(DEFAULT, "https://a.example/", "泵")))


def test_a_linkset_says_what_is_known_and_leaves_out_the_rest() -> None:
    assert linkset_in(linkset([CONTEXT], BASE)) == [
        {
            "anchor": f"{BASE}{PUMP}",
            "itemDescription": "泵",
            f"{NAMESPACE}defaultLink": [{"href": "https://a.example/", "title": "泵"}],
            f"{NAMESPACE}pip": [
                {
                    "href": "https://xn--fsqu00a.example/%E4%BB%B6",
                    "title": "产品",
                    "hreflang": ["zh-CN"],
                    "type": "text/html",
                    "context": ["CN"],
                    "public": True,
                    "fwqs": True,
                }
            ],
        }
    ]


def test_json_ld_is_the_same_with_its_context() -> None:
    document = msgspec.json.decode(json_ld([CONTEXT], BASE))

    assert document.pop("@context") == JSON_LD_CONTEXT
    assert document == msgspec.json.decode(linkset([CONTEXT], BASE))


@pytest.mark.parametrize("base", [BASE, "http://127.0.0.1:8000", "https://[2001:db8::1]:8443", "https://a.example/gs1"])
def test_the_linkset_of_everything_is_valid_under_any_address(base: str) -> None:
    levels = levels_of(shelf(), read_link(f"{CANONICAL_STEM}{PUMP}/22/2A/10/LOT-1/21/S-1")).found
    contexts = []
    for level in levels:
        offer = offered(level)
        links = [offer.default.link] if offer.default else []
        contexts.append(Context(level.path, offer.description, (*links, *(one.link for one in offer.links))))

    found = linkset_in(linkset(contexts, base))

    assert [context["anchor"] for context in found] == [
        f"{base}{PUMP}{rest}" for rest in ("/21/S-1", "/22/2A/10/LOT-1", "/10/LOT-1", "/22/2A", "")
    ]


def root(document: dict[str, Any]) -> None:
    document["@context"] = "x"


def context_member(document: dict[str, Any]) -> None:
    document["linkset"][0]["@id"] = "x"


def no_description(document: dict[str, Any]) -> None:
    del document["linkset"][0]["itemDescription"]


def no_anchor(document: dict[str, Any]) -> None:
    del document["linkset"][0]["anchor"]


def link_member(document: dict[str, Any]) -> None:
    document["linkset"][0][f"{NAMESPACE}pip"][0]["rel"] = "x"


def no_title(document: dict[str, Any]) -> None:
    del document["linkset"][0][f"{NAMESPACE}pip"][0]["title"]


def script_in_language(document: dict[str, Any]) -> None:
    document["linkset"][0][f"{NAMESPACE}pip"][0]["hreflang"] = ["zh-Hans"]


def language_alone(document: dict[str, Any]) -> None:
    document["linkset"][0][f"{NAMESPACE}pip"][0]["hreflang"] = "zh"


def default_with_language(document: dict[str, Any]) -> None:
    document["linkset"][0][DEFAULT][0]["hreflang"] = ["zh"]


def two_defaults(document: dict[str, Any]) -> None:
    document["linkset"][0][DEFAULT] *= 2


def one_link_alone(document: dict[str, Any]) -> None:
    document["linkset"][0][f"{NAMESPACE}pip"] = document["linkset"][0][f"{NAMESPACE}pip"][0]


def compact_type(document: dict[str, Any]) -> None:
    document["linkset"][0]["gs1:pip"] = document["linkset"][0].pop(f"{NAMESPACE}pip")


def relative(document: dict[str, Any]) -> None:
    document["linkset"][0][f"{NAMESPACE}pip"][0]["href"] = "/x"


@pytest.mark.parametrize(
    "trap",
    [
        root,
        context_member,
        no_description,
        no_anchor,
        link_member,
        no_title,
        script_in_language,
        language_alone,
        default_with_language,
        two_defaults,
        one_link_alone,
        compact_type,
        relative,
    ],
)
def test_the_schema_sees_each_trap(trap: Callable[[dict[str, Any]], None]) -> None:
    good = msgspec.json.decode(linkset([CONTEXT], BASE))
    bad = copy.deepcopy(good)
    trap(bad)

    assert is_linkset(good)
    assert not is_linkset(bad)


def test_the_description_file_is_valid_and_true() -> None:
    said = description_in(description(BASE, "Park node"))

    assert said["resolverRoot"] == BASE
    assert set(said["supportedPrimaryKeys"]) == set(KEYS)
    assert said["supportedLinkType"] == [{"namespace": NAMESPACE, "prefix": "gs1:"}]
    assert said["linkTypeDefaultCanBeLinkset"] is False
    assert said["jsonLdContextLocation"] == JSON_LD_CONTEXT


@pytest.mark.parametrize(
    ("member", "wrong"),
    [
        ("resolverRoot", "id.park.example"),
        ("resolverRoot", None),
        ("supportedPrimaryKeys", ["gtin"]),
        ("supportedPrimaryKeys", "all"),
        ("supportedLinkType", [{"namespace": NAMESPACE, "prefix": "gs1"}]),
        ("linkTypeDefaultCanBeLinkset", "no"),
        ("_id", "x"),
    ],
)
def test_the_schema_of_the_description_sees_what_is_wrong(member: str, wrong: Any) -> None:
    said = msgspec.json.decode(description(BASE, "Park node"))

    assert is_description(said)
    assert not is_description(said | {member: wrong})
