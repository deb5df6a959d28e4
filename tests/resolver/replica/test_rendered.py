"""Entries rendered in C: the same octets as in Python for whatever is packed, and never a crash."""

import os
import subprocess
import sys
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.replica import rendered
from resolver.replica.render import entry_of
from resolver.replica.rendered import octets_of
from schemas.change import Put
from schemas.value import SECRET, Reference, Value
from tests.support.feeds import retire
from tests.support.require import lacking

KEY = b"88.1.1/A"
URL = Value(1, "URL", b"https://a.example/x", ttl=600, timestamp=1_700_000_000)
TEXT = Value(2, "DESC", "铜箔".encode(), timestamp=1_700_000_000)


@pytest.fixture(scope="module")
def in_c() -> Callable[[Put], bytes | None]:
    """Renders in C alone."""
    built = rendered.BUILT
    if built is None:
        lacking("rendering in C", "python hatch_build.py, with a C compiler and Python's headers")
    assert built is not None
    return lambda change: built(KEY, change.packed, change.version, 9, change.registered_at, change.changed_at)


def put(*values: Value) -> Put:
    return Put.of("88.1.1/a", values, 7, 5, 6, 0)


def in_python(change: Put) -> bytes:
    return entry_of(change, 9).to_octets(KEY)


TYPES = ["URL", "url", "NAME", "批次", "MAPPING", "HS_ALIAS", "hs_admin", "10320/loc", "LINK", "A_B", "AB_C"]
TEXTS = [
    "https://a.example/x",
    "https://例.example/件?a=1&b",
    "javascript:alert(1)",
    '铜箔 "6μm" \\ 9',
    '{"linkType":"gs1:defaultLink","href":"https://a.example/x","title":"A"}',
    "two\nlines",
    "\x01",
    "\x7f",
    "\u2028",
    "",
]
VALUES = st.lists(
    st.builds(
        Value,
        index=st.integers(1, 2**32 - 1),
        type=st.sampled_from(TYPES),
        data=st.sampled_from(TEXTS).map(str.encode) | st.text(max_size=9).map(str.encode) | st.binary(max_size=9),
        ttl=st.sampled_from([0, 600, 86_400, 200_000, 400_000]),
        timestamp=st.integers(0, 2**32 - 1),
        permissions=st.sampled_from([14, 14, 14, 15, 12, 2, 28]),
        absolute=st.sampled_from([False] * 5 + [True]),
        references=st.sampled_from([()] * 5 + [(Reference("8/a", 1),)]),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=1000)
@given(VALUES)
def test_both_come_to_the_same(values: list[Value]) -> None:
    assert octets_of(KEY, put(*values), 9) == in_python(put(*values))


USUAL = st.lists(
    st.builds(
        Value,
        index=st.integers(1, 2**32 - 1),
        type=st.sampled_from(["URL", "url", "NAME", "批次"]),
        data=st.sampled_from(TEXTS[:4]).map(str.encode) | st.text('aZ9 "\\/件é', max_size=300).map(str.encode),
        ttl=st.sampled_from([0, 600, 200_000, 400_000, 2**31 - 1]),
        timestamp=st.integers(0, 2**32 - 1),
    ),
    min_size=1,
    max_size=15,
)


@settings(deadline=None, max_examples=500)
@given(values=USUAL)
def test_usual_ones_come_to_the_same(in_c: Callable[[Put], bytes | None], values: list[Value]) -> None:
    assert in_c(put(*values)) == in_python(put(*values))


LABELS = st.text("aZ0-_.:", max_size=70)


@settings(deadline=None, max_examples=1000)
@given(
    scheme=st.sampled_from(["http://", "https://", "HTTPS://", "ftp://", "http:/", ""]),
    host=LABELS | st.sampled_from(["a.example", "例.example", "[2001:db8::1]", "a@b.example", "a.example:80"]),
    rest=st.text("/?#%aZ9~:@!$&'()*+,;=-_.[]{}|\\^`<>\" 件", max_size=200),
)
def test_addresses_lead_to_the_same(scheme: str, host: str, rest: str) -> None:
    change = put(Value(1, "URL", f"{scheme}{host}{rest}".encode()))

    assert octets_of(KEY, change, 9) == in_python(change)


@settings(deadline=None, max_examples=2000)
@given(values=USUAL, at=st.integers(0, 400), octets=st.binary(max_size=5), cut=st.integers(0, 400))
def test_whatever_is_packed_is_rendered_as_in_python_or_left_to_it(
    in_c: Callable[[Put], bytes | None], values: list[Value], at: int, octets: bytes, cut: int
) -> None:
    packed = bytes(put(*values).packed)
    spoilt = (packed[:at] + octets + packed[at + len(octets) :])[: max(len(packed) - cut, 0) or None]
    change = Put("88.1.1/a", msgspec.Raw(spoilt), 7, 5, 6, 0)
    try:
        made = in_c(change)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        made = None
    if made is not None:
        assert made == in_python(change)


@pytest.mark.parametrize(
    ("values", "usual"),
    [
        ((URL, TEXT), True),
        ((Value(1, "URL", b"javascript:alert(1)"),), True),
        ((Value(1, "DESC", b"x" * 100_000),), True),
        (tuple(Value(index, "DESC", b"x") for index in range(1, 16)), True),
        (tuple(Value(index, "DESC", b"x") for index in range(1, 17)), False),
        ((), False),
        ((Value(300, "HS_SECKEY", b"secret"),), False),
        ((URL, Value(2, "DESC", b"x", permissions=SECRET)), False),
        ((Value(1, "DESC", b"\xff"),), False),
        ((URL, Value(2, "mapping", b"(01)09506000134352")), False),
        ((URL, Value(2, "10320/loc", b"<locations/>")), False),
        ((URL, Value(2, "link", b"{}")), False),
        ((Value(1, "URL", b"https://a.example/", ttl=1_900_000_000, absolute=True),), False),
    ],
)
def test_which_records_are_usual(in_c: Callable[[Put], bytes | None], values: tuple[Value, ...], usual: bool) -> None:
    made = in_c(put(*values))

    assert (made is not None) == usual
    assert octets_of(KEY, put(*values), 9) == in_python(put(*values))


def test_numbers_that_an_entry_has_no_room_for_are_left_to_python(in_c: Callable[[Put], bytes | None]) -> None:
    assert in_c(Put.of("88.1.1/a", (URL,), 7, 2**32, 6, 0)) is None
    assert in_c(Put.of("88.1.1/a", (URL,), 7, 2**32 - 1, 6, 0)) is not None


def test_more_types_and_times_than_are_remembered(in_c: Callable[[Put], bytes | None]) -> None:
    for number in range(10_000):
        change = put(Value(number + 1, f"T{number}", b"x", timestamp=number))
        if number % 1_000 < 2:
            assert in_c(change) == in_python(change)
        else:
            in_c(change)


def test_a_tombstone_is_the_same() -> None:
    gone = retire("88.1.1/a")

    assert octets_of(KEY, gone, 9) == entry_of(gone, 9).to_octets(KEY)


@pytest.mark.parametrize(("pure", "built"), [("1", False), ("", rendered.BUILT is not None)])
def test_python_can_be_chosen(pure: str, built: bool) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from resolver.replica.rendered import BUILT; print(BUILT is not None)"],
        env={**os.environ, "IDNODE_PURE": pure},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == str(built)
