"""Titles: every scheme has one in both languages."""

from schemas.identifiers.recognise import SCHEMES
from schemas.identifiers.titles import TITLES


def test_every_scheme_has_a_title_and_nothing_else_has() -> None:
    assert set(TITLES) == {*SCHEMES, "gs1"}
    assert all(words.zh.strip() and words.en.strip() for words in TITLES.values())
