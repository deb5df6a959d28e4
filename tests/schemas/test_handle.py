"""A handle: what can be read as one, which two are the same, and which may be registered."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.handle import Handle, fold, registrable

SUFFIX = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("text", "prefix", "suffix"),
    [
        ("88.1000.1/SN-1", "88.1000.1", "SN-1"),
        ("88.101.0042/a/b//c", "88.101.0042", "a/b//c"),
        ("0.NA/88.1000.1", "0.NA", "88.1000.1"),
        ("88.1000.1/件 1+%2F?#", "88.1000.1", "件 1+%2F?#"),
        ("88.1000.1//", "88.1000.1", "/"),
    ],
)
def test_the_first_slash_parts_prefix_and_suffix(text: str, prefix: str, suffix: str) -> None:
    handle = Handle.parse(text)

    assert (handle.prefix.text, handle.suffix, handle.text) == (prefix, suffix, text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("88.1000.1", "cannot read '88.1000.1' as a handle: expected a slash between prefix and suffix"),
        ("", "cannot read '' as a handle: expected a slash between prefix and suffix"),
        ("88.1000.1/", "cannot read '88.1000.1/' as a handle: the suffix is empty"),
        ("/x", "cannot read '' as a prefix: expected labels of digits or letters between dots"),
        ("8/a\nb", r"cannot read '8/a\nb' as a handle: character U+000A at position 4 is not allowed"),
        ("8/\ud800", r"cannot read '8/\ud800' as a handle: character U+D800 at position 3 is not allowed"),
        ("8/" + "件" * 682 + "a", "a handle has at most 2048 octets, got 2049"),
    ],
)
def test_what_is_no_handle_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Handle.parse(text)

    assert refusal.value.sentence == sentence


def test_a_handle_of_2048_octets_is_read() -> None:
    assert len(Handle.parse("8/" + "件" * 682).key) == 2048


@given(SUFFIX)
def test_only_ascii_letters_are_folded(suffix: str) -> None:
    upper = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
    handle = Handle.parse(f"88.1/{suffix}")

    assert handle.key.decode() == handle.text.translate(upper)
    assert handle.suffix_key == fold(suffix) == suffix.translate(upper)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("88.1.1/sn-a", "88.1.1/SN-A", True),
        ("10.ab/x", "10.AB/X", True),
        ("88.1.1/ä", "88.1.1/Ä", False),
        ("88.1.1/ı", "88.1.1/I", False),
        ("88.1.1/ß", "88.1.1/SS", False),
        ("88.1.01/x", "88.1.1/x", False),
        ("88.1.1/01", "88.1.1/1", False),
    ],
)
def test_which_handles_are_the_same(one: str, other: str, same: bool) -> None:
    first, second = Handle.parse(one), Handle.parse(other)

    assert (first == second) is same
    assert (first != second) is not same
    assert (hash(first) == hash(second)) is same


@pytest.mark.parametrize("suffix", ["SN-1 a", "~!@#$%^&*()", "多层陶瓷电容器0402", "カタカナ", "한글", "Müller"])
def test_what_may_be_registered(suffix: str) -> None:
    handle = Handle.parse(f"88.1.1/{suffix}")

    assert registrable(handle) is handle


@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        ("а1", "character 1 of the suffix is U+0430 (CYRILLIC SMALL LETTER A)"),
        ("x\u200b", "character 2 of the suffix is U+200B (ZERO WIDTH SPACE)"),
        ("x\u202ey", "character 2 of the suffix is U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("Ａ", "character 1 of the suffix is U+FF21 (FULLWIDTH LATIN CAPITAL LETTER A)"),
        ("8．8", "character 2 of the suffix is U+FF0E (FULLWIDTH FULL STOP)"),
        ("ı", "character 1 of the suffix is U+0131 (LATIN SMALL LETTER DOTLESS I)"),
        ("α", "character 1 of the suffix is U+03B1 (GREEK SMALL LETTER ALPHA)"),
        ("x\u3000y", "character 2 of the suffix is U+3000 (IDEOGRAPHIC SPACE)"),
    ],
)
def test_look_alikes_may_be_asked_for_and_not_registered(suffix: str, reason: str) -> None:
    handle = Handle.parse(f"88.1.1/{suffix}")

    with pytest.raises(Malformed) as refusal:
        registrable(handle)

    assert refusal.value.sentence == (
        f"cannot register {handle.text!r}: {reason}, expected printable ASCII, Latin or Chinese characters"
    )


@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        (" x", "the suffix begins or ends with a space"),
        ("件 ", "the suffix begins or ends with a space"),
        ("u\u0308", "the suffix is not in the composed form NFC"),
    ],
)
def test_other_suffixes_that_may_not_be_registered(suffix: str, reason: str) -> None:
    handle = Handle.parse(f"88.1.1/{suffix}")

    with pytest.raises(Malformed) as refusal:
        registrable(handle)

    assert refusal.value.sentence == f"cannot register {handle.text!r}: {reason}"


@given(st.text())
def test_reading_gives_a_handle_or_refuses(text: str) -> None:
    for whole in (text, f"88.1/{text}"):
        with suppress(Malformed):
            handle = Handle.parse(whole)
            assert handle.text == whole
            assert registrable(handle) is handle
