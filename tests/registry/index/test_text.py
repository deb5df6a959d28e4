"""Texts as search compares them, and postings as they are kept."""

import unicodedata
from array import array

from hypothesis import given
from hypothesis import strategies as st

from registry.index import postings
from registry.index.text import LONGEST_RECORD, LONGEST_TEXT, folded, needed, searched, stretches, texts_of
from schemas.value import Value

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=12).map(folded)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(texts, texts, words)
def test_a_text_has_what_a_word_in_it_needs(before: str, after: str, word: str) -> None:
    text = folded(before) + word + folded(after)

    for part in word.split():
        if len(part) > 1:
            assert set(needed(part)) <= stretches(text)


def test_width_case_and_unseen_characters_make_no_difference() -> None:
    for text in ("ＳＮ－７", "sn-7", "SN\u200b-7", "\ufeffSn-7", unicodedata.normalize("NFD", "SN-7")):
        assert folded(text) == "sn-7"


def test_no_stretch_reaches_from_one_text_into_the_next() -> None:
    text = searched("88.1/AB", [Value(1, "A", b"CD"), Value(2, "B", "电 路".encode())])

    assert text == "88.1/ab\ncd\n电 路"
    assert stretches(text).isdisjoint({"bc", "电路", "b\n", "d电"})


def test_only_the_beginning_of_a_long_record_is_looked_through() -> None:
    many = [Value(index, "A", b"x" * 300) for index in range(1, 8)]

    lengths = [len(text) for _, text in texts_of(many)]

    assert lengths == [LONGEST_TEXT] * 4
    assert sum(lengths) == LONGEST_RECORD


def test_octets_and_administrative_values_are_left_out() -> None:
    values = [Value(1, "BLOB", b"\xff\xfe"), Value(2, "HS_ADMIN", b"abc"), Value(3, "NOTE", b"")]

    assert list(texts_of(values)) == []


@given(st.lists(st.integers(0, postings.SEGMENT - 1), min_size=1, max_size=200))
def test_postings_survive_as_octets(places: list[int]) -> None:
    bits = postings.gathered(array("H", places))

    assert postings.unpack(postings.pack(bits)) == bits
    assert list(postings.descending(bits)) == sorted(set(places), reverse=True)


def test_no_stretch_is_taken_for_another_token() -> None:
    others = {postings.of_prefix("88.1"), postings.of_day("2026-11-22"), postings.of_retired()}

    assert len(others) == 3
    assert all(len(token) > 3 for token in others)
    for token in (*others, "电路", "a\x00"):
        assert postings.token_text(postings.token_octets(token)) == token
