"""What a visitor would rather have: tables of `Accept` and `Accept-Language`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.preference import DEFAULT_LANGUAGE, LANGUAGES, language_of, prefers_json, weight_of

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("", False),
        ("*/*", False),
        (CHROME, False),
        ("application/json", True),
        ("Application/JSON ; charset=utf-8", True),
        ("application/json, text/html", False),
        ("application/json, text/html;q=0.9", True),
        ("application/json;q=0.9, text/html", False),
        ("application/json, */*;q=0.5", True),
        ("application/json;q=0.4, */*;q=0.5", False),
        ("application/*, text/*;q=0.1", True),
        ("application/json, text/*", False),
        ("application/json;q=0", False),
        ("application/json;q=2", False),  # no weight: the element says nothing we can use
        ("application/json;q=", False),
        ("text/plain, application/json", True),
        ("application/problem+json", False),
        (",;,;q=1,/", False),
    ],
)
def test_json_is_preferred(accept: str, json: bool) -> None:
    assert prefers_json(accept) is json


@pytest.mark.parametrize(
    ("asked", "accept_language", "language"),
    [
        ("", "", "zh-CN"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "en;q=0.8, zh;q=0.8", "en"),  # equal: the one named first
        ("", "en;q=0, de", "zh-CN"),
        ("", "zh-TW", "zh-CN"),
        ("", "*", "zh-CN"),
        ("", "zhx, enx", "zh-CN"),
        ("en", "zh-CN", "en"),
        ("EN_us", "", "en"),
        ("zh", "en", "zh-CN"),
        ("fr", "en", "en"),
        ("<script>", "", "zh-CN"),
    ],
)
def test_the_language(asked: str, accept_language: str, language: str) -> None:
    assert language_of(asked, accept_language) == language


@given(st.text(), st.text())
def test_strangers_headers_never_fail(one: str, other: str) -> None:
    assert language_of(one, other) in LANGUAGES.values()
    assert 0.0 <= weight_of(one, "text/html") <= 1.0
    prefers_json(one)


def test_a_long_list_costs_little_and_counts_as_far_as_it_is_read() -> None:
    assert language_of("", "de," * 100_000 + "en") == DEFAULT_LANGUAGE
