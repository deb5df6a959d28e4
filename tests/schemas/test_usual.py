"""The usual way is only a shorter one: what it reads, the long way reads the same, and what is wrong it never reads."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.documents import read_registration, values_json, values_of
from schemas.errors import Malformed
from schemas.handle import registrable
from schemas.links import check_links
from schemas.mapping import carries
from schemas.record import held_together, unreserved
from schemas.usual import Ready, read_ready
from schemas.value import LARGEST_DATA, Value, pack_values

NOW = 1_780_000_000
SUFFIXES = ["SN-1", "sn/2", " a", "a ", "件-1", "a\u0301", "\u0430", "a\tb", "", "META_x", "x" * 2100, 'q"\\']
PREFIXES = ["88.1000.1", "88.1000.ab", "0.NA", "0.na", "88..1", "", "８８.1"]
TYPES = ["URL", "NAME", "批次", "AB_C", "LINK", "mapping", "HS_ADMIN", "10320/LOC", "a\tb", ""]
TEXTS = ["https://a.example/", '铜箔 "6μm"', "x\u2028y", "\x01", "QUJD", ""]
HANDLES = st.builds("{}/{}".format, st.sampled_from(PREFIXES), st.sampled_from(SUFFIXES)) | st.text(max_size=9)
FORMATS = st.sampled_from(["string"] * 8 + ["base64", "hex", "admin"])
DATA: st.SearchStrategy[Any] = st.sampled_from(["bare", None, 7]) | st.fixed_dictionaries(
    {"format": FORMATS, "value": st.sampled_from(TEXTS) | st.integers(0, 9)}
)
ROW = st.fixed_dictionaries(
    {
        "index": st.integers(1, 6) | st.sampled_from([0, 1001, 2**32 - 1, 2**32, True, "1"]),
        "type": st.sampled_from(TYPES),
        "data": DATA,
    },
    optional={
        "ttl": st.sampled_from([0, 600, 2**31 - 1, 2**31, -1, "2030-01-01T00:00:00Z", None]),
        "permissions": st.sampled_from(["1110", "1100", "x"]),
        "timestamp": st.sampled_from(["2026-11-22T08:50:26Z", "x"]),
        "references": st.sampled_from([[], [{"handle": "8/a", "index": 1}]]),
        "more": st.just(1),
    },
)
USUAL = st.fixed_dictionaries(
    {
        "index": st.integers(1, 2**32 - 1),
        "type": st.sampled_from(["URL", "NAME", "批次"]) | st.text(max_size=5),
        "data": st.fixed_dictionaries({"format": st.just("string"), "value": st.text(max_size=20)}),
    },
    optional={"ttl": st.integers(0, 2**31 - 1)},
)
ROWS = st.lists(USUAL, max_size=4) | st.lists(ROW, max_size=3)
LINES = st.fixed_dictionaries({"handle": HANDLES, "values": ROWS}, optional={"extra": st.just(1)})
BROKEN = [b"", b"{", b"[]", b"\xff", b'{"handle":1}', b"[" * 100_000, b'{"handle":"\\ud800/x","values":[]}']


def the_long_way(line: bytes) -> Ready | None:
    """What a line comes to by every rule that a registration of plain values must keep; None where it breaks one."""
    try:
        wanted = read_registration(line, NOW)
        handle, values = wanted.handle, wanted.values
        unreserved(values)
        registrable(handle)
        held_together(values)
        check_links(values)
    except Malformed:
        return None
    return Ready(handle.text, handle.prefix.key, handle.suffix_key, pack_values(values))


@settings(deadline=None, max_examples=600)
@given(LINES, st.booleans())
def test_what_is_read_in_the_usual_way_is_read_the_same_in_the_long_one(line: dict[str, Any], escaped: bool) -> None:
    octets = json.dumps(line, ensure_ascii=escaped).encode("utf-8", "surrogatepass")

    ready = read_ready(octets, NOW)

    if ready is not None:
        assert ready == the_long_way(octets)
        assert ready.values == read_registration(octets, NOW).values == values_of(values_json(ready.values))
        assert not carries(ready.values)
        assert ready.handle.text == ready.text


def row(index: int = 1, type: str = "URL", value: str = "x", **more: object) -> dict[str, object]:
    return {"index": index, "type": type, "data": {"format": "string", "value": value}, **more}


@pytest.mark.parametrize(
    ("handle", "values", "usual"),
    [
        ("88.1000.1/SN-1", [row()], True),
        ("88.1000.1/sn/1", [row(), row(2, "批次", "铜箔", ttl=600)], True),
        ("88.1000.1/SN-1", [], True),
        ("88.1000.1/件", [row()], False),
        ("88.1000.1/SN-1 ", [row()], False),
        ("0.na/88.1000.1", [row()], False),
        ("88.1000.1/" + "x" * 2_038, [row()], True),
        ("88.1000.1/" + "x" * 2_039, [row()], False),
        ("88.1000.1/SN-1", [row(), row()], False),
        ("88.1000.1/SN-1", [row(1001)], False),
        ("88.1000.1/SN-1", [row(type="HS_ALIAS")], False),
        ("88.1000.1/SN-1", [row(type="Link")], False),
        ("88.1000.1/SN-1", [row(type="x" * 129)], False),
        ("88.1000.1/SN-1", [row(permissions="1110")], False),
        ("88.1000.1/SN-1", [row(value="x" * LARGEST_DATA)], True),
        ("88.1000.1/SN-1", [row(value="铜" * (LARGEST_DATA // 3 + 1))], False),
        ("88.1000.1/SN-1", [row(index) for index in range(1, 2_049) if index != 1001], True),
        ("88.1000.1/SN-1", [row(index) for index in range(2_000, 4_049)], False),
    ],
)
def test_which_lines_are_usual(handle: str, values: list[dict[str, object]], usual: bool) -> None:
    line = json.dumps({"handle": handle, "values": values}).encode()

    assert (read_ready(line, NOW) is not None) == usual


@pytest.mark.parametrize("octets", BROKEN)
def test_what_is_no_line_is_left_to_the_long_way(octets: bytes) -> None:
    assert read_ready(octets, NOW) is None


def test_what_is_ready_gives_its_values_and_its_handle() -> None:
    ready = read_ready(json.dumps({"handle": "88.1000.1/sn-1", "values": [row(7, "名", "铜")]}).encode(), NOW)

    assert ready is not None
    assert (ready.text, ready.prefix, ready.suffix) == ("88.1000.1/sn-1", "88.1000.1", "SN-1")
    assert ready.values == (Value(7, "名", "铜".encode(), timestamp=NOW),)
    assert ready.handle.key == b"88.1000.1/SN-1"
