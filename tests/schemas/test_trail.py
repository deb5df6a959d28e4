"""Lines of the trail: their canonical form, their digests, and characters that would break or turn them."""

import hashlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.trail import GENESIS, LONGEST_DETAIL, Line, canonical, detailed, visible

LINE = Line(
    7, 1_795_320_000, "key:7f3a", "enterprise-app", "192.0.2.7", "register", "88.1000.1/SN-1", 1, "", 12, b"\x01" * 32
)


def test_a_line_is_digested_as_its_canonical_json_behind_the_digest_before() -> None:
    expected = {
        "act": 7,
        "actor": "key:7f3a",
        "address": "192.0.2.7",
        "at": 1_795_320_000,
        "changes": 1,
        "content": "01" * 32,
        "detail": None,
        "role": "enterprise-app",
        "serial": 12,
        "subject": "88.1000.1/SN-1",
        "verb": "register",
    }

    assert LINE.canonical == json.dumps(expected, separators=(",", ":"), sort_keys=True).encode()
    assert LINE.digest(GENESIS) == hashlib.sha256(GENESIS + LINE.canonical).digest()


@given(
    st.text(max_size=30),
    st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.integers() | st.none(), max_size=4),
)
def test_any_line_is_canonical_json_that_says_what_the_line_says(text: str, detail: dict[str, object]) -> None:
    line = msgspec.structs.replace(LINE, subject=visible(text), detail=detailed(detail))

    said = json.loads(line.canonical)

    assert said["subject"] == line.subject
    assert canonical(said).encode() == line.canonical
    assert len(line.canonical.decode().splitlines()) == 1


@pytest.mark.parametrize(
    "harmful", ["\n", "\r", "\x1b[2J", "\x00", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ud800"]
)
def test_no_character_breaks_a_line_or_turns_it(harmful: str) -> None:
    shown = visible(f"a{harmful}b")
    kept = detailed({"before": {"name": f"a{harmful}b"}})

    assert harmful not in shown + kept
    assert f"\\u{ord(harmful[0]):04x}" in shown
    assert json.loads(kept)["before"]["name"] == shown
    assert len(shown.splitlines()) == 1


def test_of_a_detail_that_is_too_long_only_the_digest_is_kept() -> None:
    kept = json.loads(detailed({"after": "x" * LONGEST_DETAIL}))

    assert kept.keys() == {"digest", "octets"}
    assert kept["octets"] > LONGEST_DETAIL


def test_a_detail_without_anything_is_empty() -> None:
    assert detailed({}) == ""
    assert detailed({"b": frozenset({"y", "x"}), "a": (1,)}) == '{"a":[1],"b":["x","y"]}'
