"""Wishes: which of several links an asker is led to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.gs1.wishes import Wishes, preferred
from schemas.encodings.link import Link
from schemas.link_types import NAMESPACE

PIP = f"{NAMESPACE}pip"


def link(name: str, *hreflang: str, type: str = "", context: str = "") -> Link:
    return Link(PIP, f"https://a.example/{name}", name, hreflang, type, (context,) if context else ())


def best(links: list[Link], accept: str = "", language: str = "", *contexts: str) -> list[str]:
    return [one.title for one in Wishes.read(accept, language, contexts).best(links)]


LANGUAGES = [link("fr", "fr"), link("en", "en", "en-GB"), link("zh", "zh-CN")]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["fr"]),
        ("en-GB", ["en"]),
        ("en-US, fr;q=0.9", ["en"]),
        ("de, fr;q=0.2, en;q=0.8", ["en"]),
        ("zh", ["zh"]),
        ("zh-Hans-CN", ["zh"]),
        ("zh-TW, en;q=0.5", ["zh"]),
        ("vi", ["fr", "en", "zh"]),
        ("", ["fr", "en", "zh"]),
        ("*", ["fr", "en", "zh"]),
        ("fr;q=0, *", ["en", "zh"]),
        ("fr;q=x, en;q=0.1", ["en"]),
        ("da, *;q=0", ["fr", "en", "zh"]),
        (";;,,", ["fr", "en", "zh"]),
    ],
)
def test_languages_are_weighed(language: str, names: list[str]) -> None:
    assert best(LANGUAGES, "", language) == names


def test_a_link_that_claims_no_language_suits_those_whom_no_other_suits() -> None:
    links = [*LANGUAGES, link("any")]

    assert best(links, "", "vi") == best(links) == ["any"]
    assert best(links, "", "fr") == ["fr"]


TYPES = [link("html", type="text/html"), link("pdf", type="application/pdf"), link("json", type="application/json")]


@pytest.mark.parametrize(
    ("accept", "names"),
    [
        ("application/pdf", ["pdf"]),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ["html"]),
        ("application/*;q=0.3, text/html;q=0.2", ["pdf", "json"]),
        ("application/json;q=0.9, application/*", ["pdf"]),
        ("text/html;q=0, */*", ["pdf", "json"]),
        ("*/*", ["html", "pdf", "json"]),
        ("", ["html", "pdf", "json"]),
        ("undefined", ["html", "pdf", "json"]),
        ("image/png", ["html", "pdf", "json"]),
    ],
)
def test_media_types_are_weighed(accept: str, names: list[str]) -> None:
    assert best(TYPES, accept) == names


def test_media_type_comes_before_language_and_language_before_context() -> None:
    links = [
        link("pdf zh", "zh", type="application/pdf"),
        link("html en", "en", type="text/html"),
        link("html en LK", "en", type="text/html", context="LK"),
        link("html de LK", "de", type="text/html", context="LK"),
    ]

    assert best(links, "text/html", "zh, de;q=0.5", "LK") == ["html de LK"]
    assert best(links, "text/html", "en") == ["html en"]
    assert best(links, "text/html", "en", "LK") == ["html en LK"]
    assert best(links, "text/html", "en", "FR", "LK") == ["html en LK"]
    assert best(links, "application/pdf", "en", "LK") == ["pdf zh"]


def test_links_between_which_nothing_decides_are_all_best() -> None:
    assert best([link("a"), link("b")], "text/html", "en", "CN") == ["a", "b"]


VARIANTS = [
    link("zh", "zh"),
    link("en", "en"),
    link("LK", context="LK"),
    link("json", type="application/json"),
    link("zh LK", "zh", context="LK"),
    link("html fr", "fr", type="text/html"),
]


@pytest.mark.parametrize(
    ("accept", "language", "context", "name"),
    [
        ("", "", "", None),
        ("*/*", "*", "", None),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "", "zh"),
        ("", "en-US", "", "en"),
        ("", "vi", "", None),
        ("text/html", "vi", "", None),
        ("application/json", "", "", "json"),
        ("application/json", "zh", "", "json"),
        ("", "", "LK", "LK"),
        ("", "zh", "LK", "zh LK"),
        ("", "zh", "FR", "zh"),
        ("text/html", "", "", None),
        ("text/html", "fr", "", "html fr"),
        ("*/*", "fr", "", "html fr"),
        ("image/png", "fr", "", None),
        ("", "zh;q=0", "", None),
    ],
)
def test_a_variant_leads_only_where_something_was_asked_for_by_name(
    accept: str, language: str, context: str, name: str | None
) -> None:
    wishes = Wishes.read(accept, language, [context] if context else [])

    chosen = wishes.better_than_default(VARIANTS)

    assert (chosen and chosen.title) == name


@pytest.mark.parametrize(
    ("accept", "type"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("application/json, text/plain, */*", "application/json"),
        ("text/html, application/json;q=0.9", "text/html"),
        ("application/json;q=0.1, */*", "text/html"),
        ("application/ld+json;q=0.9, application/json;q=0.8", "application/ld+json"),
        ("text/*;q=0.1, application/*;q=0.2", "application/json"),
        ("image/png", ""),
    ],
)
def test_what_is_liked_best_of_what_there_is(accept: str, type: str) -> None:
    assert preferred(accept, ["text/html", "application/json", "application/ld+json"]) == type


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.text(max_size=5), max_size=3))
def test_whatever_is_asked_somebody_is_best(accept: str, language: str, contexts: list[str]) -> None:
    wishes = Wishes.read(accept, language, contexts)

    assert wishes.best([*LANGUAGES, *TYPES, *VARIANTS])
    wishes.better_than_default(VARIANTS)
