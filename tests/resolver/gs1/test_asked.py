"""What is asked: Digital Links in all their forms, and the three things in a query that GS1 defines."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.gs1.asked import read, wants_linkset
from schemas.errors import Malformed
from schemas.identifiers import gs1_dl_compressed
from schemas.identifiers.gs1 import compression
from schemas.link_types import NAMESPACE
from tests.resolver.gs1.goods import OF_EACH_KEY, PUMP, TAG_BASE64, TAG_HEX, TAGGED


@pytest.mark.parametrize("path", [*OF_EACH_KEY.values(), f"{PUMP}/22/2A/10/LOT-1/21/S%2F1", f"{PUMP}/235/T"])
def test_paths_are_read(path: str) -> None:
    for stem in ("", "/dl", "/some/where/else", "/00/faux"):
        assert read(stem + path, "").link.path == path
        assert read(f"{stem}{path}/", "").link.path == path


@pytest.mark.parametrize("path", [TAG_HEX, TAG_BASE64, f"/dl{TAG_HEX}", f"{TAG_BASE64}/", f"{TAG_BASE64}="])
def test_the_bits_of_a_tag_are_read(path: str) -> None:
    asked = read(path, "17=261231&linkType=gs1:pip")

    assert asked.compressed
    assert asked.link.path == TAGGED
    assert asked.link.attributes == (("17", "261231"),)
    assert asked.link_type == f"{NAMESPACE}pip"


def test_the_old_compression_is_read() -> None:
    path = "/" + compression.compress((("01", "09506000134376"), ("21", "S-1"), ("17", "261231")))
    assert gs1_dl_compressed.recognise(f"https://a.example{path}")

    asked = read(path, "")

    assert (asked.compressed, asked.link.path) == (True, f"{PUMP}/21/S-1")
    assert asked.link.attributes == (("17", "261231"),)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/01/09506000134375", "check digit of AI 01 is 5, expected 6"),
        ("/01/9506000134376", "length of AI 01 is 13, expected 14"),
        (f"{PUMP}/foo", f"path is '{PUMP}/foo', expected a GS1 primary key and its value at the end"),
        (f"{PUMP}/21/S/10/L", "path behind AI 01 is 21, 10, expected 22, 10, 21 or 235 in this order"),
        (f"{PUMP}/10/L/10/L", "path behind AI 01 is 10, 10, expected 22, 10, 21 or 235 in this order"),
        (f"{PUMP}/17/261231", "path behind AI 01 is 17, expected 22, 10, 21 or 235 in this order"),
        (f"{PUMP}/10/a%20b", "character 2 of AI 10 is ' ', expected a character of CSET 82"),
        (f"{PUMP}/10/%zz", "percent sequence is '%zz', expected % and two hexadecimal digits"),
        ("/415/9506000134376", "path behind AI 415 is without AI 8020, expected it"),
        (f"{PUMP}//", f"path is '{PUMP}//', expected a GS1 primary key and its value at the end"),
        (f"{PUMP}{TAG_HEX}", f"path is '{PUMP}{TAG_HEX}', expected a GS1 primary key and its value at the end"),
        (
            "/eh30164596f40c0e5cbe991a8",
            "path is '/eh30164596f40c0e5cbe991a8', expected a GS1 primary key and its value",
        ),
        ("/nothing-at-all", "path is '/nothing-at-all', expected a GS1 primary key and its value at the end"),
        (f"{PUMP}/10/件", "character 41 of the URI is '件', expected it percent-encoded"),
    ],
)
def test_other_paths_are_refused(path: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(path, "")

    assert refusal.value.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("17=261331", "month of AI 17 is 13, expected 01 to 12"),
        ("10=L", "AI 10 is in the query, expected it in the path"),
        ("17=261231&17=261231", "AI 17 is there twice, expected it once"),
        ("a=b;4711=x", "name in the query is '4711', expected an AI that may be an attribute"),
    ],
)
def test_wrong_attributes_are_refused(query: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(PUMP, query)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("query", "link_type", "linkset"),
    [
        ("", "", False),
        ("linkType=gs1:pip", f"{NAMESPACE}pip", False),
        ("linkType=gs1%3Apip", f"{NAMESPACE}pip", False),
        ("foo=bar&linkType=https://gs1.org/voc/pip", f"{NAMESPACE}pip", False),
        ("linkType=https%3A%2F%2Fwww.gs1.org%2Fvoc%2Fpip&x", f"{NAMESPACE}pip", False),
        ("17=261231;linkType=gs1:pip;flag", f"{NAMESPACE}pip", False),
        ("linktype=gs1:pip", f"{NAMESPACE}pip", False),
        ("linkType=https://schema.org/video", "https://schema.org/video", False),
        ("linkType=linkset", "", True),
        ("linkType=all", "", True),
        ("linkType=", "", False),
        ("linkType", "", False),
        ("linkType=%zz", "", False),
        ("linkType=gs1:pip&linkType=linkset", "", True),
    ],
)
def test_the_link_type_is_read(query: str, link_type: str, linkset: bool) -> None:
    asked = read(PUMP, query)

    assert (asked.link_type, asked.linkset, asked.query) == (link_type, linkset, query)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("application/linkset+json", True),
        ("Application/Linkset+JSON", True),
        ("application/linkset+json, */*;q=0.1", True),
        ("application/linkset+json;q=0.5, application/json;q=0.5", True),
        ("text/html, application/linkset+json;q=0.9", False),
        ("application/linkset+json;q=0", False),
        ("application/*", False),
        ("*/*", False),
        ("application/json", False),
        ("", False),
    ],
)
def test_a_header_asks_for_the_linkset_only_by_its_name(accept: str, wanted: bool) -> None:
    assert wants_linkset(accept) is wanted
    assert read(PUMP, "", accept).linkset is wanted
    assert not read(PUMP, "linkType=gs1:pip", accept).linkset  # what the query says comes first


def test_contexts_are_read_out_of_the_query() -> None:
    assert read(PUMP, "context=LK;x&Context=CN").wishes.contexts == ("LK", "CN")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_asked_is_read_or_refused(path: str, query: str, accept: str, language: str) -> None:
    for tried in (path, PUMP + path, f"/{path}{PUMP}", TAG_HEX + path):
        with suppress(Malformed):
            read(tried, query, accept, language)
